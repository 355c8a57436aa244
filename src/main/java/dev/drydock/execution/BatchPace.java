package dev.drydock.execution;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * How large the next batch is, from how long the last ones took: the UPDATE and what comes on top
 * of it, the way to the server and COMMIT. Begins small, so that nobody has to wait for the first
 * one.
 */
final class BatchPace {

  /** An UPDATE should take about this long; the rows it has changed are locked so long and more. */
  static final Duration TARGET = Duration.ofMillis(50);

  /** Where what is on top takes longer, smaller batches would only be more of them. */
  private static final double MOST_NANOS = TARGET.toNanos() * 5.0;

  private static final int FIRST_ROWS = 1_000;
  private static final int FEWEST_ROWS = 50;

  /** How many times as many rows may be looked at, where nearly none of them is changed. */
  private static final int SPARSE = 10;

  /** A little less than wished, and not much more at a time. */
  private static final double AIM = 0.95;

  private static final double GROWTH = 2;

  private static final int REMEMBERED = 3;

  /** Share of the latest batch in the average of what comes on top. */
  private static final double NEW = 0.2;

  private final int most;
  private int rows;
  private double onTop = -1;

  /** Nanoseconds of UPDATE for each row of the latest batches. */
  private final Deque<Double> perRow = new ArrayDeque<>();

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
   * A batch was committed. The next one is on its way to be cut by then, so what counts is what a
   * row took in the batches that were, not which size was wished since; and one slow batch among
   * three is somebody else's doing.
   *
   * @param whole from the message to its answer
   * @param update the UPDATE alone
   * @param changed rows
   * @param looked rows that were looked at, changed or not
   */
  void took(Duration whole, Duration update, long changed, long looked) {
    double more = Math.max(0, whole.minus(update).toNanos());
    onTop = onTop < 0 ? more : onTop + NEW * (more - onTop);
    double wished = Math.min(MOST_NANOS, Math.max(TARGET.toNanos(), onTop));
    long size = Math.max(1, looked);
    perRow.addLast(Math.max(1.0, update.toNanos()) / size);
    if (perRow.size() > REMEMBERED) {
      perRow.removeFirst();
    }
    int limit = changed * SPARSE < size ? most * SPARSE : most;
    rows = bounded(Math.min(wished * AIM / usual(), size * GROWTH), limit);
  }

  private double usual() {
    List<Double> sorted = perRow.stream().sorted().toList();
    return sorted.get((sorted.size() - 1) / 2);
  }

  /** Others were in the way, or it took too long altogether. */
  void failed() {
    rows = bounded(rows / 2.0, most);
  }

  private int bounded(double wanted, int limit) {
    return (int) Math.max(Math.min(most, FEWEST_ROWS), Math.min(wanted, limit));
  }
}
