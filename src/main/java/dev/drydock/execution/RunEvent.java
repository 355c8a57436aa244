package dev.drydock.execution;

import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.BlockerWatch;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Something that happened in a run, told in the order in which it happened. */
public sealed interface RunEvent {

  /** Such as {@code step-started} for {@link StepStarted}. */
  default String kind() {
    return getClass().getSimpleName().replaceAll("(?<=.)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /**
   * A step begins, or sends something else than it was told of before: what an earlier run left is
   * taken away first.
   *
   * @param step its place among the plan's steps, from 1
   * @param lane {@code transactional} or {@code online}
   * @param what what it does, masked: a statement, or how many of them
   */
  record StepStarted(MigrationId migration, int step, int steps, String lane, String what)
      implements RunEvent {

    /** The same step doing something else. */
    public StepStarted doing(String other) {
      return new StepStarted(migration, step, steps, lane, other);
    }
  }

  /** A migration was executed; inside a transaction it counts only once that commits. */
  record MigrationExecuted(MigrationId migration, Duration took) implements RunEvent {}

  /** Another run has the database; this one waits for it. */
  record WaitingForRun(String holder) implements RunEvent {}

  /**
   * Other sessions hold what this run needs; it sleeps and begins the transaction again.
   *
   * @param attempt the one that failed, from 1
   * @param blockers who was seen in the way; empty when nobody could be
   */
  record WaitingForLocks(int attempt, List<BlockerWatch.Blocker> blockers, Duration pause)
      implements RunEvent {
    public WaitingForLocks {
      blockers = List.copyOf(blockers);
    }
  }

  /**
   * How far the server is in a long statement, as its progress views tell.
   *
   * @param statement number in its file, from 1; zero when unknown
   * @param phase the server's word, such as {@code building index: scanning table}; {@code
   *     executing} for a statement that has no progress view
   * @param done blocks or tuples
   * @param total of the same; zero when unknown
   */
  record Progress(MigrationId migration, int statement, String phase, long done, long total)
      implements RunEvent {}

  /**
   * Other sessions hold a lock that the running statement waits for.
   *
   * @param statement number in its file, from 1; zero when unknown
   * @param blockers empty when the wait is over
   */
  record Blocked(MigrationId migration, int statement, List<BlockerWatch.Blocker> blockers)
      implements RunEvent {
    public Blocked {
      blockers = List.copyOf(blockers);
    }
  }

  /**
   * A batch of a backfill was committed.
   *
   * @param rows filled so far, by all runs
   * @param visited rows looked at so far, by all runs; those that its WHERE leaves out count too
   * @param total estimate of all rows to visit; zero when unknown
   * @param remaining estimate; null when unknown
   */
  record BatchCommitted(
      MigrationId migration,
      int statement,
      long rows,
      long visited,
      long total,
      long rowsPerSecond,
      @Nullable Duration remaining)
      implements RunEvent {}

  /**
   * A backfill goes slower for a while, for the sake of others.
   *
   * @param why such as {@code a standby is 80 MB behind}; empty when it goes on as usual
   */
  record GivingWay(MigrationId migration, int statement, String why) implements RunEvent {}

  /**
   * A transaction was committed, or an online step is done; it stays, whatever follows.
   *
   * @param migrations those that are applied for good with it; none where it is a part of one
   */
  record Committed(List<MigrationId> migrations) implements RunEvent {
    public Committed {
      migrations = List.copyOf(migrations);
    }
  }

  /** A transaction was rolled back. */
  record RolledBack(String why) implements RunEvent {}
}
