package dev.drydock.pipeline;

import dev.drydock.execution.GuardReport;
import dev.drydock.migration.Loss;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answer of a run that succeeded. */
public record MigrationReport(boolean success, Result result) {

  /**
   * What was done.
   *
   * @param run id of the run; it is in the history rows too
   * @param executed applied by this run, in order
   * @param skipped applied before
   * @param timings whole milliseconds on the server, such as {@code 45ms}, by id
   * @param totalTime from the request to the answer, in the same form
   * @param plan digest of the plan that ran
   * @param losses declared losses that really happened
   * @param guard what was looked at before COMMIT; null when nothing ran
   */
  public record Result(
      Target target,
      String run,
      List<MigrationId> executed,
      List<MigrationId> skipped,
      Map<MigrationId, String> timings,
      String totalTime,
      String plan,
      List<Loss> losses,
      @Nullable GuardReport guard,
      List<String> warnings) {

    private Result warning(List<String> instead) {
      return new Result(
          target, run, executed, skipped, timings, totalTime, plan, losses, guard, instead);
    }
  }

  /** The same with more warnings behind its own. */
  MigrationReport warning(List<String> more) {
    var warnings = new ArrayList<String>(result.warnings());
    warnings.addAll(more);
    return new MigrationReport(success, result.warning(warnings));
  }
}
