package dev.drydock.web;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.pipeline.MigrationReport;
import dev.drydock.pipeline.MigrationRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one run at a time happen in this service, on a thread of its own, so that a client that goes
 * away stops nothing.
 *
 * <p>Threads share it. {@link #close()} waits for the run in progress, up to the given patience.
 */
public final class RunDesk implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunDesk.class);

  /** The answer of a run that just ended leaves behind it; the port must not close before. */
  private static final long ANSWER_MILLIS = 500;

  private final Function<MigrationRequest, MigrationReport> runner;
  private final Clock clock;
  private final Duration patience;
  private final Semaphore free = new Semaphore(1);
  private volatile String inProgress = "";

  /** Takes what makes a run, and how long a shutdown waits for one. */
  public RunDesk(
      Function<MigrationRequest, MigrationReport> runner, Clock clock, Duration patience) {
    this.runner = runner;
    this.clock = clock;
    this.patience = patience;
  }

  /** Makes a run and waits for its end; refuses at once while another one of this service runs. */
  public MigrationReport run(MigrationRequest request) {
    if (!free.tryAcquire()) {
      throw new DrydockException(busy());
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    inProgress = "since %s, asked for by %s".formatted(now, request.by());
    var task = new FutureTask<>(() -> runThenFree(request));
    var thread = new Thread(task, "drydock-run");
    thread.setDaemon(true);
    thread.start();
    return resultOf(task);
  }

  /** Frees the desk before anybody hears of the end, so that the next run may follow at once. */
  private MigrationReport runThenFree(MigrationRequest request) {
    try {
      return runner.apply(request);
    } finally {
      free.release();
    }
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
    return new Failure(
        ErrorCode.RUN_LOCK_BUSY,
        "A run of this service is in progress %s.".formatted(inProgress),
        "This request executed nothing.",
        "Look at GET /__admin/history when it has ended. Repeating the POST is always safe.");
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
    if (free.tryAcquire()) {
      return;
    }
    LOG.info(
        "[STOP] A run is in progress {}; waiting up to {} s for it",
        inProgress,
        patience.toSeconds());
    try {
      boolean ended = free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
      LOG.info(
          ended
              ? "[STOP] The run has ended"
              : "[STOP] The run has not ended; its connection is closed now, and the server rolls back what is not committed");
      if (ended) {
        Thread.sleep(ANSWER_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
