package dev.drydock.cli;

import dev.drydock.migration.Loss;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.Verdict;
import dev.drydock.pipeline.StatusReport;
import java.util.List;

/** The state, in words. */
final class StatusText {

  private static final int PENDING_LINES = 100;

  private StatusText() {}

  static String of(StatusReport.Result status) {
    var page = new Page().target(status.target()).blank();
    page.line(standing(status));
    StatusReport.LastRun last = status.lastRun();
    if (last != null) {
      page.line(lastRun(last, last.run().equals(status.runningRun())));
    }
    String running = status.running();
    if (running == null || status.unfinished() != null) {
      page.line(unfinished(status));
    }
    page.line(running == null ? "Nobody is migrating now." : Style.YELLOW.of("Now: ") + running);
    pending(page, status.pending());
    if (last != null) {
      page.points(
          Style.YELLOW.of(
              last.run().equals(status.runningRun())
                  ? "The run in progress lost, as declared"
                  : "The last run lost, as declared"),
          last.losses().stream().map(Loss::words).toList());
    }
    return page.warnings(status.warnings()).next(status.next()).toString();
  }

  private static String lastRun(StatusReport.LastRun last, boolean goesOn) {
    return (goesOn
            ? "The run in progress, %1$s, has applied %3$s so far%4$s, the last at %2$s."
            : "The last run, %1$s, ended %2$s and applied %3$s%4$s.")
        .formatted(
            last.run(),
            last.finishedAt(),
            Page.count(last.migrations(), "migration"),
            last.by() == null ? "" : " for " + last.by());
  }

  private static String unfinished(StatusReport.Result status) {
    return status.unfinished() == null
        ? "No run left anything unfinished."
        : Style.YELLOW.of("Unfinished: ")
            + status.unfinished().what()
            + " "
            + status.unfinished().left();
  }

  private static String standing(StatusReport.Result status) {
    int applied = status.applied().size();
    int pending = status.pending().size();
    if (status.verdict() == Verdict.REFUSED) {
      return Style.RED.of("Refused")
          + ": migrate would change nothing now. Of the folder's migrations %d are applied and %d pending."
              .formatted(applied, pending);
    }
    if (pending > 0) {
      return Style.YELLOW.of("%s pending".formatted(Page.count(pending, "migration")))
          + ", %d applied.".formatted(applied);
    }
    return applied == 0
        ? "Nothing is applied and nothing is pending: there are no migrations yet."
        : Style.GREEN.of("Up to date")
            + ": every migration of the folder is applied (%d).".formatted(applied);
  }

  private static void pending(Page page, List<MigrationId> pending) {
    if (!pending.isEmpty()) {
      page.blank();
    }
    pending.stream().limit(PENDING_LINES).forEach(id -> page.line("  pending  " + id));
    if (pending.size() > PENDING_LINES) {
      page.line("  ... and %d more".formatted(pending.size() - PENDING_LINES));
    }
  }
}
