package dev.drydock.sql;

import java.util.Set;

/** Tells where a name in a query is that of a table. */
final class TablePlaces {

  private static final Set<String> BEFORE = Set.of("from", "join", "only", "lateral");

  /** What begins another part of a query than its list of tables. */
  private static final Set<String> OTHER =
      Set.of("select", "set", "where", "by", "having", "values", "returning", "limit");

  private TablePlaces() {}

  /** Whether the token is the last part of a table's name. */
  static boolean is(Tokens tokens, int token) {
    int first = token;
    while (tokens.isPunctuation(first - 1, '.')) {
      first -= 2;
    }
    boolean distinct = tokens.is(first - 1, "from") && tokens.is(first - 2, "distinct");
    return !distinct
        && (BEFORE.contains(tokens.word(first - 1))
            || (tokens.isPunctuation(first - 1, ',') && isInList(tokens, first - 1)));
  }

  /** Whether a comma parts tables: FROM comes before it, and nothing else in between. */
  private static boolean isInList(Tokens tokens, int comma) {
    int depth = 0;
    for (int i = comma - 1; i >= 0; i--) {
      if (tokens.isPunctuation(i, ')')) {
        depth++;
      } else if (tokens.isPunctuation(i, '(') && --depth < 0) {
        return false;
      } else if (depth == 0 && tokens.is(i, "from")) {
        return true;
      } else if (depth == 0 && OTHER.contains(tokens.word(i))) {
        return false;
      }
    }
    return false;
  }
}
