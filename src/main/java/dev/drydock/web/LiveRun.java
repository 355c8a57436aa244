package dev.drydock.web;

import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.execution.RunProgress;
import dev.drydock.migration.Failure;
import dev.drydock.pipeline.MigrationReport;
import dev.drydock.pipeline.MigrationRequest;
import dev.drydock.pipeline.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run of this service: hears of it, remembers where it stands, and asks it to stop.
 *
 * <p>Thread-safe; whoever asks gets a picture of one moment.
 */
final class LiveRun implements RunObserver {

  /** A statement whose transaction is to be rolled back may end by itself for so long. */
  static final Duration CANCEL_GRACE = Duration.ofSeconds(2);

  /** How long somebody who asked once counts as looking on. */
  private static final Duration ATTENTION = Duration.ofSeconds(10);

  private final MigrationRequest request;
  private final Clock clock;
  private final Instant startedAt;
  private final RunLog log = new RunLog();
  private RunProgress progress = RunProgress.START;
  private RunState state = RunState.RUNNING;
  private @Nullable Instant endedAt;
  private MigrationReport.@Nullable Result report;
  private @Nullable Map<String, Object> problem;
  private volatile boolean cancelRequested;
  private volatile @Nullable Instant stopBy;
  private volatile boolean shuttingDown;
  private volatile @Nullable Instant lookedAt;

  LiveRun(MigrationRequest request, Clock clock) {
    this.request = request;
    this.clock = clock;
    startedAt = now();
    log.add(startedAt, "started", Map.of("by", request.by()));
  }

  String id() {
    return request.run().value();
  }

  String address() {
    return address(id());
  }

  static String address(String run) {
    return "/__admin/runs/" + run;
  }

  /** What the pipeline is to be given: the same request, heard here first. */
  MigrationRequest observed() {
    return new MigrationRequest(
        request.run(), request.plan(), request.lockWait(), request.by(), this, request.atomic());
  }

  RunLog log() {
    return log;
  }

  @Override
  public void happened(RunEvent event) {
    synchronized (this) {
      progress = progress.after(event);
      log.add(now(), event.kind(), event);
    }
    request.observer().happened(event);
  }

  /** A shutdown lets a run finish that has nothing left but COMMIT; a cancellation does not. */
  @Override
  public boolean stopRequested() {
    return cancelRequested
        || (shuttingDown && !allExecuted())
        || request.observer().stopRequested();
  }

  @Override
  public boolean stopAtOnce() {
    Instant time = stopBy;
    return (time != null && !clock.instant().isBefore(time)) || request.observer().stopAtOnce();
  }

  @Override
  public boolean watched() {
    Instant time = lookedAt;
    return log.isRead()
        || (time != null && clock.instant().isBefore(time.plus(ATTENTION)))
        || request.observer().watched();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private synchronized boolean allExecuted() {
    return progress.allExecuted();
  }

  /** Asks for the end at the next safe point; false when the run has ended already. */
  synchronized boolean cancel() {
    if (state != RunState.RUNNING) {
      return false;
    }
    if (!cancelRequested) {
      cancelRequested = true;
      stopNoLaterThan(clock.instant().plus(CANCEL_GRACE));
      log.add(now(), "cancel-requested", Map.of());
    }
    return true;
  }

  /** The service stops: ends at a safe point, and after this time without waiting for one. */
  synchronized void shutDown(Duration patience) {
    shuttingDown = true;
    stopNoLaterThan(clock.instant().plus(patience));
    log.add(now(), "service-stopping", Map.of());
  }

  private void stopNoLaterThan(Instant time) {
    Instant before = stopBy;
    stopBy = before == null || time.isBefore(before) ? time : before;
  }

  synchronized void succeeded(MigrationReport.Result result) {
    report = result;
    end(RunState.SUCCEEDED);
  }

  synchronized void failed(Failure failure) {
    problem = Problem.of(failure);
    end(RunState.of(failure.code()));
  }

  private void end(RunState outcome) {
    state = outcome;
    endedAt = now();
    log.add(endedAt, RunLog.Entry.ENDED, picture());
  }

  /** Somebody looks; a run that is looked at tells more. */
  RunAnswer.Result look() {
    lookedAt = clock.instant();
    return picture();
  }

  synchronized RunAnswer.Result picture() {
    return new RunAnswer.Result(
        id(),
        address(),
        state.toString(),
        request.by(),
        startedAt,
        endedAt,
        cancelRequested,
        state == RunState.RUNNING ? RunAnswer.Now.of(progress) : null,
        List.copyOf(progress.committed()),
        report,
        problem);
  }

  Instant startedAt() {
    return startedAt;
  }

  String by() {
    return request.by();
  }
}
