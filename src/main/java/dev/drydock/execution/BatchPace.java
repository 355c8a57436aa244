package dev.drydock.execution;

import java.time.Duration;

/**
 * How large the next batch is and how long to pause before it, from how long the last ones took.
 * Begins small, so that nobody has to wait for the first one.
 */
final class BatchPace {

  /** A row that a batch has changed is locked for about this long. */
  static final Duration TARGET = Duration.ofMillis(50);

  private static final int FIRST_ROWS = 1_000;
  private static final int FEWEST_ROWS = 50;

  /** How many times as many rows may be looked at, where nearly none of them is changed. */
  private static final int SPARSE = 10;

  private final int most;
  private int rows;

  /**
   * Begins.
   *
   * @param most largest number of rows to change in one batch
   */
  BatchPace(int most) {
    this.most = most;
    this.rows = Math.min(most, FIRST_ROWS);
  }

  int rows() {
    return rows;
  }

  boolean smallest() {
    return rows <= Math.min(most, FEWEST_ROWS);
  }

  /** A batch was committed. */
  void took(Duration time, long changed) {
    double share = (double) TARGET.toNanos() / Math.max(1, time.toNanos());
    int limit = changed * SPARSE < rows ? most * SPARSE : most;
    if (share < 0.67) {
      rows = bounded((int) (rows * Math.max(0.3, share)), limit);
    } else if (share > 1.2) {
      rows = bounded((int) (rows * Math.min(2, share * 0.95)), limit);
    } else {
      rows = bounded(rows, limit);
    }
  }

  /** Others were in the way, or it took too long altogether. */
  void failed() {
    rows = bounded(rows / 2, most);
  }

  private int bounded(int wanted, int limit) {
    return Math.max(Math.min(most, FEWEST_ROWS), Math.min(wanted, limit));
  }
}
