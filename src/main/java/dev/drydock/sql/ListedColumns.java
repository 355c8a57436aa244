package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The lists by which a function's body gives rows back, told from its text alone. */
public final class ListedColumns {

  private ListedColumns() {}

  /**
   * How many columns each of them names. What gives back all columns by {@code *} is left out, and
   * so is what is put together at run time.
   *
   * @param body as in the catalog, or the whole definition of one that is BEGIN ATOMIC
   * @param language of the body; of others than SQL and PL/pgSQL nothing is told
   */
  public static List<Integer> in(String body, String language) {
    Tokens tokens = Tokens.of(body);
    return switch (language.toLowerCase(Locale.ROOT)) {
      case "sql" -> counts(tokens, List.of(lastStatement(tokens)));
      case "plpgsql" -> counts(tokens, returnedQueries(tokens));
      default -> List.of();
    };
  }

  /** A query from its first token to the one behind it. */
  private record Part(int from, int to) {}

  private static Part lastStatement(Tokens tokens) {
    int end = tokens.size();
    while (end > 0 && (tokens.isPunctuation(end - 1, ';') || tokens.is(end - 1, "end"))) {
      end--;
    }
    int from = end;
    while (from > 0 && !tokens.isPunctuation(from - 1, ';')) {
      from--;
    }
    return new Part(from, end);
  }

  private static List<Part> returnedQueries(Tokens tokens) {
    var found = new ArrayList<Part>();
    for (int i = tokens.find(0, "return", "query"); i >= 0; ) {
      int end = i;
      while (end < tokens.size() && !tokens.isPunctuation(end, ';')) {
        end++;
      }
      found.add(new Part(i + 2, end));
      i = tokens.find(end, "return", "query");
    }
    return found;
  }

  private static List<Integer> counts(Tokens tokens, List<Part> parts) {
    return parts.stream().map(part -> count(tokens, part)).filter(count -> count > 0).toList();
  }

  /** Items of the outermost list; zero where it has none, or a star in it. */
  private static int count(Tokens tokens, Part part) {
    int list = -1;
    int items = 0;
    boolean star = false;
    for (int i = part.from(); i < part.to(); i++) {
      if (tokens.isPunctuation(i, '(')) {
        int closing = tokens.closing(i);
        if (closing < 0) {
          return 0;
        }
        i = closing;
      } else if (tokens.is(i, "select") || tokens.is(i, "returning")) {
        list = i + 1;
        items = 1;
        star = false;
      } else if (list > 0 && tokens.is(i, "from") && !tokens.is(i - 1, "distinct")) {
        list = -1;
      } else if (list > 0 && tokens.isPunctuation(i, ',')) {
        items++;
      } else if (list > 0 && isStar(tokens, i, list)) {
        star = true;
      }
    }
    return star ? 0 : items;
  }

  /** Not a multiplication, which has something before it. */
  private static boolean isStar(Tokens tokens, int i, int list) {
    return tokens.isOperator(i, "*")
        && (i == list || tokens.isPunctuation(i - 1, '.') || tokens.isPunctuation(i - 1, ','));
  }
}
