package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Finds where an UPDATE means the row that it updates, and where it does not. */
final class OwnRow {

  private static final Set<String> QUERY = Set.of("select", "with", "values", "table");

  private final String called;
  private final Tokens tokens;

  OwnRow(BatchableUpdate update) {
    this.called = update.called();
    this.tokens =
        Tokens.of(update.assignments() + update.condition().map("\nWHERE "::concat).orElse(""));
  }

  /** All that it says from SET on. */
  Expression all() {
    return Expressions.of(tokens, 0, tokens.size());
  }

  /** Queries that do not depend on that row, as far as their text tells. */
  List<Expression> elsewhere() {
    var cursor = new StatementCursor(tokens);
    int from = cursor.findOutside(0, i -> tokens.is(i, "from") && !tokens.is(i - 1, "distinct"));
    int where = cursor.findOutside(0, i -> tokens.is(i, "where"));
    var found = new ArrayList<Expression>();
    if (from + 1 < where) {
      found.add(Expressions.of(tokens, from + 1, where));
    }
    for (int i = 0; i < tokens.size(); i++) {
      boolean query = tokens.isPunctuation(i, '(') && QUERY.contains(tokens.word(i + 1));
      int close = query ? tokens.closing(i) : -1;
      if (close > i + 1 && IntStream.range(i, close).noneMatch(this::isColumn)) {
        found.add(Expressions.of(tokens, i + 1, close));
        i = close;
      }
    }
    return found;
  }

  /** Whether a table of that name is read, in whatever schema. */
  boolean reads(String table) {
    return IntStream.range(0, tokens.size())
        .anyMatch(
            i ->
                tokens.isName(i)
                    && Names.folded(tokens.written(i)).equals(table)
                    && TablePlaces.is(tokens, i));
  }

  boolean picks(Predicate<String> settles) {
    return new RowPicks(tokens, 0, tokens.size(), settles).byPlace();
  }

  /** Whether a column is read from other rows of its table. */
  boolean mentions(String table, String column) {
    return new OwnMentions(tokens, 0, tokens.size(), table, called).inOtherRows(column);
  }

  /** Whether it stands there without the name of a column behind it, or with a star. */
  boolean isWhole() {
    return IntStream.range(0, tokens.size())
        .anyMatch(
            i ->
                isCalled(i)
                    && !isColumn(i)
                    && !tokens.isPunctuation(i + 1, '(')
                    && !TablePlaces.is(tokens, i));
  }

  private boolean isColumn(int i) {
    return isCalled(i) && tokens.isPunctuation(i + 1, '.') && tokens.isName(i + 2);
  }

  private boolean isCalled(int i) {
    return tokens.isName(i)
        && Names.folded(tokens.written(i)).equals(called)
        && !tokens.isPunctuation(i - 1, '.');
  }
}
