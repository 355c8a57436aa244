package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The bound of a partition as a CHECK that proves it, in the very form in which the server builds
 * it.
 *
 * @see <a
 *     href="https://github.com/postgres/postgres/blob/master/src/backend/partitioning/partbounds.c">
 *     get_qual_for_range and get_qual_for_list in PostgreSQL's source</a>
 */
public final class PartitionCheck {

  private final List<String> columns;
  private final List<String> types;

  private PartitionCheck(List<String> columns, List<String> types) {
    this.columns = columns;
    this.types = types;
  }

  /**
   * The condition.
   *
   * @param columns of the partition key, quoted
   * @param types of these columns
   * @return empty for bounds by hash, and for ranges over several columns that end nowhere
   */
  public static Optional<String> of(
      PartitionBound bound, List<String> columns, List<String> types) {
    var check = new PartitionCheck(columns, types);
    Optional<List<String>> in = values(bound.text(), "in");
    if (in.isPresent()) {
      return columns.size() == 1 ? Optional.of(check.listed(in.get())) : Optional.empty();
    }
    Optional<List<String>> from = values(bound.text(), "from");
    Optional<List<String>> to = values(bound.text(), "to");
    return from.isPresent() && to.isPresent()
        ? check.between(from.get(), to.get())
        : Optional.empty();
  }

  /** What stands between the commas of the parentheses behind a word. */
  private static Optional<List<String>> values(String text, String word) {
    return ActionText.parenthesesBehind(text, word)
        .map(inside -> parts(inside.substring(1, inside.length() - 1)));
  }

  private static List<String> parts(String text) {
    Tokens tokens = Tokens.of(text);
    var parts = new ArrayList<String>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < tokens.size(); i++) {
      boolean opens = tokens.isPunctuation(i, '(') || tokens.isPunctuation(i, '[');
      boolean closes = tokens.isPunctuation(i, ')') || tokens.isPunctuation(i, ']');
      depth += opens ? 1 : closes ? -1 : 0;
      if (depth == 0 && tokens.isPunctuation(i, ',')) {
        parts.add(text.substring(from, tokens.start(i)).strip());
        from = tokens.end(i);
      }
    }
    parts.add(text.substring(from).strip());
    return parts;
  }

  private String listed(List<String> values) {
    String column = columns.get(0);
    String array =
        values.stream()
            .filter(value -> !value.equalsIgnoreCase("null"))
            .map(value -> typed(value, 0))
            .collect(Collectors.joining(", "));
    String any = "%s = ANY (ARRAY[%s])".formatted(column, array);
    if (values.stream().noneMatch("null"::equalsIgnoreCase)) {
      return "%s IS NOT NULL AND %s".formatted(column, any);
    }
    return array.isEmpty() ? column + " IS NULL" : "%s IS NULL OR %s".formatted(column, any);
  }

  private Optional<String> between(List<String> from, List<String> to) {
    if (from.size() != columns.size() || to.size() != columns.size()) {
      return Optional.empty();
    }
    var all = new ArrayList<String>();
    columns.forEach(column -> all.add(column + " IS NOT NULL"));
    for (boolean low : List.of(true, false)) {
      List<String> values = low ? from : to;
      if (isOpen(values.get(0))) {
        continue;
      }
      if (values.stream().anyMatch(PartitionCheck::isOpen)) {
        return Optional.empty();
      }
      all.add("(" + beyond(values, low) + ")");
    }
    return Optional.of(String.join(" AND ", all));
  }

  private static boolean isOpen(String value) {
    String word = value.toLowerCase(Locale.ROOT);
    return word.equals("minvalue") || word.equals("maxvalue");
  }

  /** The first column decides, or it is equal and the next one does. */
  private String beyond(List<String> values, boolean low) {
    int last = columns.size() - 1;
    return IntStream.rangeClosed(0, last)
        .mapToObj(
            i -> {
              var terms = new ArrayList<String>();
              for (int j = 0; j < i; j++) {
                terms.add("%s = %s".formatted(columns.get(j), typed(values.get(j), j)));
              }
              String operator = low ? (i == last ? ">=" : ">") : "<";
              terms.add("%s %s %s".formatted(columns.get(i), operator, typed(values.get(i), i)));
              return "(" + String.join(" AND ", terms) + ")";
            })
        .collect(Collectors.joining(" OR "));
  }

  private String typed(String value, int place) {
    return "CAST(%s AS %s)".formatted(value, types.get(place));
  }
}
