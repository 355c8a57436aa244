package dev.drydock.web;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.pipeline.MigrationReport;
import dev.drydock.pipeline.MigrationRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the runs of this service: lets one at a time happen, on a thread of its own, so that a
 * client that goes away stops nothing, and remembers the latest {@value #REMEMBERED}.
 *
 * <p>Threads share it. {@link #close()} asks the run in progress to stop, and waits for that up to
 * the given patience.
 */
public final class RunDesk implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunDesk.class);

  static final int REMEMBERED = 50;

  /** The answer of a run that just ended leaves behind it; the port must not close before. */
  private static final long ANSWER_MILLIS = 500;

  /** Part of the patience that is left for a rollback, when a statement would not end. */
  private static final Duration ROLLBACK = Duration.ofSeconds(5);

  private final Function<MigrationRequest, MigrationReport> runner;
  private final Clock clock;
  private final Duration patience;
  private final Semaphore free = new Semaphore(1);
  private final Deque<LiveRun> runs = new ArrayDeque<>();
  private volatile boolean closing;

  /** Takes what makes a run, and how long a shutdown waits for one. */
  public RunDesk(
      Function<MigrationRequest, MigrationReport> runner, Clock clock, Duration patience) {
    this.runner = runner;
    this.clock = clock;
    this.patience = patience;
  }

  /** Makes a run and waits for its end; refuses at once while another one of this service runs. */
  public MigrationReport run(MigrationRequest request) {
    return resultOf(begin(request).task());
  }

  /** Begins a run and does not wait; refuses at once while another one runs. */
  LiveRun start(MigrationRequest request) {
    return begin(request).run();
  }

  /** The run of this id, if this service made it and still knows it. */
  Optional<LiveRun> find(String id) {
    return recent().stream().filter(run -> run.id().equals(id)).findFirst();
  }

  /** The runs that this service made and still knows, newest first. */
  List<LiveRun> recent() {
    synchronized (runs) {
      return List.copyOf(runs);
    }
  }

  private record Begun(LiveRun run, FutureTask<MigrationReport> task) {}

  private Begun begin(MigrationRequest request) {
    if (!free.tryAcquire()) {
      throw new DrydockException(closing ? closed() : busy());
    }
    var run = new LiveRun(request, clock);
    remember(run);
    LOG.info("[RUN] {} begins, asked for by {}", run.id(), run.by());
    var task = new FutureTask<>(() -> runThenFree(run));
    var thread = new Thread(task, "drydock-run");
    thread.setDaemon(true);
    thread.start();
    return new Begun(run, task);
  }

  private void remember(LiveRun run) {
    synchronized (runs) {
      runs.addFirst(run);
      if (runs.size() > REMEMBERED) {
        runs.removeLast();
      }
    }
  }

  /** Frees the desk before anybody hears of the end, so that the next run may follow at once. */
  private MigrationReport runThenFree(LiveRun run) {
    MigrationReport report;
    try {
      report = runner.apply(run.observed());
    } catch (DrydockException expected) {
      free.release();
      failed(run, expected.failure());
      throw expected;
    } catch (RuntimeException | Error unexpected) {
      Failure incident = Incident.of(unexpected);
      free.release();
      failed(run, incident);
      throw new DrydockException(incident, unexpected);
    }
    free.release();
    run.succeeded(report.result());
    told(run, report.result());
    return report;
  }

  private static void failed(LiveRun run, Failure failure) {
    run.failed(failure);
    LOG.warn(
        "[RUN] {} {}: {}: {} {}",
        run.id(),
        RunState.of(failure.code()),
        failure.code().slug(),
        oneLine(failure.what()),
        failure.left());
  }

  /** A server's words may have lines of their own; a log line is one. */
  private static String oneLine(String text) {
    return text.replaceAll("\\s*[\\p{Cntrl}]+\\s*", " ");
  }

  private static void told(LiveRun run, MigrationReport.Result result) {
    result.executed().forEach(one -> LOG.info("[RUN] {} applied {}", run.id(), one));
    result
        .losses()
        .forEach(
            loss -> LOG.warn("[RUN] {} lost, as declared: {}", run.id(), oneLine(loss.words())));
    LOG.info(
        "[RUN] {} succeeded: {} executed, {} skipped, in {}",
        run.id(),
        result.executed().size(),
        result.skipped().size(),
        result.totalTime());
  }

  private static MigrationReport resultOf(FutureTask<MigrationReport> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof DrydockException expected
          ? expected
          : new IllegalStateException("the run broke off", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DrydockException(stopping());
    }
  }

  private Failure busy() {
    LiveRun current = recent().get(0);
    return new Failure(
            ErrorCode.RUN_LOCK_BUSY,
            "A run of this service is in progress since %s, asked for by %s."
                .formatted(current.startedAt().truncatedTo(ChronoUnit.SECONDS), current.by()),
            "This request executed nothing.",
            "Look at GET %s how it gets on. Repeating the POST is always safe."
                .formatted(current.address()))
        .with("run", current.id())
        .with("address", current.address());
  }

  private static Failure closed() {
    return new Failure(
        ErrorCode.RUN_LOCK_BUSY,
        "The service is stopping and begins no run any more.",
        "This request executed nothing.",
        "Repeat the POST when the service is up again.");
  }

  private static Failure stopping() {
    return new Failure(
        ErrorCode.INTERNAL,
        "The service is stopping; its run goes on until it ends or the connection breaks.",
        "What is not committed by then is rolled back by the server.",
        "Look at GET /__admin/history afterwards. Repeating the POST is always safe.");
  }

  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    if (free.tryAcquire()) {
      return;
    }
    LiveRun current = recent().get(0);
    LOG.info(
        "[STOP] A run is in progress ({}); it is asked to stop at a safe point, and gets {} s for that",
        current.id(),
        patience.toSeconds());
    current.shutDown(patience.minus(reserve()));
    try {
      boolean ended = free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (ended) {
        Thread.sleep(ANSWER_MILLIS);
      }
      tell(current, ended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tell(LiveRun run, boolean ended) {
    if (ended) {
      LOG.info("[STOP] The run has ended: {}", run.picture().state());
    } else {
      LOG.info(
          "[STOP] The run has not ended; its connection is closed now, and the server rolls back what is not committed");
    }
  }

  private Duration reserve() {
    Duration quarter = patience.dividedBy(4);
    return quarter.compareTo(ROLLBACK) < 0 ? quarter : ROLLBACK;
  }
}
