package dev.drydock.web;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The recent runs. */
record RunsAnswer(boolean success, Result result) {

  /**
   * The runs, newest first.
   *
   * @param problem why the history could not be asked, so that runs of other processes and before
   *     the last start are missing; null when it could
   */
  record Result(List<Run> runs, @Nullable String problem) {}

  /**
   * One run in short.
   *
   * @param startedAt null where only the database knows the run
   * @param endedAt null while it runs
   * @param committed how many migrations it applied
   */
  record Run(
      String run,
      String address,
      String state,
      @Nullable String by,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      int committed) {

    static Run of(RunAnswer.Result run) {
      return new Run(
          run.run(),
          run.address(),
          run.state(),
          run.by(),
          run.startedAt(),
          run.endedAt(),
          run.committed().size());
    }
  }
}
