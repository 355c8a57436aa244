package dev.drydock.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.execution.RunObserver;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Target;
import dev.drydock.pipeline.MigrationReport;
import dev.drydock.pipeline.MigrationRequest;
import dev.drydock.pipeline.RunId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RunDeskTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2025-11-01T12:00:00Z"), ZoneOffset.UTC);
  private static final MigrationRequest REQUEST =
      new MigrationRequest(
          RunId.next(CLOCK), Optional.empty(), Duration.ZERO, "http", RunObserver.NONE);

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final AtomicBoolean ended = new AtomicBoolean();

  @Test
  void refusesASecondRunAtOnceAndSaysWhichOneIsInProgress() throws Exception {
    var desk = deskWithSlowRuns(Duration.ZERO);
    var threads = Executors.newSingleThreadExecutor();
    try {
      var first = threads.submit(() -> desk.run(REQUEST));
      begun.await();

      assertThatThrownBy(() -> desk.run(REQUEST))
          .isInstanceOfSatisfying(
              DrydockException.class,
              e -> {
                assertThat(e.failure().code()).isEqualTo(ErrorCode.RUN_LOCK_BUSY);
                assertThat(e.failure().what())
                    .isEqualTo(
                        "A run of this service is in progress since 2025-11-01T12:00:00Z, asked for by http.");
              });

      mayEnd.countDown();
      assertThat(first.get().success()).isTrue();
    } finally {
      mayEnd.countDown();
      threads.shutdownNow();
    }
  }

  @Test
  void runsAgainAfterARunThatEndedEitherWay() {
    var fails = new AtomicBoolean(true);
    var desk =
        new RunDesk(
            request -> {
              if (fails.getAndSet(false)) {
                throw new DrydockException(new Failure(ErrorCode.REFUSED, "a", "b", "c"));
              }
              return report();
            },
            CLOCK,
            Duration.ZERO);

    assertThatThrownBy(() -> desk.run(REQUEST)).isInstanceOf(DrydockException.class);
    assertThat(desk.run(REQUEST)).isEqualTo(report());
  }

  @Test
  void goesOnWhenWhoeverWaitsIsInterrupted() throws Exception {
    var desk = deskWithSlowRuns(Duration.ofMinutes(1));
    var client = new Thread(() -> assertThatThrownBy(() -> desk.run(REQUEST)));
    client.start();
    begun.await();

    client.interrupt();
    client.join();
    mayEnd.countDown();
    desk.close();

    assertThat(ended).isTrue();
  }

  @Test
  void waitsForTheRunWhenClosed() throws Exception {
    var desk = deskWithSlowRuns(Duration.ofMinutes(1));
    var client = new Thread(() -> desk.run(REQUEST));
    client.start();
    begun.await();
    var closing = new Thread(desk::close);
    closing.start();

    mayEnd.countDown();
    closing.join();

    assertThat(ended).isTrue();
    client.join();
  }

  @Test
  void waitsNoLongerThanItsPatience() throws Exception {
    var desk = deskWithSlowRuns(Duration.ofMillis(1));
    var client = new Thread(() -> desk.run(REQUEST));
    client.start();
    begun.await();

    desk.close();

    assertThat(ended).isFalse();
    mayEnd.countDown();
    client.join();
  }

  private RunDesk deskWithSlowRuns(Duration patience) {
    return new RunDesk(
        request -> {
          begun.countDown();
          await(mayEnd);
          ended.set(true);
          return report();
        },
        CLOCK,
        patience);
  }

  private static MigrationReport report() {
    var target = new Target("localhost:5432", "app", "app", "test", "18.1");
    return new MigrationReport(
        true,
        new MigrationReport.Result(
            target, "run", List.of(), List.of(), Map.of(), "1ms", "digest", List.of(), null,
            List.of()));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
