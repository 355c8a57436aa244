package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The name that the server would have chosen for a nameless index or constraint, numbered where the
 * table already has one of that name.
 *
 * @see <a href="https://github.com/postgres/postgres/blob/master/src/backend/commands/indexcmds.c">
 *     ChooseRelationName and makeObjectName in PostgreSQL's source</a>
 */
final class ChosenNames {

  /** Bytes of the longest name. */
  private static final int LONGEST = 63;

  private ChosenNames() {}

  /** A name for a part of a table. */
  static String of(RelationFacts table, List<String> columns, String suffix) {
    Set<String> taken =
        Stream.concat(
                table.indexes().stream().map(RelationFacts.Index::name),
                table.constraints().stream().map(RelationFacts.Constraint::name))
            .collect(Collectors.toCollection(TreeSet::new));
    String joined = columns.stream().distinct().collect(Collectors.joining("_"));
    String name = fitting(table.name(), joined, suffix);
    for (int n = 1; taken.contains(name); n++) {
      name = fitting(table.name(), joined, suffix + n);
    }
    return name;
  }

  /** The server shortens the longer of the two names until all of it fits into 63 bytes. */
  static String fitting(String table, String columns, String suffix) {
    String first = table;
    String second = columns;
    int room = LONGEST - suffix.length() - (columns.isEmpty() ? 1 : 2);
    while (bytes(first) + bytes(second) > room) {
      if (bytes(first) > bytes(second)) {
        first = first.substring(0, first.length() - 1);
      } else {
        second = second.substring(0, second.length() - 1);
      }
    }
    return second.isEmpty() ? first + "_" + suffix : first + "_" + second + "_" + suffix;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
