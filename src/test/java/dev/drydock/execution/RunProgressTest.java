package dev.drydock.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.MigrationId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunProgressTest {

  private static final MigrationId FIRST = new MigrationId("1_a");
  private static final MigrationId SECOND = new MigrationId("2_b");
  private static final RunEvent.StepStarted STEP_1 =
      new RunEvent.StepStarted(FIRST, 1, 2, "transactional", "1 statement");
  private static final RunEvent.StepStarted STEP_2 =
      new RunEvent.StepStarted(SECOND, 2, 2, "transactional", "1 statement");

  @Test
  void countsWhatIsExecutedAndForgetsItWithTheTransaction() {
    RunProgress executed = after(STEP_1, executed(FIRST), STEP_2, executed(SECOND));

    assertThat(executed.allExecuted()).isTrue();
    assertThat(executed.committed()).isEmpty();
    assertThat(executed.after(new RunEvent.RolledBack("a lock")).allExecuted()).isFalse();
  }

  @Test
  void keepsWhatIsCommittedWhenALaterTransactionIsRolledBack() {
    RunProgress mixed =
        after(
            STEP_1,
            executed(FIRST),
            new RunEvent.Committed(List.of(FIRST)),
            STEP_2,
            executed(SECOND),
            new RunEvent.RolledBack("a lock"),
            new RunEvent.WaitingForLocks(1, List.of(), Duration.ZERO));

    assertThat(mixed.committed()).containsExactly(FIRST);
    assertThat(mixed.open()).isZero();
    assertThat(mixed.attempt()).isEqualTo(2);
    assertThat(mixed.allExecuted()).isFalse();
    assertThat(mixed.after(STEP_2).after(executed(SECOND)).allExecuted()).isTrue();
  }

  @Test
  void waitsNoLongerOnceAStepBegins() {
    RunProgress waiting = after(new RunEvent.WaitingForRun("backend 9"));

    assertThat(waiting.waiting().run()).isEqualTo("backend 9");
    assertThat(waiting.after(STEP_1).waiting().run()).isNull();
  }

  private static RunEvent executed(MigrationId id) {
    return new RunEvent.MigrationExecuted(id, Duration.ZERO);
  }

  private static RunProgress after(RunEvent... events) {
    RunProgress progress = RunProgress.START;
    for (RunEvent event : events) {
      progress = progress.after(event);
    }
    return progress;
  }
}
