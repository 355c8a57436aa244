package dev.drydock.sql;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A top-level UPDATE that can be executed range by range: the same text, with another condition
 * added to its WHERE.
 *
 * @param table its name, schema first where it is written
 * @param called how its columns are qualified: the alias, else the table's own name
 * @param only whether {@code ONLY} keeps its partitions and children out
 * @param columns the columns it sets
 * @param onlyWhereNull columns that a top-level {@code AND} of its WHERE demands to be null
 * @param assignments its text from {@code SET} to before {@code WHERE}
 * @param condition the text behind {@code WHERE}; empty without one
 */
public record BatchableUpdate(
    List<String> table,
    String called,
    boolean only,
    Set<String> columns,
    Set<String> onlyWhereNull,
    String assignments,
    Optional<String> condition) {

  public BatchableUpdate {
    table = List.copyOf(table);
    columns = Set.copyOf(columns);
    onlyWhereNull = Set.copyOf(onlyWhereNull);
  }

  /**
   * Reads a statement.
   *
   * @throws IllegalArgumentException with what {@link #obstacle} says of it
   */
  public static BatchableUpdate of(String statement) {
    return new BatchableUpdateReader(statement).read();
  }

  /** Why a statement cannot be executed in batches, as half a sentence; empty where it can. */
  public static Optional<String> obstacle(String statement) {
    try {
      of(statement);
      return Optional.empty();
    } catch (IllegalArgumentException why) {
      return Optional.ofNullable(why.getMessage());
    }
  }

  /** Whether a row may be visited twice without harm: each column is set only where it is null. */
  public boolean repeatable() {
    return onlyWhereNull.containsAll(columns);
  }

  /**
   * The UPDATE of one table's rows, within a range.
   *
   * @param schema of the table or partition that is updated, unquoted
   * @param name unquoted
   * @param range a condition whose columns are qualified by {@link #called}
   */
  public String within(String schema, String name, String range) {
    String target = "UPDATE ONLY " + quoted(schema) + "." + quoted(name);
    String alias = name.equals(called) ? "" : " AS " + quoted(called);
    String where = condition.map(text -> "(" + text + "\n) AND ").orElse("") + "(" + range + ")";
    return target + alias + " " + assignments + "\nWHERE " + where;
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
