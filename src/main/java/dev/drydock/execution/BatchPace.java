package dev.drydock.execution;

import java.time.Duration;

/**
 * How large the next batch is, from how long the last ones took: the UPDATE and what comes on top
 * of it, the way to the server and COMMIT. Begins small, so that nobody has to wait for the first
 * one.
 */
final class BatchPace {

  /** An UPDATE should take about this long; the rows it has changed are locked so long and more. */
  static final Duration TARGET = Duration.ofMillis(40);

  /** Where what is on top takes longer, smaller batches would only be more of them. */
  private static final double MOST_NANOS = TARGET.toNanos() * 5.0;

  private static final int FIRST_ROWS = 1_000;
  private static final int FEWEST_ROWS = 50;

  /** How many times as many rows may be looked at, where nearly none of them is changed. */
  private static final int SPARSE = 10;

  /** Share of the latest batch in the average of what comes on top. */
  private static final double NEW = 0.2;

  private final int most;
  private int rows;
  private double onTop = -1;

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

  /**
   * A batch was committed.
   *
   * @param whole from the message to its answer
   * @param update the UPDATE alone
   * @param changed rows
   */
  void took(Duration whole, Duration update, long changed) {
    double more = Math.max(0, whole.minus(update).toNanos());
    onTop = onTop < 0 ? more : onTop + NEW * (more - onTop);
    double wished = Math.min(MOST_NANOS, Math.max(TARGET.toNanos(), onTop));
    double share = wished / Math.max(1, update.toNanos());
    int limit = changed * SPARSE < rows ? most * SPARSE : most;
    if (share < 0.67) {
      rows = bounded(rows * Math.max(0.3, share), limit);
    } else if (share > 1.2) {
      rows = bounded(rows * Math.min(2, share * 0.95), limit);
    } else {
      rows = bounded(rows, limit);
    }
  }

  /** Others were in the way, or it took too long altogether. */
  void failed() {
    rows = bounded(rows / 2.0, most);
  }

  private int bounded(double wanted, int limit) {
    return (int) Math.max(Math.min(most, FEWEST_ROWS), Math.min(wanted, limit));
  }
}
