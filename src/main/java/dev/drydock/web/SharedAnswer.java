package dev.drydock.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One answer for everybody who asks at the same time: however many requests come in, the question
 * is put by one thread, once, and its answer is kept for a while.
 *
 * <p>A question that hangs is put again only after a minute; meanwhile everybody is told at once
 * that there is no answer. Where too many wait already, the others get the answer before, so that
 * waiting cannot use up the threads of a server. Thread-safe.
 */
final class SharedAnswer<T extends Object> {

  private static final Duration GIVEN_UP = Duration.ofMinutes(1);
  private static final int MOST_WAITING = 20;

  private final String name;
  private final Supplier<T> question;
  private final Limits limits;
  private final Clock clock;
  private final AtomicInteger waiting = new AtomicInteger();
  private @Nullable Asked<T> latest;
  private volatile @Nullable Optional<T> before;

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
    Optional<T> known = before;
    try {
      return waiting.incrementAndGet() > MOST_WAITING && known != null && !asked.task().isDone()
          ? known
          : answerOf(asked);
    } finally {
      waiting.decrementAndGet();
    }
  }

  private Optional<T> answerOf(Asked<T> asked) {
    Optional<T> answer;
    Duration left = limits.answer().minus(Duration.between(asked.at(), clock.instant()));
    try {
      answer = Optional.of(asked.task().get(Math.max(left.toMillis(), 0), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      answer = Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer = Optional.empty();
    }
    before = answer;
    return answer;
  }

  private synchronized Asked<T> askUnlessFresh() {
    Instant now = clock.instant();
    Asked<T> last = latest;
    if (last != null
        && now.isBefore(last.at().plus(last.task().isDone() ? limits.kept() : GIVEN_UP))) {
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
