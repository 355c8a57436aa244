package dev.drydock.pipeline;

import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.BlockerWatch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Begins a whole transaction again when other sessions held a lock that it needs, as long as the
 * budget lasts. It sleeps where no transaction is open, and longer each time, so that live traffic
 * gets through in between.
 */
final class LockRetry {

  private static final int FIRST_PAUSE_MILLIS = 250;
  private static final int LONGEST_PAUSE_MILLIS = 4_000;

  private final RunObserver observer;
  private final Duration budget;
  private final Supplier<BlockerWatch> watch;
  private final long deadline;

  /**
   * Begins to count.
   *
   * @param watch opened for every attempt but the first, to learn who is in the way
   */
  LockRetry(Duration budget, Supplier<BlockerWatch> watch, RunObserver observer) {
    this.observer = observer;
    this.budget = budget;
    this.watch = watch;
    deadline = System.nanoTime() + budget.toNanos();
  }

  /** What the first attempt that got its locks returned, or its failure. */
  <T> T until(Supplier<T> attempt) {
    Optional<DrydockException> conflict = Optional.empty();
    int attempts = 0;
    List<BlockerWatch.Blocker> blockers = List.of();
    do {
      attempts++;
      try (BlockerWatch watching = conflict.isEmpty() ? null : watch.get()) {
        try {
          return attempt.get();
        } catch (DrydockException failure) {
          if (failure.failure().code() != ErrorCode.LOCKS_NOT_OBTAINED) {
            throw failure;
          }
          conflict = Optional.of(failure);
          blockers = watching == null ? blockers : watching.seen();
        }
      }
    } while (sleep(attempts, blockers));
    throw told(conflict.get(), attempts, blockers);
  }

  private DrydockException told(
      DrydockException last, int attempts, List<BlockerWatch.Blocker> blockers) {
    Failure failure = last.failure();
    String who = blockers.isEmpty() ? "" : " In the way: " + blockers.get(0) + ".";
    String what =
        "%s After %d attempts in %d s the locks were not to be had.%s"
            .formatted(failure.what(), attempts, budget.toSeconds(), who);
    return new DrydockException(
        new Failure(failure.code(), what, failure.left(), failure.next(), failure.facts())
            .with("attempts", attempts)
            .with("blockers", blockers),
        last);
  }

  /** False when the budget would be over by then, or the thread was asked to stop. */
  private boolean sleep(int attempts, List<BlockerWatch.Blocker> blockers) {
    int pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempts - 1, 5));
    int millis = ThreadLocalRandom.current().nextInt(pause / 2, pause);
    if (System.nanoTime() + Duration.ofMillis(millis).toNanos() - deadline >= 0) {
      return false;
    }
    observer.happened(new RunEvent.WaitingForLocks(attempts, blockers, Duration.ofMillis(millis)));
    return new StopSign(observer).sleep(millis, Failure.ROLLED_BACK);
  }
}
