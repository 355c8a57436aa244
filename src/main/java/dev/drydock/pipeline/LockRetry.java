package dev.drydock.pipeline;

import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.BlockerWatch;
import dev.drydock.sql.MaskedQuery;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Begins a whole transaction again when other sessions held a lock that it needs, as long as the
 * budget lasts. It sleeps where no transaction is open; while {@link LockAdmission} sees somebody
 * in the way it only looks again, four times a second at most, and tries nevertheless every five
 * seconds, so that no hint can starve it.
 */
final class LockRetry {

  private static final int FIRST_PAUSE_MILLIS = 250;
  private static final int LONGEST_PAUSE_MILLIS = 1_000;
  private static final int LOOK_MILLIS = 250;
  private static final Duration LONGEST_ADMISSION = Duration.ofSeconds(5);

  private final LockWaits waits;
  private final LockAdmission admission;

  /** Opened for every attempt but the first, to learn who is in the way where admission can't. */
  private final Supplier<BlockerWatch> watch;

  private final RunObserver observer;
  private final long deadline;

  /**
   * Begins to count.
   *
   * @param admission which the attempts {@link LockAdmission#enter enter}
   * @param waits of the run; what of its budget is left is the time for this transaction
   */
  LockRetry(Database database, LockAdmission admission, LockWaits waits, RunObserver observer) {
    this.waits = waits;
    this.admission = admission;
    this.watch = () -> database.session().watchBlockers(MaskedQuery::of);
    this.observer = observer;
    deadline = System.nanoTime() + waits.left().toNanos();
    if (waits.left().isZero()) {
      admission.force();
    }
  }

  /** What the first attempt that got its locks returned, or its failure. */
  <T> T until(Supplier<T> attempt) {
    List<BlockerWatch.Blocker> blockers = List.of();
    long first = System.nanoTime();
    for (int tries = 1; ; tries++) {
      long last = System.nanoTime();
      try (BlockerWatch watching = tries > 1 && blockers.isEmpty() ? watch.get() : null) {
        try {
          T result = attempt.get();
          waits.over(Duration.ofNanos(last - first), admission.ended());
          return result;
        } catch (DrydockException failure) {
          if (failure.failure().code() != ErrorCode.LOCKS_NOT_OBTAINED) {
            throw failure;
          }
          List<BlockerWatch.Blocker> seen = admission.look();
          blockers = seen.isEmpty() && watching != null ? watching.seen() : seen;
          if (!pause(tries, blockers)) {
            throw told(failure, tries, blockers);
          }
        }
      }
    }
  }

  private DrydockException told(
      DrydockException last, int attempts, List<BlockerWatch.Blocker> blockers) {
    Failure failure = last.failure();
    List<String> standbys = admission.standbys();
    String replays =
        standbys.isEmpty()
            ? ""
            : " Hot standbys take the same locks and wait for their own queries: "
                + String.join("; ", standbys)
                + ".";
    String what =
        "%s After %s in %d s the locks were not to be had.%s%s"
            .formatted(
                failure.what(),
                attempts == 1 ? "one attempt" : attempts + " attempts",
                waits.budget().toSeconds(),
                BlockerWatch.inTheWay(blockers),
                replays);
    Failure told =
        new Failure(failure.code(), what, failure.left(), failure.next(), failure.facts())
            .with("attempts", attempts)
            .with("blockers", blockers);
    List<String> ended = admission.ended();
    return new DrydockException(ended.isEmpty() ? told : told.with("ended", ended), last);
  }

  /** False when the budget would be over by then, or the thread was asked to stop. */
  private boolean pause(int tries, List<BlockerWatch.Blocker> blockers) {
    int longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(tries - 1, 5));
    int millis = ThreadLocalRandom.current().nextInt(longest / 2, longest);
    if (System.nanoTime() + millis * 1_000_000L - deadline >= 0) {
      return false;
    }
    observer.happened(new RunEvent.WaitingForLocks(tries, blockers, Duration.ofMillis(millis)));
    return sleep(millis) && admitted();
  }

  /** Waits until nobody is in the way any more, or it is time to try nevertheless. */
  private boolean admitted() {
    long patience =
        System.nanoTime() + Math.min(LONGEST_ADMISSION.toNanos(), waits.budget().toNanos() / 4);
    while (admission.isBlocked()) {
      long now = System.nanoTime();
      if (now - deadline >= 0) {
        return false;
      }
      if (now - patience >= 0) {
        admission.force();
        return true;
      }
      if (!sleep(ThreadLocalRandom.current().nextInt(LOOK_MILLIS, LOOK_MILLIS * 3 / 2))) {
        return false;
      }
    }
    return true;
  }

  private boolean sleep(long millis) {
    return new StopSign(observer).sleep(millis, Failure.ROLLED_BACK);
  }
}
