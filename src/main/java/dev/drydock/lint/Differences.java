package dev.drydock.lint;

import dev.drydock.sql.ColumnDefinition;
import dev.drydock.sql.Creation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a table that exists has otherwise than a statement would make it. */
final class Differences {

  private Differences() {}

  /** In words; empty where the columns and their types agree. */
  static List<String> of(Creation.CreateTable wanted, KnownRelation found) {
    var differences = new ArrayList<String>();
    Set<String> names = new HashSet<>();
    for (ColumnDefinition column : wanted.columns()) {
      names.add(column.name());
      KnownColumn asked = KnownColumn.of(column, Origin.NEW);
      found
          .column(column.name())
          .ifPresentOrElse(
              there -> compare(asked, there, differences),
              () -> differences.add("it has no column " + column.name()));
    }
    boolean own = wanted.likes().isEmpty() && wanted.inherits().isEmpty();
    if (own && wanted.partitionOf().isEmpty()) {
      found.columns().keySet().stream()
          .filter(name -> !names.contains(name))
          .forEach(name -> differences.add("it also has the column " + name));
    }
    return differences;
  }

  private static void compare(KnownColumn asked, KnownColumn there, List<String> differences) {
    Optional<String> type = asked.type();
    if (type.isPresent() && there.type().isPresent() && !type.equals(there.type())) {
      differences.add("%s is %s, not %s".formatted(asked.name(), there.type().get(), type.get()));
    }
    if (asked.notNull() && !there.notNull()) {
      differences.add(asked.name() + " may be null");
    }
  }
}
