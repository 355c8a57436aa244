package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares what a statement says with what the server prints of an object that exists: spelling,
 * order of clauses and clauses that only say the default do not count.
 *
 * <p>Alike means that replacing the one by the other most likely changes nothing; the guard
 * compares the catalog before COMMIT, exactly.
 */
public final class Likeness {

  private static final Set<String> NOISE =
      Set.of("as", "inner", "outer", "(", ")", ";", "or", "replace", "in");

  private static final Map<String, String> SPELLINGS =
      Map.of("!=", "<>", "like", "~~", "ilike", "~~*");

  private static final Set<String> SAME_IN_HEADERS = Set.of("=", "to", "default");

  private static final List<List<String>> DEFAULTS =
      List.of(
          List.of("called", "on", "null", "input"),
          List.of("security", "invoker"),
          List.of("parallel", "unsafe"),
          List.of("not", "leakproof"),
          List.of("cost", "100"),
          List.of("volatile"));

  private Likeness() {}

  /** Whether a CREATE FUNCTION or PROCEDURE says what {@code pg_get_functiondef} prints. */
  public static boolean ofRoutines(String statement, String printed) {
    Optional<Routine> one = routine(statement);
    return one.isPresent() && one.equals(routine(printed));
  }

  /** Whether a view's query says what {@code pg_get_viewdef} prints. */
  public static boolean ofQueries(String query, String printed) {
    return words(Tokens.of(query), 0, Integer.MAX_VALUE)
        .equals(words(Tokens.of(printed), 0, Integer.MAX_VALUE));
  }

  /** Whether a view's query says that too, and gives columns more behind. */
  public static boolean ofLonger(String query, String printed) {
    return LongerQuery.is(query, printed, Likeness::words);
  }

  private record Routine(List<String> header, String body) {}

  private static Optional<Routine> routine(String text) {
    Tokens tokens = Tokens.of(text);
    int as = body(tokens);
    if (as < 0) {
      return Optional.empty();
    }
    int arguments = parenthesis(tokens);
    List<String> header = words(tokens, arguments, as);
    header.addAll(words(tokens, as + 2, tokens.size()));
    header.replaceAll(word -> SAME_IN_HEADERS.contains(word) ? "=" : unquoted(word));
    for (List<String> usual : DEFAULTS) {
      if (header.containsAll(usual)) {
        usual.forEach(header::remove);
      }
    }
    header.sort(null);
    return Optional.of(new Routine(header, Names.literal(tokens.written(as + 1))));
  }

  private static String unquoted(String word) {
    return word.startsWith("'") && word.endsWith("'")
        ? word.substring(1, word.length() - 1).toLowerCase(Locale.ROOT)
        : word;
  }

  private static int parenthesis(Tokens tokens) {
    int i = 0;
    while (i < tokens.size() && !tokens.isPunctuation(i, '(')) {
      i++;
    }
    return i;
  }

  /** The AS before the one literal that is the body; negative for any other kind of body. */
  private static int body(Tokens tokens) {
    for (int i = 0; i < tokens.size(); i++) {
      boolean literal =
          tokens.kind(i + 1) == TokenKind.DOLLAR_STRING || tokens.kind(i + 1) == TokenKind.STRING;
      if (tokens.is(i, "as") && literal && !tokens.isPunctuation(i + 2, ',')) {
        return i;
      }
    }
    return -1;
  }

  /** Words without casts, noise and the names before a point. */
  private static List<String> words(Tokens tokens, int from, int to) {
    var words = new ArrayList<String>();
    int end = Math.min(to, tokens.size());
    int i = from;
    while (i < end) {
      if (tokens.isCast(i)) {
        var cursor = new Cursor(tokens, i + 2, end);
        TypeReader.skip(cursor);
        i = Math.max(cursor.index(), i + 3);
      } else if (tokens.isName(i) && tokens.isPunctuation(i + 1, '.')) {
        i += 2;
      } else {
        String word = word(tokens, i);
        if (!NOISE.contains(word)) {
          words.addAll(word.startsWith("'") ? List.of(word) : List.of(word.split(" ")));
        }
        i++;
      }
    }
    return words;
  }

  private static String word(Tokens tokens, int i) {
    String written = tokens.written(i);
    switch (tokens.kind(i)) {
      case STRING:
      case DOLLAR_STRING:
        return "'" + Names.literal(written) + "'";
      case QUOTED_NAME:
      case WORD:
        String name = Names.folded(written);
        return SPELLINGS.getOrDefault(name, DataType.canonical(name));
      default:
        return SPELLINGS.getOrDefault(written, written);
    }
  }
}
