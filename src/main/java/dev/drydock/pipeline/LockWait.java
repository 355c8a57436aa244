package dev.drydock.pipeline;

import dev.drydock.migration.Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Asks again and again until something is to be had or the time is up; holds no transaction, and so
 * no snapshot, while it sleeps.
 */
final class LockWait {

  private static final int SHORTEST_MILLIS = 100;
  private static final int LONGEST_MILLIS = 400;

  private final StopSign stop;
  private final long deadline;

  LockWait(Duration longest, StopSign stop) {
    this.stop = stop;
    deadline = System.nanoTime() + longest.toNanos();
  }

  /** The first answer that is not empty; the failure when there is none in time. */
  <T> T until(Supplier<Optional<T>> attempt, Supplier<? extends RuntimeException> late) {
    Optional<T> answer = attempt.get();
    while (answer.isEmpty()) {
      stop.obey(Failure.NOTHING_EXECUTED);
      if (System.nanoTime() - deadline >= 0 || !sleep()) {
        throw late.get();
      }
      answer = attempt.get();
    }
    return answer.get();
  }

  /** False when the thread was asked to stop. */
  private static boolean sleep() {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextInt(SHORTEST_MILLIS, LONGEST_MILLIS));
      return true;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
