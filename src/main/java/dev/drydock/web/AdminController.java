package dev.drydock.web;

import dev.drydock.execution.RunObserver;
import dev.drydock.pipeline.DryRunReport;
import dev.drydock.pipeline.HistoryReport;
import dev.drydock.pipeline.MigrationRequest;
import dev.drydock.pipeline.MigrationService;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Preview, run and history over HTTP; the report is the response. */
@RestController
@RequestMapping("/__admin")
public final class AdminController {

  private final MigrationService service;
  private final RunDesk runs;
  private final Waits waits;

  /**
   * How long a request may wait.
   *
   * @param runLock longest wait for a run of another process to end
   */
  public record Waits(Duration runLock) {}

  /** Takes the pipeline, and the desk that runs are made at. */
  public AdminController(MigrationService service, RunDesk runs, Waits waits) {
    this.service = service;
    this.runs = runs;
    this.waits = waits;
  }

  /** What a run would do; changes nothing. */
  @GetMapping("/migrate/dry-run")
  DryRunReport dryRun(HttpServletRequest request) {
    RequestParameters.of(request, Set.of());
    return service.dryRun();
  }

  /**
   * Runs what is pending, and waits for its end unless told not to; an empty {@code ?plan=} is a
   * digest too, and matches nothing.
   */
  @PostMapping("/migrate")
  ResponseEntity<?> migrate(HttpServletRequest request) {
    var parameters = RequestParameters.of(request, Set.of("plan", "wait", "atomic"));
    boolean wait = parameters.flag("wait", true);
    var wanted =
        new MigrationRequest(
            service.newRun(),
            parameters.value("plan"),
            waits.runLock(),
            "http",
            RunObserver.NONE,
            parameters.flag("atomic", false));
    return wait ? ResponseEntity.ok(runs.run(wanted)) : begun(runs.start(wanted));
  }

  private static ResponseEntity<RunAnswer> begun(LiveRun run) {
    return ResponseEntity.accepted()
        .header("Location", run.address())
        .body(new RunAnswer(run.look()));
  }

  /** What ran, when, how long, by which run. */
  @GetMapping("/history")
  HistoryReport history(HttpServletRequest request) {
    RequestParameters.of(request, Set.of());
    return service.history();
  }
}
