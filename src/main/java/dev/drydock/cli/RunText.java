package dev.drydock.cli;

import dev.drydock.execution.GuardReport;
import dev.drydock.migration.Loss;
import dev.drydock.migration.MigrationId;
import dev.drydock.pipeline.MigrationReport;
import dev.drydock.pipeline.Milliseconds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The report of a run, for people. */
final class RunText {

  /** More skipped migrations than this are told in one line: they are old news. */
  private static final int SKIPPED_LINES = 100;

  private RunText() {}

  static String of(MigrationReport.Result run) {
    var page = new Page().target(run.target()).blank();
    skipped(page, run.skipped());
    applied(page, run);
    summary(page, run);
    guard(page, run.guard());
    page.points(
        Style.YELLOW.of("Lost, as declared"), run.losses().stream().map(Loss::words).toList());
    return page.warnings(run.warnings()).toString();
  }

  private static void guard(Page page, @Nullable GuardReport guard) {
    if (guard == null) {
      return;
    }
    page.line(
        Style.DIM.of(
            "Compared before COMMIT: %s, in %s."
                .formatted(Page.count(guard.objects(), "object"), Milliseconds.of(guard.took()))));
    page.points("Not compared, since this role may not see it", guard.unseen());
    page.points("Changed meanwhile by other sessions", guard.byOthers());
    page.points("Worth knowing", guard.warnings());
  }

  private static void skipped(Page page, List<MigrationId> skipped) {
    if (skipped.size() > SKIPPED_LINES) {
      page.line(
          Style.DIM.of(
              "  skipped  %d migrations, from %s to %s"
                  .formatted(skipped.size(), skipped.get(0), skipped.get(skipped.size() - 1))));
      return;
    }
    skipped.forEach(id -> page.line(Style.DIM.of("  skipped  " + id)));
  }

  private static void applied(Page page, MigrationReport.Result run) {
    int width = run.executed().stream().mapToInt(RunText::length).max().orElse(0);
    for (MigrationId id : run.executed()) {
      page.line(
          "  %s  %s%s"
              .formatted(
                  Style.GREEN.of("applied"),
                  Page.pad(id.value(), width + 2),
                  run.timings().getOrDefault(id, "")));
    }
  }

  private static int length(MigrationId id) {
    return id.value().length();
  }

  private static void summary(Page page, MigrationReport.Result run) {
    if (!run.executed().isEmpty() || !run.skipped().isEmpty()) {
      page.blank();
    }
    if (run.executed().isEmpty()) {
      page.line(
          "Nothing to do: %s applied before. (%s)"
              .formatted(Page.count(run.skipped().size(), "migration"), run.totalTime()));
      return;
    }
    page.line(
        "%s applied, %d skipped, in %s."
            .formatted(
                Style.BOLD.of(Page.count(run.executed().size(), "migration")),
                run.skipped().size(),
                run.totalTime()));
    page.line(Style.DIM.of("Run %s of plan %s.".formatted(run.run(), run.plan())));
  }
}
