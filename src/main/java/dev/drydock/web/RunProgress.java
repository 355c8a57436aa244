package dev.drydock.web;

import dev.drydock.execution.RunEvent;
import dev.drydock.postgres.BlockerWatch;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is, as its events tell. Immutable.
 *
 * @param executed migrations executed in this attempt or for good
 */
record RunProgress(
    RunEvent.@Nullable StepStarted step,
    int executed,
    int attempt,
    @Nullable String waitingForRun,
    List<BlockerWatch.Blocker> blockers,
    RunEvent.@Nullable Progress progress,
    RunEvent.@Nullable BatchCommitted batch) {

  static final RunProgress START = new RunProgress(null, 0, 1, null, List.of(), null, null);

  RunProgress after(RunEvent event) {
    if (event instanceof RunEvent.StepStarted started) {
      return new RunProgress(started, executed, attempt, null, List.of(), null, null);
    }
    if (event instanceof RunEvent.MigrationExecuted) {
      return new RunProgress(step, executed + 1, attempt, null, List.of(), null, null);
    }
    if (event instanceof RunEvent.WaitingForRun waiting) {
      return new RunProgress(step, executed, attempt, waiting.holder(), List.of(), null, null);
    }
    if (event instanceof RunEvent.WaitingForLocks waiting) {
      return new RunProgress(null, 0, waiting.attempt() + 1, null, waiting.blockers(), null, null);
    }
    if (event instanceof RunEvent.Blocked blocked) {
      return new RunProgress(step, executed, attempt, null, blocked.blockers(), progress, batch);
    }
    if (event instanceof RunEvent.Progress now) {
      return new RunProgress(step, executed, attempt, null, blockers, now, batch);
    }
    if (event instanceof RunEvent.BatchCommitted done) {
      return new RunProgress(step, executed, attempt, null, List.of(), null, done);
    }
    return this;
  }

  boolean allExecuted() {
    return step != null && executed >= step.steps();
  }

  RunAnswer.Now now() {
    return new RunAnswer.Now(step, attempt, waitingForRun, blockers, progress, batch);
  }

  /** Such as {@code step-started} for {@link RunEvent.StepStarted}. */
  static String nameOf(RunEvent event) {
    return event
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=.)([A-Z])", "-$1")
        .toLowerCase(Locale.ROOT);
  }
}
