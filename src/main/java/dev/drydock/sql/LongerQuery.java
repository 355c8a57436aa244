package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A query that gives the rows and columns of another one, and columns of the same tables more
 * behind. Told from the texts alone, of plain SELECTs only: where rows are grouped, told apart or
 * put together with those of other queries, a further column may change which there are.
 */
public final class LongerQuery {

  private static final List<String> NOT_PLAIN =
      List.of("union", "intersect", "except", "group", "having", "window");

  /**
   * A SELECT taken apart.
   *
   * @param items where each of its list begins
   * @param from where its FROM stands
   */
  private record Select(Tokens tokens, List<Integer> items, int from) {

    /** The items from one on to another, without the comma before it. */
    List<String> items(int first, int to, Words words) {
      int end = to < items.size() ? items.get(to) - 1 : from;
      return words.of(tokens, items.get(first), end);
    }

    List<String> rest(Words words) {
      return words.of(tokens, from, tokens.size());
    }

    /** A column, or a constant without quotes, perhaps under another name. */
    boolean isPlain(int item) {
      int end = item + 1 < items.size() ? items.get(item + 1) - 1 : from;
      int i = items.get(item);
      if (!tokens.isName(i++)) {
        return false;
      }
      while (tokens.isPunctuation(i, '.') && tokens.isName(i + 1)) {
        i += 2;
      }
      i += tokens.is(i, "as") ? 1 : 0;
      i += i < end && tokens.isName(i) ? 1 : 0;
      return i == end;
    }
  }

  /** The words of a part of a query that must be the same. */
  @FunctionalInterface
  interface Words {
    List<String> of(Tokens tokens, int from, int to);
  }

  private LongerQuery() {}

  /** Compares two queries as the server prints them, token by token. */
  public static boolean isPrinted(String longer, String shorter) {
    return is(
        longer,
        shorter,
        (tokens, from, to) -> IntStream.range(from, to).mapToObj(tokens::written).toList());
  }

  /**
   * @param words what must be the same
   */
  static boolean is(String longer, String shorter, Words words) {
    Optional<Select> one = select(Tokens.of(longer));
    Optional<Select> other = select(Tokens.of(shorter));
    return one.isPresent() && other.isPresent() && continues(one.get(), other.get(), words);
  }

  private static boolean continues(Select longer, Select shorter, Words words) {
    int given = shorter.items().size();
    return longer.items().size() > given
        && longer.items(0, given, words).equals(shorter.items(0, given, words))
        && longer.rest(words).equals(shorter.rest(words))
        && IntStream.range(given, longer.items().size()).allMatch(longer::isPlain);
  }

  private static Optional<Select> select(Tokens tokens) {
    if (!tokens.is(0, "select") || tokens.is(1, "distinct") || tokens.is(1, "all")) {
      return Optional.empty();
    }
    var items = new ArrayList<>(List.of(1));
    int from = -1;
    for (int i = 1; i < tokens.size(); i++) {
      if (tokens.isPunctuation(i, '(')) {
        i = tokens.closing(i);
        if (i < 0) {
          return Optional.empty();
        }
      } else if (NOT_PLAIN.contains(tokens.word(i))) {
        return Optional.empty();
      } else if (from < 0 && tokens.isPunctuation(i, ',')) {
        items.add(i + 1);
      } else if (from < 0 && tokens.is(i, "from") && !tokens.is(i - 1, "distinct")) {
        from = i;
      }
    }
    return from < 0 ? Optional.empty() : Optional.of(new Select(tokens, items, from));
  }
}
