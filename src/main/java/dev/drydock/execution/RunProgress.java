package dev.drydock.execution;

import dev.drydock.postgres.BlockerWatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is, as its events tell. Immutable.
 *
 * @param step null before the first one of an attempt
 * @param executed migrations executed in this attempt, or for good
 * @param attempt how often the transaction was begun, this time included
 * @param waitingForRun who holds the run lock; null when this run has it
 * @param blockers sessions that keep it from a lock, or did at the last attempt
 * @param progress of a statement that lasts longer than a second; null when nothing is known
 * @param batch the last one of a backfill; null outside of one
 */
public record RunProgress(
    RunEvent.@Nullable StepStarted step,
    int executed,
    int attempt,
    @Nullable String waitingForRun,
    List<BlockerWatch.Blocker> blockers,
    RunEvent.@Nullable Progress progress,
    RunEvent.@Nullable BatchCommitted batch) {

  /** Nothing has happened yet. */
  public static final RunProgress START = new RunProgress(null, 0, 1, null, List.of(), null, null);

  /** How far it is when this has happened, too. */
  public RunProgress after(RunEvent event) {
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

  /** Whether nothing is left but COMMIT. */
  public boolean allExecuted() {
    return step != null && executed >= step.steps();
  }
}
