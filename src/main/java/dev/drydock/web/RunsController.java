package dev.drydock.web;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Runs over HTTP: which there were, how one stands, what happens in it, and how to cancel it. */
@RestController
@RequestMapping("/__admin/runs")
public final class RunsController {

  private static final int LONGEST_SHOWN = 60;

  private final RunDesk desk;
  private final PastRuns past;
  private final RunStreams streams;

  RunsController(RunDesk desk, PastRuns past, RunStreams streams) {
    this.desk = desk;
    this.past = past;
    this.streams = streams;
  }

  /** The recent runs, newest first. */
  @GetMapping
  RunsAnswer runs(HttpServletRequest request) {
    RequestParameters.of(request, Set.of());
    return past.with(desk.recent().stream().map(LiveRun::picture).toList());
  }

  /** How a run stands, or how it ended. */
  @GetMapping("/{id}")
  RunAnswer run(@PathVariable("id") String id, HttpServletRequest request) {
    RequestParameters.of(request, Set.of());
    return new RunAnswer(
        desk.find(id).map(LiveRun::look).or(() -> past.find(id)).orElseThrow(() -> unknown(id)));
  }

  /** Asks a run to stop at its next safe point. */
  @PostMapping("/{id}/cancel")
  ResponseEntity<RunAnswer> cancel(@PathVariable("id") String id, HttpServletRequest request) {
    RequestParameters.of(request, Set.of());
    Optional<LiveRun> run = desk.find(id);
    if (run.isEmpty()) {
      throw past.ended(id).map(RunsController::ended).orElseGet(() -> unknown(id));
    }
    if (!run.get().cancel()) {
      throw ended(run.get().picture());
    }
    return ResponseEntity.accepted()
        .header("Location", run.get().address())
        .body(new RunAnswer(run.get().picture()));
  }

  /** What happens in a run, as it happens; after its end, how it ended. */
  @GetMapping("/{id}/events")
  void events(
      @PathVariable("id") String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    RequestParameters.of(request, Set.of());
    RunLog log =
        desk.find(id).map(LiveRun::log).or(() -> past.log(id)).orElseThrow(() -> unknown(id));
    long last = lastEventId(request);
    if (log.end().filter(end -> last >= end).isPresent()) {
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    } else if (request.getMethod().equals("HEAD")) {
      RunStreams.begin(response);
    } else {
      streams.open(id, log, last, request, response);
    }
  }

  /** A reader that says something else than a number starts from the beginning. */
  private static long lastEventId(HttpServletRequest request) {
    String header = request.getHeader("Last-Event-ID");
    return header != null && header.matches("\\d{1,18}") ? Long.parseLong(header) : 0;
  }

  private static DrydockException unknown(String id) {
    return new DrydockException(
        new Failure(
            ErrorCode.UNKNOWN_RUN,
            "No run \"%s\" is known: this service did not make it since its start, and the database does not have it."
                .formatted(id.length() > LONGEST_SHOWN ? id.substring(0, LONGEST_SHOWN) + "…" : id),
            Failure.NOTHING_EXECUTED,
            "GET /__admin/runs lists the runs. A run that applied nothing leaves no trace."));
  }

  private static DrydockException ended(RunAnswer.Result run) {
    return new DrydockException(
        new Failure(
                ErrorCode.RUN_ENDED,
                "The run %s has ended (%s), so there is nothing to cancel."
                    .formatted(run.run(), run.state()),
                "What it applied stays.",
                "GET %s shows how it ended.".formatted(run.address()))
            .with("run", run.run())
            .with("state", run.state())
            .with("address", run.address()));
  }
}
