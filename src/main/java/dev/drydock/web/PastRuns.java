package dev.drydock.web;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.pipeline.KnownRun;
import dev.drydock.pipeline.Problem;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Runs that only the database knows: of other processes, and from before the last start. */
final class PastRuns {

  /** Most runs that are listed. */
  static final int LISTED = 50;

  /** By the second in its id, and within it by when it began here, where that is known. */
  private static final Comparator<RunsAnswer.Run> NEWEST_FIRST =
      Comparator.comparing((RunsAnswer.Run run) -> run.run().split("-")[0])
          .thenComparing(
              RunsAnswer.Run::startedAt, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(RunsAnswer.Run::run)
          .reversed();

  private final Supplier<List<KnownRun>> known;

  PastRuns(Supplier<List<KnownRun>> known) {
    this.known = known;
  }

  /** These runs of the service and those of the database, newest first. */
  RunsAnswer with(List<RunAnswer.Result> own) {
    Map<String, RunsAnswer.Run> runs = new LinkedHashMap<>();
    own.forEach(run -> runs.put(run.run(), RunsAnswer.Run.of(run)));
    Optional<String> problem = Optional.empty();
    try {
      known.get().forEach(run -> runs.putIfAbsent(run.id(), RunsAnswer.Run.of(result(run))));
    } catch (DrydockException unknown) {
      problem = Optional.of(unknown.failure().text());
    }
    List<RunsAnswer.Run> newest =
        runs.values().stream().sorted(NEWEST_FIRST).limit(LISTED).toList();
    return new RunsAnswer(true, new RunsAnswer.Result(newest, problem.orElse(null)));
  }

  /** The run of this id, if it left a trace, or is about to. */
  Optional<RunAnswer.Result> find(String id) {
    return known.get().stream()
        .filter(run -> run.id().equals(id))
        .findFirst()
        .map(PastRuns::result);
  }

  /** The same, where it has ended; fails where it still runs, since only its process hears it. */
  Optional<RunAnswer.Result> ended(String id) {
    Optional<RunAnswer.Result> run = find(id);
    run.filter(one -> one.endedAt() == null).ifPresent(PastRuns::refuse);
    return run;
  }

  /** Its only known event, the end. */
  Optional<RunLog> log(String id) {
    return ended(id).map(run -> RunLog.ofEnd(Objects.requireNonNull(run.endedAt()), run));
  }

  private static RunAnswer.Result result(KnownRun run) {
    RunState state =
        run.running()
            ? RunState.RUNNING
            : run.problem().map(why -> RunState.of(why.code())).orElse(RunState.SUCCEEDED);
    return new RunAnswer.Result(
        run.id(),
        LiveRun.address(run.id()),
        state.toString(),
        run.by().orElse(null),
        null,
        run.running() ? null : run.lastSign().orElse(null),
        false,
        null,
        run.committed(),
        null,
        run.problem().map(Problem::of).orElse(null));
  }

  private static void refuse(RunAnswer.Result run) {
    throw new DrydockException(
        new Failure(
                ErrorCode.RUN_ELSEWHERE,
                "The run %s is in progress, but not in this process: its session, \"drydock migrate %s\", holds the run lock."
                    .formatted(run.run(), run.run()),
                "It goes on; this request changed nothing.",
                "GET %s shows when it has ended. Follow or cancel it where it was begun; if that process is gone, its session ends with its statement, or by pg_terminate_backend."
                    .formatted(run.address()))
            .with("run", run.run())
            .with("state", run.state())
            .with("address", run.address()));
  }
}
