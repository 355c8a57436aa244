package dev.drydock.execution;

import dev.drydock.history.StepJournal;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Tells the observer how a backfill goes, a few times a second. */
final class BatchNews {

  private static final long EVERY = 250_000_000L;

  /** Rates are those of the last ten seconds. */
  private static final int REMEMBERED = 40;

  private final RunObserver observer;
  private final StepJournal.Key key;
  private final long total;
  private final ArrayDeque<Moment> lately = new ArrayDeque<>();
  private long told = System.nanoTime() - EVERY;
  private String why = "";

  /** How far it was at some time. */
  private record Moment(long nanos, long rows, long visited) {

    static Moment of(BatchProgress progress) {
      return new Moment(System.nanoTime(), progress.rows(), progress.position().visited());
    }
  }

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
    lately.add(Moment.of(first));
  }

  /** A batch was committed. */
  void committed(BatchProgress progress) {
    Moment now = Moment.of(progress);
    if (!progress.position().atEnd() && now.nanos() - told < EVERY) {
      return;
    }
    told = now.nanos();
    Moment then = lately.getFirst();
    double seconds = (now.nanos() - then.nanos()) / 1e9;
    observer.happened(
        new RunEvent.BatchCommitted(
            key.migration(),
            key.statement(),
            now.rows(),
            now.visited(),
            total == 0 ? 0 : Math.max(total, now.visited()),
            (long) ((now.rows() - then.rows()) / seconds),
            remaining(now.visited(), (now.visited() - then.visited()) / seconds)));
    lately.add(now);
    if (lately.size() > REMEMBERED) {
      lately.removeFirst();
    }
  }

  private @Nullable Duration remaining(long visited, double perSecond) {
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
