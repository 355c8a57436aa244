package dev.drydock.sql;

import java.util.ArrayDeque;

/**
 * Tells, in an UPDATE that reads its table a second time, which mentions of a column mean the row
 * that is updated; in doubt they don't.
 */
final class OwnMentions {

  private final Tokens tokens;
  private final int from;
  private final int end;
  private final boolean aliased;
  private final String called;
  private final boolean joined;

  OwnMentions(Tokens tokens, int from, int end, String table, String called) {
    this.tokens = tokens;
    this.from = from;
    this.end = end;
    this.called = called;
    this.aliased = !called.equals(table);
    var cursor = new StatementCursor(tokens, from);
    this.joined =
        cursor.findOutside(from, i -> tokens.is(i, "from") && !tokens.is(i - 1, "distinct")) < end;
  }

  /** Whether a column may be read from rows other than the one that is updated. */
  boolean inOtherRows(String column) {
    var selects = new ArrayDeque<Boolean>();
    for (int i = from; i < end; i++) {
      if (tokens.isPunctuation(i, '(')) {
        selects.push(Boolean.TRUE.equals(selects.peek()) || tokens.is(i + 1, "select"));
      } else if (tokens.isPunctuation(i, ')') && !selects.isEmpty()) {
        selects.pop();
      } else if (isName(i, column)
          && !isTarget(i)
          && !isOwn(i, Boolean.TRUE.equals(selects.peek()))) {
        return true;
      }
    }
    return false;
  }

  private boolean isOwn(int i, boolean inSelect) {
    boolean qualified = tokens.isPunctuation(i - 1, '.');
    boolean byCalled = qualified && isName(i - 2, called);
    return inSelect ? byCalled && aliased : byCalled || (!qualified && !joined);
  }

  private boolean isTarget(int i) {
    boolean begins = tokens.is(i - 1, "set") || tokens.isPunctuation(i - 1, ',');
    return begins && tokens.isOperator(i + 1, "=");
  }

  private boolean isName(int i, String name) {
    return tokens.isName(i) && Names.folded(tokens.written(i)).equals(name);
  }
}
