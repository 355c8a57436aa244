package dev.drydock.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedAnswerTest {

  private static final SharedAnswer.Limits LIMITS =
      new SharedAnswer.Limits(Duration.ofSeconds(20), Duration.ofSeconds(1));

  private final SettableClock clock = new SettableClock(Instant.parse("2025-11-01T12:00:00Z"));
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void asksOnceForAllWhoAskTogether() throws Exception {
    var go = new CountDownLatch(1);
    var shared =
        new SharedAnswer<>(
            "test",
            () -> {
              await(go);
              return asked.incrementAndGet();
            },
            LIMITS,
            clock);
    var threads = Executors.newFixedThreadPool(50);
    try {
      var answers = IntStream.range(0, 50).mapToObj(i -> threads.submit(shared::get)).toList();
      go.countDown();
      for (var answer : answers) {
        assertThat(answer.get()).contains(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void keepsAnAnswerForAWhileAndThenAsksAgain() {
    var shared = new SharedAnswer<>("test", asked::incrementAndGet, LIMITS, clock);

    assertThat(shared.get()).contains(1);
    clock.pass(Duration.ofMillis(999));
    assertThat(shared.get()).contains(1);
    clock.pass(Duration.ofMillis(1));
    assertThat(shared.get()).contains(2);
  }

  @Test
  void tellsEverybodyAtOnceThatAQuestionHangsAndAsksNoSecondTime() {
    var never = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    var shared =
        new SharedAnswer<>(
            "test",
            () -> {
              asked.incrementAndGet();
              begun.countDown();
              await(never);
              return 1;
            },
            new SharedAnswer.Limits(Duration.ofMillis(1), Duration.ofSeconds(1)),
            clock);
    try {
      for (int i = 0; i < 5; i++) {
        assertThat(shared.get()).isEmpty();
        clock.pass(Duration.ofSeconds(10));
      }
      await(begun);
      assertThat(asked).hasValue(1);
    } finally {
      never.countDown();
    }
  }

  @Test
  void givesAQuestionUpThatHangsForAMinute() {
    var never = new CountDownLatch(1);
    var shared =
        new SharedAnswer<>(
            "test",
            () -> {
              if (asked.incrementAndGet() == 1) {
                await(never);
              }
              return asked.get();
            },
            LIMITS,
            clock);
    var first = new Thread(shared::get);
    first.start();
    while (asked.get() == 0) {
      Thread.onSpinWait();
    }
    try {
      clock.pass(Duration.ofSeconds(59));
      assertThat(shared.get()).isEmpty();
      clock.pass(Duration.ofSeconds(1));
      assertThat(shared.get()).contains(2);
    } finally {
      never.countDown();
    }
  }

  @Test
  void givesTheAnswerBeforeWhereTooManyWait() throws Exception {
    var go = new CountDownLatch(1);
    var shared =
        new SharedAnswer<>(
            "test",
            () -> {
              if (asked.incrementAndGet() > 1) {
                await(go);
              }
              return asked.get();
            },
            LIMITS,
            clock);
    assertThat(shared.get()).contains(1);
    clock.pass(Duration.ofSeconds(1));
    var threads = Executors.newFixedThreadPool(30);
    try {
      var answers = new ExecutorCompletionService<Optional<Integer>>(threads);
      IntStream.range(0, 30).forEach(i -> answers.submit(shared::get));

      for (int i = 0; i < 10; i++) {
        assertThat(answers.take().get()).contains(1);
      }
      go.countDown();
      for (int i = 10; i < 30; i++) {
        assertThat(answers.take().get()).contains(2);
      }
    } finally {
      go.countDown();
      threads.shutdownNow();
    }
  }

  @Test
  void isEmptyWhereTheQuestionFailsAndRecovers() {
    var shared =
        new SharedAnswer<>(
            "test",
            () -> {
              if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("first time");
              }
              return 2;
            },
            LIMITS,
            clock);

    assertThat(shared.get()).isEmpty();
    clock.pass(Duration.ofSeconds(1));
    assertThat(shared.get()).contains(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
