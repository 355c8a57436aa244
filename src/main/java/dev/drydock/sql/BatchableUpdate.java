package dev.drydock.sql;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A top-level UPDATE that can be executed range by range: the same text, with another condition
 * added to its WHERE.
 *
 * @param table its name, schema first where it is written
 * @param called how its columns are qualified: the alias, else the table's own name
 * @param only whether {@code ONLY} keeps its partitions and children out
 * @param columns the columns it sets
 * @param onlyWhereNull columns that a top-level {@code AND} of its WHERE demands to be null
 * @param readsItself whether it names its table a second time, to read other rows
 * @param assignments its text from {@code SET} to before {@code WHERE}
 * @param condition the text behind {@code WHERE}; empty without one
 */
public record BatchableUpdate(
    List<String> table,
    String called,
    boolean only,
    Set<String> columns,
    Set<String> onlyWhereNull,
    boolean readsItself,
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

  /** Whether a name stands in it, wherever: of a column, say. */
  public boolean mentions(String name) {
    return ActionText.hasName(assignments, name)
        || condition.filter(where -> ActionText.hasName(where, name)).isPresent();
  }

  /**
   * What it evaluates once for all its rows: its FROM, and queries in it that do not name the row
   * that is updated by {@link #called}.
   */
  public List<Expression> evaluatedOnce() {
    return new OwnRow(this).elsewhere();
  }

  /** Whether it reads a table of that name beside the one that it updates. */
  public boolean reads(String name) {
    return new OwnRow(this).reads(name);
  }

  /**
   * Whether it picks rows of its table in an order that these columns leave to the server, which is
   * another one when rows have been updated.
   */
  public boolean picksByPlace(Collection<String> key) {
    return readsItself && new OwnRow(this).picks(key::contains);
  }

  /** Whether it reads a column of rows other than the one that it updates; in doubt it does. */
  public boolean readsOfOthers(String column) {
    return readsItself && new OwnRow(this).mentions(table.get(table.size() - 1), column);
  }

  /** Every function that it calls, by its simple name. */
  public List<String> functions() {
    return new OwnRow(this).all().functions().stream().map(QualifiedName::name).toList();
  }

  /** Whether it takes the row that is updated as a whole, with all columns in their order. */
  public boolean takesWholeRow() {
    return new OwnRow(this).isWhole();
  }

  /** Whether it sets a column to {@code DEFAULT}. */
  public boolean takesDefaults() {
    Tokens tokens = Tokens.of(assignments);
    return IntStream.range(0, tokens.size()).anyMatch(i -> tokens.is(i, "default"));
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
