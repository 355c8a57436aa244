package dev.drydock.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.execution.RunEvent;
import dev.drydock.migration.MigrationId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunLogTest {

  private static final Instant AT = Instant.parse("2025-11-01T12:00:00Z");

  private final RunLog log = new RunLog();

  @Test
  void givesEachReaderWhatIsBehindItsPlace() {
    log.add(AT, "started", "a");
    log.add(AT, "step-started", "b");

    assertThat(ids(0)).containsExactly(1L, 2L);
    assertThat(ids(1)).containsExactly(2L);
    assertThat(ids(2)).isEmpty();
    assertThat(ids(900)).isEmpty();
  }

  @Test
  void keepsOnlyTheNewestOfRepeatedProgress() {
    log.add(AT, "started", "a");
    log.add(AT, "progress", progress(1));
    log.add(AT, "progress", progress(2));
    log.add(AT, "blocked", "c");
    log.add(AT, "progress", progress(3));

    assertThat(ids(0)).containsExactly(1L, 3L, 4L, 5L);
  }

  @Test
  void forgetsTheOldestAndNeverTheEnd() {
    for (int i = 0; i < RunLog.KEPT + 10; i++) {
      log.add(AT, "migration-executed", i);
    }
    log.add(AT, "ended", "end");

    List<Long> ids = ids(0);
    assertThat(ids).hasSize(RunLog.KEPT).endsWith(RunLog.KEPT + 11L);
    assertThat(log.end()).contains(RunLog.KEPT + 11L);
  }

  @Test
  void aRunOfAnotherProcessHasItsEndBehindEveryPlaceInIt() {
    RunLog past = RunLog.ofEnd(AT, "end");

    assertThat(past.after(RunLog.KEPT * 1000L))
        .singleElement()
        .extracting(RunLog.Entry::last)
        .isEqualTo(true);
  }

  private static RunEvent progress(long done) {
    return new RunEvent.Progress(new MigrationId("1_a"), 1, "scanning", done, 10);
  }

  private List<Long> ids(long from) {
    return log.after(from).stream().map(RunLog.Entry::id).toList();
  }
}
