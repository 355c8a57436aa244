package dev.drydock.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A top-level UPDATE without a WITH clause, read from its tokens.
 *
 * @param table its name, schema first where it is written
 * @param columns the columns it sets
 * @param onlyWhereNull columns that a top-level {@code AND} of its WHERE demands to be null
 */
public record PlainUpdate(List<String> table, Set<String> columns, Set<String> onlyWhereNull) {

  private static final int MOST_TOKENS = 20_000;

  public PlainUpdate {
    table = List.copyOf(table);
    columns = Set.copyOf(columns);
    onlyWhereNull = Set.copyOf(onlyWhereNull);
  }

  /** Reads a statement; empty for anything but such an UPDATE. */
  public static Optional<PlainUpdate> of(String statement) {
    if (!Tokens.firstWord(statement).equals("update")) {
      return Optional.empty();
    }
    Tokens tokens = Tokens.of(statement);
    if (tokens.size() > MOST_TOKENS) {
      return Optional.empty();
    }
    var cursor = new StatementCursor(tokens, 1);
    cursor.skip("only");
    Optional<List<String>> table = cursor.qualifiedName();
    cursor.skipOperator("*");
    String alias = alias(tokens, cursor);
    if (table.isEmpty() || !cursor.skip("set")) {
      return Optional.empty();
    }
    Optional<Set<String>> columns = columns(tokens, cursor);
    String called = alias.isEmpty() ? table.get().get(table.get().size() - 1) : alias;
    return columns.map(set -> new PlainUpdate(table.get(), set, nulls(tokens, cursor, called)));
  }

  private static String alias(Tokens tokens, StatementCursor cursor) {
    boolean as = cursor.skip("as");
    return as || !tokens.is(cursor.at(), "set") ? cursor.name().orElse("") : "";
  }

  /** The targets of {@code a = 1, (b, c) = (2, 3)}; empty where one is not understood. */
  private static Optional<Set<String>> columns(Tokens tokens, StatementCursor cursor) {
    Set<String> columns = new HashSet<>();
    while (true) {
      if (!target(cursor, columns) || !cursor.skipOperator("=")) {
        return Optional.empty();
      }
      int end =
          cursor.findOutside(
              cursor.at(), i -> tokens.isPunctuation(i, ',') || endsAssignments(tokens, i));
      cursor.goTo(end);
      if (!cursor.skip(',')) {
        return Optional.of(columns);
      }
    }
  }

  private static boolean endsAssignments(Tokens tokens, int i) {
    boolean distinctFrom = i > 0 && tokens.is(i - 1, "distinct");
    return tokens.is(i, "where")
        || tokens.is(i, "returning")
        || (tokens.is(i, "from") && !distinctFrom);
  }

  private static boolean target(StatementCursor cursor, Set<String> columns) {
    boolean several = cursor.skip('(');
    do {
      Optional<String> name = cursor.name();
      if (name.isEmpty()) {
        return false;
      }
      columns.add(name.get());
      cursor.skipParts();
    } while (several && cursor.skip(','));
    return !several || cursor.skip(')');
  }

  private static Set<String> nulls(Tokens tokens, StatementCursor cursor, String called) {
    int where = cursor.findOutside(cursor.at(), i -> tokens.is(i, "where"));
    int end = cursor.findOutside(where, i -> tokens.is(i, "returning"));
    boolean unclear = cursor.findOutside(where, i -> i < end && bendsConjunction(tokens, i)) < end;
    Set<String> nulls = new HashSet<>();
    if (unclear) {
      return nulls;
    }
    int from = where + 1;
    while (from < end) {
      int next = cursor.findOutside(from, i -> i >= end || tokens.is(i, "and"));
      nullTest(tokens, from, next, called).ifPresent(nulls::add);
      from = next + 1;
    }
    return nulls;
  }

  /** Words after which an AND need not be one of the top-level conditions. */
  private static boolean bendsConjunction(Tokens tokens, int i) {
    return tokens.is(i, "or") || tokens.is(i, "between") || tokens.is(i, "case");
  }

  /** The column of {@code c IS NULL} or {@code t.c IS NULL}, alone between two ANDs. */
  private static Optional<String> nullTest(Tokens tokens, int from, int to, String called) {
    var cursor = new StatementCursor(tokens, from);
    List<String> name = cursor.qualifiedName().orElse(new ArrayList<>());
    boolean test = cursor.skip("is", "null") && cursor.at() == Math.min(to, tokens.size());
    boolean own = name.size() == 1 || (name.size() == 2 && name.get(0).equals(called));
    return test && own ? Optional.of(name.get(name.size() - 1)) : Optional.empty();
  }
}
