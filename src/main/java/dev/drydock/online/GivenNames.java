package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.Constraint;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** The names that one statement gives to what it makes: each to one thing, and each thing one. */
final class GivenNames {

  private final Map<Constraint, String> known = new IdentityHashMap<>();
  private final Set<String> given = new HashSet<>();

  /** The name of a constraint as the statement says it, or the one that is chosen now. */
  String of(Constraint made, Supplier<String> chosen) {
    return known.computeIfAbsent(
        made,
        one -> {
          String name = one.name().orElseGet(chosen);
          given.add(name);
          return name;
        });
  }

  /** A name for a part of a table, as {@link ChosenNames} has it. */
  String of(RelationFacts table, List<String> columns, String suffix) {
    String name = ChosenNames.of(table, columns, suffix, given);
    given.add(name);
    return name;
  }
}
