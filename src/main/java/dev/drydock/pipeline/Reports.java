package dev.drydock.pipeline;

import dev.drydock.execution.BegunRun;
import dev.drydock.execution.MigrationPlan;
import dev.drydock.execution.PlannedRun;
import dev.drydock.migration.AppliedMigration;
import dev.drydock.migration.Checksum;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Migration;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.RunLock;
import dev.drydock.sql.MigrationFolder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns history rows into what people read. */
final class Reports {

  private Reports() {}

  static HistoryReport history(
      Database database, MigrationFolder folder, List<AppliedMigration> rows) {
    Map<MigrationId, Checksum> files =
        folder.migrations().stream().collect(Collectors.toMap(Migration::id, Migration::checksum));
    List<HistoryReport.Row> migrations =
        rows.stream()
            .sorted(
                Comparator.comparing(AppliedMigration::executedAt)
                    .thenComparing(AppliedMigration::id))
            .map(row -> row(row, files.get(row.id())))
            .toList();
    String table = database.table().exists() ? database.table().toString() : null;
    return new HistoryReport(true, new HistoryReport.Result(database.target(), table, migrations));
  }

  private static HistoryReport.Row row(AppliedMigration row, @Nullable Checksum file) {
    return new HistoryReport.Row(
        row.id(),
        row.executedAt(),
        row.took().map(Milliseconds::of).orElse(null),
        row.run().orElse(null),
        row.by().orElse(null),
        row.drydock().orElse(null),
        row.plan().orElse(null),
        row.checksum()
            .map(then -> file != null && then.meaning().equals(file.meaning()))
            .orElse(null),
        row.losses());
  }

  /**
   * Where things stand.
   *
   * @param broken what became of statements that nobody noted as done
   */
  static StatusReport status(PlannedRun planned, RunTraces traces, List<String> broken) {
    MigrationPlan plan = planned.plan();
    Optional<RunLock.Holder> holder = traces.holder();
    var warnings = new ArrayList<>(plan.warnings());
    warnings.addAll(broken);
    BegunRun gone = new BegunRun(traces.journal()).withoutFile(files(plan));
    return new StatusReport(
        true,
        new StatusReport.Result(
            plan.target(),
            plan.verdict(),
            plan.wouldSkip(),
            plan.wouldExecute(),
            lastRun(traces.history()).orElse(null),
            traces.unfinished(and(gone.migrations(), plan.wouldExecute())).orElse(null),
            holder.map(Object::toString).orElse(null),
            traces.holding().orElse(null),
            warnings,
            next(planned, holder, gone)));
  }

  /** The files of the folder. */
  static Set<MigrationId> files(MigrationPlan plan) {
    return and(Set.copyOf(plan.wouldExecute()), plan.wouldSkip());
  }

  private static Set<MigrationId> and(Set<MigrationId> some, List<MigrationId> more) {
    var both = new HashSet<>(some);
    both.addAll(more);
    return both;
  }

  private static Optional<StatusReport.LastRun> lastRun(List<AppliedMigration> rows) {
    return rows.stream()
        .filter(row -> row.run().isPresent())
        .max(Comparator.comparing(AppliedMigration::executedAt))
        .map(
            last ->
                new StatusReport.LastRun(
                    last.run().orElseThrow(),
                    last.executedAt().toString(),
                    (int) rows.stream().filter(row -> row.run().equals(last.run())).count(),
                    last.by().orElse(null),
                    rows.stream()
                        .filter(row -> row.run().equals(last.run()))
                        .flatMap(row -> row.losses().stream())
                        .toList()));
  }

  private static String next(PlannedRun planned, Optional<RunLock.Holder> holder, BegunRun gone) {
    MigrationPlan plan = planned.plan();
    if (holder.isPresent()) {
      return "A run is in progress: wait for it to end.";
    }
    if (!plan.refusals().isEmpty()) {
      Failure first = plan.refusals().get(0);
      return first.what() + " " + first.next();
    }
    if (plan.wouldExecute().isEmpty() && !gone.records().isEmpty()) {
      return gone.toldWithoutFile().get(0);
    }
    if (plan.wouldExecute().isEmpty()) {
      return "Nothing to do: the database is where the folder says it should be.";
    }
    return "Preview with: drydock dry-run. Apply with: drydock migrate"
        + (planned.needsDigest() ? " --plan " + plan.digest() : "")
        + ".";
  }
}
