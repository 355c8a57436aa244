package dev.drydock.web;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.MigrationId;
import dev.drydock.pipeline.HistoryReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Runs that only the history knows: of other processes, and from before the last start. */
final class PastRuns {

  /** Most runs that are listed. */
  static final int LISTED = 50;

  private final Supplier<HistoryReport> history;

  PastRuns(Supplier<HistoryReport> history) {
    this.history = history;
  }

  /** These runs of the service and the history's, newest first. */
  RunsAnswer with(List<RunAnswer.Result> own) {
    Map<String, RunsAnswer.Run> runs = new LinkedHashMap<>();
    own.forEach(run -> runs.put(run.run(), RunsAnswer.Run.of(run)));
    Optional<String> problem = Optional.empty();
    try {
      read().forEach(run -> runs.putIfAbsent(run.run(), RunsAnswer.Run.of(run)));
    } catch (DrydockException unknown) {
      problem = Optional.of(unknown.failure().text());
    }
    List<RunsAnswer.Run> newest =
        runs.values().stream()
            .sorted(Comparator.comparing(RunsAnswer.Run::run).reversed())
            .limit(LISTED)
            .toList();
    return new RunsAnswer(true, new RunsAnswer.Result(newest, problem.orElse(null)));
  }

  /** The run of this id, if it applied something. */
  Optional<RunAnswer.Result> find(String id) {
    return read().stream().filter(run -> run.run().equals(id)).findFirst();
  }

  /** Its only known event, the end. */
  Optional<RunLog> log(String id) {
    return find(id).map(run -> RunLog.ofEnd(Objects.requireNonNull(run.endedAt()), run));
  }

  private List<RunAnswer.Result> read() {
    Map<String, List<HistoryReport.Row>> byRun =
        history.get().result().migrations().stream()
            .filter(row -> row.run() != null)
            .collect(Collectors.groupingBy(row -> String.valueOf(row.run())));
    var runs = new ArrayList<RunAnswer.Result>();
    byRun.forEach((id, rows) -> runs.add(result(id, rows)));
    return runs;
  }

  private static RunAnswer.Result result(String id, List<HistoryReport.Row> rows) {
    Instant end =
        rows.stream()
            .map(HistoryReport.Row::executedAt)
            .max(Comparator.naturalOrder())
            .orElseThrow();
    List<MigrationId> ids = rows.stream().map(HistoryReport.Row::id).sorted().toList();
    return new RunAnswer.Result(
        id,
        LiveRun.address(id),
        RunState.SUCCEEDED.toString(),
        rows.get(0).by(),
        null,
        end,
        false,
        null,
        ids,
        null,
        null);
  }
}
