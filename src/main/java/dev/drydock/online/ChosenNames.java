package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.ConstraintNames;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The name that the server would have chosen for a nameless index or constraint, numbered where the
 * table or its schema already has one of that name.
 *
 * @see <a href="https://github.com/postgres/postgres/blob/master/src/backend/commands/indexcmds.c">
 *     ChooseRelationName and makeObjectName in PostgreSQL's source</a>
 */
final class ChosenNames {

  private ChosenNames() {}

  /**
   * A name for a part of a table.
   *
   * @param elsewhere whether something else of the schema has a name
   */
  static String of(
      RelationFacts table, List<String> columns, String suffix, Predicate<String> elsewhere) {
    String joined = columns.stream().distinct().collect(Collectors.joining("_"));
    Set<String> taken = taken(table);
    taken.addAll(table.namesBeside());
    return of(table.name(), joined, suffix, name -> taken.contains(name) || elsewhere.test(name));
  }

  /** The same for whatever has its name taken elsewhere. */
  static String of(String table, String column, String suffix, Predicate<String> taken) {
    String name = ConstraintNames.fitting(table, column, suffix);
    for (int n = 1; taken.test(name); n++) {
      name = ConstraintNames.fitting(table, column, suffix + n);
    }
    return name;
  }

  /** That name, which is the caller's; numbered where the table has one of it now. */
  static String free(RelationFacts table, String name, GivenNames names) {
    Set<String> taken = taken(table);
    String free = name;
    for (int n = 1; taken.contains(free) || (n > 1 && names.isTaken(table, free)); n++) {
      free = ConstraintNames.fitting(name, "", String.valueOf(n));
    }
    return free;
  }

  private static Set<String> taken(RelationFacts table) {
    return Stream.concat(
            table.indexes().stream().map(RelationFacts.Index::name),
            table.constraints().stream().map(RelationFacts.Constraint::name))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
