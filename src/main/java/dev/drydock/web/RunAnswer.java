package dev.drydock.web;

import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunProgress;
import dev.drydock.migration.MigrationId;
import dev.drydock.pipeline.MigrationReport;
import dev.drydock.postgres.BlockerWatch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run, as it stands. */
record RunAnswer(boolean success, Result result) {

  RunAnswer(Result result) {
    this(true, result);
  }

  /**
   * The run.
   *
   * @param address where this answer is to be had; {@code /events} and {@code /cancel} are below it
   * @param by how it was asked for; with the role, where only the database knows the run
   * @param startedAt null where only the database knows the run
   * @param endedAt null while it runs
   * @param now null when it has ended
   * @param committed what it applied for good so far, in order
   * @param report what a POST answers; null unless this service made the run and it succeeded
   * @param problem the problem document of a run that did not succeed; null otherwise
   */
  record Result(
      String run,
      String address,
      String state,
      @Nullable String by,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      boolean cancelRequested,
      @Nullable Now now,
      List<MigrationId> committed,
      MigrationReport.@Nullable Result report,
      @Nullable Map<String, Object> problem) {}

  /**
   * What a run does at the moment.
   *
   * @param step null before the first one
   * @param attempt how often the transaction was begun, this time included
   * @param waitingForRun who holds the run lock; null when this run has it
   * @param blockers sessions that keep it from a lock, or did at the last attempt
   * @param givingWay why a backfill goes slower for the sake of others; null when it does not
   * @param progress of a statement that lasts longer than a second; null when nothing is known
   * @param batch the last one of a backfill; null outside of one
   */
  record Now(
      RunEvent.@Nullable StepStarted step,
      int attempt,
      @Nullable String waitingForRun,
      List<BlockerWatch.Blocker> blockers,
      @Nullable String givingWay,
      RunEvent.@Nullable Progress progress,
      RunEvent.@Nullable BatchCommitted batch) {

    static Now of(RunProgress now) {
      return new Now(
          now.step(),
          now.attempt(),
          now.waiting().run(),
          now.waiting().blockers(),
          now.waiting().givingWay(),
          now.progress(),
          now.batch());
    }
  }
}
