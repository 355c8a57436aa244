package dev.drydock.sql;

import java.util.ArrayDeque;
import java.util.function.Predicate;

/**
 * Tells whether queries of a statement choose or number rows in whatever order the server meets
 * them: by LIMIT, DISTINCT ON or a window without an ORDER BY that settles it.
 */
final class RowPicks {

  private final Tokens tokens;
  private final int from;
  private final int end;
  private final Predicate<String> settles;

  /**
   * Looks at a part of a statement.
   *
   * @param settles whether an order by a column of that name leaves none to the server
   */
  RowPicks(Tokens tokens, int from, int end, Predicate<String> settles) {
    this.tokens = tokens;
    this.from = from;
    this.end = end;
    this.settles = settles;
  }

  /** What stands between two parentheses. */
  private static final class Level {
    boolean ordering;
    boolean ordered;
    boolean needsOrder;
  }

  boolean byPlace() {
    var levels = new ArrayDeque<Level>();
    levels.push(new Level());
    for (int i = from; i < end; i++) {
      Level level = levels.element();
      if (tokens.isPunctuation(i, '(')) {
        var inner = new Level();
        inner.needsOrder = tokens.is(i - 1, "over");
        levels.push(inner);
      } else if (tokens.isPunctuation(i, ')')) {
        if (level.needsOrder && !level.ordered) {
          return true;
        }
        if (levels.size() > 1) {
          levels.pop();
        }
      } else if (tokens.is(i, "order", "by")) {
        level.ordering = true;
      } else if (level.ordering
          && tokens.isName(i)
          && settles.test(Names.folded(tokens.written(i)))) {
        level.ordered = true;
      } else if (tokens.is(i, "tablesample") || isNamedWindow(i)) {
        return true;
      } else {
        level.needsOrder |= isPick(i);
      }
    }
    return false;
  }

  private boolean isPick(int i) {
    return tokens.is(i, "limit")
        || tokens.is(i, "offset")
        || tokens.is(i, "fetch")
        || tokens.is(i, "distinct", "on");
  }

  private boolean isNamedWindow(int i) {
    return tokens.is(i, "over") && tokens.isName(i + 1);
  }
}
