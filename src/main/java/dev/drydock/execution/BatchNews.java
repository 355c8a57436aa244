package dev.drydock.execution;

import dev.drydock.history.StepJournal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells the observer how a backfill goes, a few times a second. */
final class BatchNews {

  private static final long EVERY = 250_000_000L;

  private final RunObserver observer;
  private final StepJournal.Key key;
  private final long total;
  private final BatchProgress first;
  private final long begun = System.nanoTime();
  private long told = begun - EVERY;
  private String why = "";

  /**
   * Listens.
   *
   * @param total estimate of all rows; zero when unknown
   * @param first where this run begins
   */
  BatchNews(RunObserver observer, StepJournal.Key key, long total, BatchProgress first) {
    this.observer = observer;
    this.key = key;
    this.total = total;
    this.first = first;
  }

  /** A batch was committed. */
  void committed(BatchProgress progress) {
    long now = System.nanoTime();
    if (!progress.position().atEnd() && now - told < EVERY) {
      return;
    }
    told = now;
    double seconds = (now - begun) / 1e9;
    long visited = progress.position().visited();
    observer.happened(
        new RunEvent.BatchCommitted(
            key.migration(),
            key.statement(),
            progress.rows(),
            visited,
            total == 0 ? 0 : Math.max(total, visited),
            (long) ((progress.rows() - first.rows()) / seconds),
            remaining(visited, seconds)));
  }

  private @Nullable Duration remaining(long visited, double seconds) {
    double perSecond = (visited - first.position().visited()) / seconds;
    return total > 0 && perSecond > 0
        ? Duration.ofMillis((long) (1000 * Math.max(0, total - visited) / perSecond))
        : null;
  }

  /** It goes slower, or as usual again. */
  void givingWay(String reason) {
    if (!reason.equals(why)) {
      why = reason;
      observer.happened(new RunEvent.GivingWay(key.migration(), key.statement(), reason));
    }
  }

  boolean stopRequested() {
    return observer.stopRequested() || Thread.currentThread().isInterrupted();
  }
}
