package dev.drydock.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.BlockerWatch;
import dev.drydock.web.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitLinesTest {

  private static final RunEvent FOR_A_RUN = new RunEvent.WaitingForRun("backend 9 (drydock)");
  private static final RunEvent FOR_LOCKS =
      new RunEvent.WaitingForLocks(
          3,
          List.of(
              new BlockerWatch.Blocker(
                  77, "report", "app", "idle in transaction", null, null, null, null)),
          Duration.ofSeconds(1));

  private final SettableClock clock = new SettableClock(Instant.parse("2025-11-01T12:00:00Z"));
  private final WaitLines lines = new WaitLines(clock);

  @Test
  void saysNothingOfAShortWait() {
    assertThat(lines.of(FOR_A_RUN)).isEmpty();
    clock.pass(Duration.ofSeconds(2));
    assertThat(lines.of(FOR_A_RUN)).isEmpty();
  }

  @Test
  void saysOfALongWaitOnWhomAndThenEveryHalfMinute() {
    lines.of(FOR_A_RUN);
    clock.pass(Duration.ofSeconds(3));
    assertThat(lines.of(FOR_A_RUN))
        .contains("Waiting for another run to end: backend 9 (drydock).");
    clock.pass(Duration.ofSeconds(29));
    assertThat(lines.of(FOR_LOCKS)).isEmpty();
    clock.pass(Duration.ofSeconds(1));
    assertThat(lines.of(FOR_LOCKS))
        .hasValueSatisfying(
            line -> assertThat(line).contains("attempt 3", "backend 77 (report)", "idle"));
  }

  @Test
  void saysOnWhomAStatementOutsideWaitsAndCountsTheNextWaitAnew() {
    var blocked =
        new RunEvent.Blocked(
            new MigrationId("0004_i"), 1, ((RunEvent.WaitingForLocks) FOR_LOCKS).blockers());
    lines.of(blocked);
    clock.pass(Duration.ofSeconds(3));
    assertThat(lines.of(blocked))
        .contains("0004_i waits for backend 77 (report), idle in transaction.");
    clock.pass(Duration.ofSeconds(1));
    assertThat(lines.of(blocked)).isEmpty();

    assertThat(lines.of(new RunEvent.Blocked(new MigrationId("0004_i"), 1, List.of()))).isEmpty();
    assertThat(lines.of(blocked)).isEmpty();
    clock.pass(Duration.ofSeconds(3));
    assertThat(lines.of(blocked)).isPresent();
  }

  @Test
  void saysNothingOfAnythingElse() {
    clock.pass(Duration.ofHours(1));

    assertThat(lines.of(new RunEvent.Committed(List.of(new MigrationId("1_a"))))).isEmpty();
  }
}
