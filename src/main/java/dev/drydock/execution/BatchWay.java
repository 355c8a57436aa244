package dev.drydock.execution;

import java.util.List;

/**
 * How a backfill goes through one table. Places are lists of texts; each query answers with one as
 * a JSON array, or with null.
 */
sealed interface BatchWay permits KeyWay, BlockWay {

  /** Columns it goes along. */
  List<String> by();

  /** Asks for the end; null where the table is empty. */
  String endSql();

  /**
   * Asks for the place that so many rows end at; null where the end comes first.
   *
   * @param at empty for the beginning
   */
  String edgeSql(List<String> at, List<String> end, int rows);

  /**
   * The condition for what lies between two places, as the server's planner likes it.
   *
   * @param called how columns are qualified, unquoted
   * @param at empty for the beginning
   */
  String range(String called, List<String> at, List<String> to);

  /** Rows between two places: exact where the edge was counted, else an estimate. */
  long rows(List<String> at, List<String> to, int counted);
}
