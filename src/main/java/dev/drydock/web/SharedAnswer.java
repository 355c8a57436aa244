package dev.drydock.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One answer for everybody who asks at the same time: however many requests come in, the question
 * is put by one thread, once, and its answer is kept for a while.
 *
 * <p>A question that hangs is not put again until it ends; meanwhile everybody is told at once that
 * there is no answer. Thread-safe.
 */
final class SharedAnswer<T extends Object> {

  private final String name;
  private final Supplier<T> question;
  private final Limits limits;
  private final Clock clock;
  private @Nullable Asked<T> latest;

  /**
   * How long things last.
   *
   * @param answer longest wait for an answer, counted from when the question was put
   * @param kept how long an answer is good for, counted from the same moment
   */
  record Limits(Duration answer, Duration kept) {}

  private record Asked<T extends Object>(FutureTask<T> task, Instant at) {}

  SharedAnswer(String name, Supplier<T> question, Limits limits, Clock clock) {
    this.name = name;
    this.question = question;
    this.limits = limits;
    this.clock = clock;
  }

  /** The answer; empty if it failed or did not come in time. */
  Optional<T> get() {
    Asked<T> asked = askUnlessFresh();
    Duration left = limits.answer().minus(Duration.between(asked.at(), clock.instant()));
    try {
      return Optional.of(asked.task().get(Math.max(left.toMillis(), 0), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private synchronized Asked<T> askUnlessFresh() {
    Instant now = clock.instant();
    Asked<T> last = latest;
    if (last != null && (!last.task().isDone() || now.isBefore(last.at().plus(limits.kept())))) {
      return last;
    }
    var asked = new Asked<>(new FutureTask<T>(question::get), now);
    var thread = new Thread(asked.task(), name);
    thread.setDaemon(true);
    thread.start();
    latest = asked;
    return asked;
  }
}
