package dev.drydock.pipeline;

import dev.drydock.migration.Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Asks again and again until something is to be had or the time is up; holds no transaction, and so
 * no snapshot, while it sleeps. What it waits for in several parts is one wait.
 */
final class LockWait {

  private static final int SHORTEST_MILLIS = 100;
  private static final int LONGEST_MILLIS = 400;

  private final Duration longest;
  private final StopSign stop;
  private Duration waited = Duration.ZERO;

  LockWait(Duration longest, StopSign stop) {
    this.longest = longest;
    this.stop = stop;
  }

  /** How long it asked in vain so far. */
  Duration waited() {
    return waited;
  }

  /** The first answer that is not empty; the failure when there is none in time. */
  <T> T until(Supplier<Optional<T>> attempt, Supplier<? extends RuntimeException> late) {
    long begun = System.nanoTime() - waited.toNanos();
    Optional<T> answer = attempt.get();
    while (answer.isEmpty()) {
      stop.obey(Failure.NOTHING_EXECUTED);
      waited = Duration.ofNanos(System.nanoTime() - begun);
      if (waited.compareTo(longest) >= 0 || !sleep(longest.minus(waited))) {
        throw late.get();
      }
      answer = attempt.get();
    }
    return answer.get();
  }

  /** False when the thread was asked to stop. */
  private static boolean sleep(Duration left) {
    int pause = ThreadLocalRandom.current().nextInt(SHORTEST_MILLIS, LONGEST_MILLIS);
    try {
      Thread.sleep(Math.min(pause, left.toMillis() + 1));
      return true;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
