package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what a condition requires to be null whatever else it says: {@code … AND col IS NULL}. */
final class NullChecks {

  /** Conditions nested deeper than this are not looked at. */
  private static final int DEEPEST = 50;

  private final Tokens tokens;

  NullChecks(Tokens tokens) {
    this.tokens = tokens;
  }

  /** The columns that every row fulfilling the condition has as null. */
  List<QualifiedName> in(int from, int to) {
    List<QualifiedName> found = new ArrayList<>();
    collect(from, to, DEEPEST, found);
    return found;
  }

  private void collect(int from, int to, int depth, List<QualifiedName> found) {
    if (depth == 0) {
      return;
    }
    if (wrapped(from, to)) {
      collect(from + 1, to - 1, depth - 1, found);
      return;
    }
    List<Integer> ands = new ArrayList<>();
    if (!topLevelAnds(from, to, ands)) {
      return;
    }
    if (ands.isEmpty()) {
      check(from, to).ifPresent(found::add);
      return;
    }
    int start = from;
    ands.add(to);
    for (int and : ands) {
      collect(start, and, depth - 1, found);
      start = and + 1;
    }
  }

  /** Finds the ANDs that join conditions; false where an OR makes them no requirement. */
  private boolean topLevelAnds(int from, int to, List<Integer> ands) {
    int depth = 0;
    boolean between = false;
    for (int i = from; i < to; i++) {
      depth += opens(i) ? 1 : 0;
      depth -= closes(i) ? 1 : 0;
      if (depth == 0 && tokens.is(i, "or")) {
        return false;
      }
      between |= depth == 0 && tokens.is(i, "between");
      if (depth == 0 && tokens.is(i, "and")) {
        if (between) {
          between = false;
        } else {
          ands.add(i);
        }
      }
    }
    return true;
  }

  private Optional<QualifiedName> check(int from, int to) {
    var cursor = new Cursor(tokens, from, to);
    int last = from;
    while (tokens.isPunctuation(last + 1, '.')) {
      last += 2;
    }
    boolean column = tokens.isName(from) && tokens.isName(last) && !cursor.at("not");
    if (!column || last >= to) {
      return Optional.empty();
    }
    QualifiedName name = cursor.qualified();
    boolean isNull = cursor.accept("isnull") || cursor.accept("is", "null");
    return isNull && cursor.atEnd() ? Optional.of(name) : Optional.empty();
  }

  private boolean wrapped(int from, int to) {
    return to - from > 2
        && tokens.isPunctuation(from, '(')
        && new Cursor(tokens, from, to).closing() == to - 1;
  }

  private boolean opens(int i) {
    return tokens.isPunctuation(i, '(') || tokens.isPunctuation(i, '[') || tokens.is(i, "case");
  }

  private boolean closes(int i) {
    return tokens.isPunctuation(i, ')') || tokens.isPunctuation(i, ']') || tokens.is(i, "end");
  }
}
