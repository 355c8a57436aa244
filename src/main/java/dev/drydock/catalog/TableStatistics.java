package dev.drydock.catalog;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was known of a table when the snapshot was taken.
 *
 * @param reltuples the planner's estimate of its rows; below zero when unknown
 * @param pages the planner's number of its pages
 * @param counters rows that the transaction, and what its session has not reported yet, had written
 */
public record TableStatistics(double reltuples, long pages, RowCounters counters) {

  static TableStatistics of(String row) {
    List<@Nullable String> fields = RowText.fields(row);
    return new TableStatistics(
        Double.parseDouble(String.valueOf(fields.get(0))),
        number(fields, 1),
        new RowCounters(number(fields, 2), number(fields, 3), number(fields, 4)));
  }

  /** The estimate in whole rows, where there is one. */
  public Optional<Long> estimate() {
    return reltuples < 0 ? Optional.empty() : Optional.of(Math.round(reltuples));
  }

  private static long number(List<@Nullable String> fields, int index) {
    String value = fields.get(index);
    return value == null ? 0 : Long.parseLong(value);
  }
}
