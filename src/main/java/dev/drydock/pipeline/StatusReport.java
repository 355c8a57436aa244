package dev.drydock.pipeline;

import dev.drydock.migration.Failure;
import dev.drydock.migration.Loss;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.Target;
import dev.drydock.migration.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where things stand, and the next command. */
public record StatusReport(boolean success, Result result) {

  /**
   * The state.
   *
   * @param verdict {@code refused} where the next migrate would be
   * @param lastRun the newest run that applied something; null when there was none
   * @param unfinished what the newest run left that ended before its work was done, and why it
   *     ended where it could note that; null when no run left anything unfinished
   * @param running who holds the run lock now, in words; null when nobody does
   * @param runningRun id of the run that does, which the newest one in the history may be, too;
   *     null when nobody does or its session does not say
   * @param next the next command, in words
   */
  public record Result(
      Target target,
      Verdict verdict,
      List<MigrationId> applied,
      List<MigrationId> pending,
      @Nullable LastRun lastRun,
      @Nullable Failure unfinished,
      @Nullable String running,
      @Nullable String runningRun,
      List<String> warnings,
      String next) {}

  /**
   * The newest run in the history.
   *
   * @param losses what it lost, as its migrations declared
   */
  public record LastRun(
      String run, String finishedAt, int migrations, @Nullable String by, List<Loss> losses) {}
}
