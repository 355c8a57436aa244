package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunProgress;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.BlockerWatch;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

  private static final MigrationId ID = new MigrationId("0007_index");
  private static final RunEvent STEP =
      new RunEvent.StepStarted(ID, 2, 5, "transactional", "3 statements");
  private static final RunEvent ONLINE_STEP =
      new RunEvent.StepStarted(ID, 2, 5, "online", "CREATE INDEX CONCURRENTLY a ON b (c)");
  private static final BlockerWatch.Blocker REPORT =
      new BlockerWatch.Blocker(77, "report", "app", "idle in transaction", null, null, null, null);

  @Test
  void tellsThePlaceOfTheStepAndWhatItDoes() {
    assertThat(line(STEP)).isEqualTo("2/5 0007_index: 3 statements 12s");
    assertThat(line(ONLINE_STEP))
        .isEqualTo("online 2/5 0007_index: CREATE INDEX CONCURRENTLY a ON b (c) 12s");
  }

  @Test
  void drawsABarOfWhatTheServerTells() {
    var progress = new RunEvent.Progress(ID, 3, "building index: scanning table", 50, 200);

    assertThat(line(STEP, progress))
        .isEqualTo("[##........]  25% 2/5 0007_index: building index: scanning table 12s");
  }

  @Test
  void tellsTheStatementWhereTheServerTellsNoMore() {
    assertThat(line(STEP, new RunEvent.Progress(ID, 3, "executing", 0, 0)))
        .isEqualTo("2/5 0007_index: statement 3 of 3 statements 12s");
  }

  @Test
  void tellsRowsPerSecondAndTheRemainingTimeOfBatches() {
    var batch =
        new RunEvent.BatchCommitted(
            ID, 1, 900_000, 1_000_000, 4_000_000, 25_000, Duration.ofSeconds(120));

    assertThat(line(ONLINE_STEP, batch))
        .isEqualTo("[##........]  25% online 2/5 0007_index 900k rows, 25k rows/s, 2m00s left 12s");
  }

  @Test
  void tellsForWhoseSakeABackfillWaits() {
    var slower = new RunEvent.GivingWay(ID, 1, "a standby is 80 MB behind");

    assertThat(line(ONLINE_STEP, slower))
        .isEqualTo("online 2/5 0007_index gives way: a standby is 80 MB behind 12s");
    assertThat(line(ONLINE_STEP, slower, new RunEvent.GivingWay(ID, 1, "")))
        .doesNotContain("gives way");
  }

  @Test
  void tellsOnWhomItWaits() {
    assertThat(line(STEP, new RunEvent.Blocked(ID, 1, List.of(REPORT))))
        .isEqualTo("2/5 0007_index waits for backend 77 (report), idle in transaction 12s");
    assertThat(line(STEP, new RunEvent.WaitingForLocks(1, List.of(REPORT), Duration.ofSeconds(1))))
        .isEqualTo("waiting for locks, attempt 2 for backend 77 (report), idle in transaction 12s");
    assertThat(line(new RunEvent.WaitingForRun("backend 9 (drydock migrate x)")))
        .isEqualTo("waiting for another run: backend 9 (drydock migrate x) 12s");
  }

  @Test
  void saysThatNothingIsLeftButCommit() {
    var last = new RunEvent.StepStarted(ID, 1, 1, "transactional", "3 statements");

    assertThat(line(last, new RunEvent.MigrationExecuted(ID, Duration.ZERO)))
        .isEqualTo("[##########] 100% looking before COMMIT 12s");
  }

  @Test
  void fitsInALineWhateverItTells() {
    var wordy = new RunEvent.StepStarted(ID, 2, 5, "transactional", "SELECT ".repeat(40));

    assertThat(line(wordy)).hasSize(79).endsWith("… 12s");
  }

  private static String line(RunEvent... events) {
    RunProgress run = RunProgress.START;
    for (RunEvent event : events) {
      run = run.after(event);
    }
    return ProgressLine.of(run, Duration.ofSeconds(12), false);
  }
}
