package dev.drydock.execution;

import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.BlockerWatch;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is, as its events tell. Immutable.
 *
 * @param step null before the first one of an attempt
 * @param open how many migrations the open transaction has executed
 * @param committed migrations applied for good, in order
 * @param attempt how often the transaction was begun, this time included
 * @param progress of a statement that lasts longer than a second; null when nothing is known
 * @param batch the last one of a backfill; null outside of one
 */
public record RunProgress(
    RunEvent.@Nullable StepStarted step,
    int open,
    Set<MigrationId> committed,
    int attempt,
    Waiting waiting,
    RunEvent.@Nullable Progress progress,
    RunEvent.@Nullable BatchCommitted batch) {

  /** Nothing has happened yet. */
  public static final RunProgress START =
      new RunProgress(null, 0, Set.of(), 1, Waiting.NOT, null, null);

  /**
   * On whom a run waits.
   *
   * @param run who holds the run lock; null when this run has it
   * @param blockers sessions that keep it from a lock, or did at the last attempt
   * @param givingWay why a backfill goes slower for the sake of others; null when it does not
   */
  public record Waiting(
      @Nullable String run, List<BlockerWatch.Blocker> blockers, @Nullable String givingWay) {

    static final Waiting NOT = new Waiting(null, List.of(), null);

    static Waiting on(List<BlockerWatch.Blocker> blockers) {
      return new Waiting(null, blockers, null);
    }
  }

  /** How far it is when this has happened, too. */
  public RunProgress after(RunEvent event) {
    if (event instanceof RunEvent.StepStarted started) {
      return new RunProgress(started, open, committed, attempt, Waiting.NOT, null, null);
    }
    if (event instanceof RunEvent.MigrationExecuted) {
      return with(open + 1, committed);
    }
    if (event instanceof RunEvent.Committed some) {
      return with(0, and(committed, some.migrations()));
    }
    if (event instanceof RunEvent.RolledBack) {
      return new RunProgress(null, 0, committed, attempt, waiting, null, null);
    }
    if (event instanceof RunEvent.Progress now) {
      return new RunProgress(step, open, committed, attempt, waiting, now, batch);
    }
    if (event instanceof RunEvent.BatchCommitted done) {
      return new RunProgress(step, open, committed, attempt, waiting, null, done);
    }
    return afterWait(event);
  }

  private RunProgress afterWait(RunEvent event) {
    if (event instanceof RunEvent.WaitingForRun other) {
      return waiting(attempt, new Waiting(other.holder(), List.of(), null));
    }
    if (event instanceof RunEvent.WaitingForLocks others) {
      return new RunProgress(
          null, 0, committed, others.attempt() + 1, Waiting.on(others.blockers()), null, null);
    }
    if (event instanceof RunEvent.Blocked others) {
      return waiting(attempt, Waiting.on(others.blockers()));
    }
    if (event instanceof RunEvent.GivingWay others) {
      String why = others.why().isEmpty() ? null : others.why();
      return waiting(attempt, new Waiting(null, List.of(), why));
    }
    return this;
  }

  /** Whether nothing is left but COMMIT. */
  public boolean allExecuted() {
    return step != null && open + committed.size() >= step.steps();
  }

  private RunProgress with(int open, Set<MigrationId> committed) {
    return new RunProgress(step, open, committed, attempt, Waiting.NOT, null, null);
  }

  private RunProgress waiting(int attempt, Waiting waiting) {
    return new RunProgress(step, open, committed, attempt, waiting, progress, batch);
  }

  private static Set<MigrationId> and(Set<MigrationId> some, Collection<MigrationId> more) {
    var all = new LinkedHashSet<>(some);
    all.addAll(more);
    return all;
  }
}
