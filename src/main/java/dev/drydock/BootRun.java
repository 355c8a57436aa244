package dev.drydock;

import dev.drydock.execution.RunEvent;
import dev.drydock.execution.WaitLines;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.pipeline.MigrationReport;
import dev.drydock.pipeline.MigrationRequest;
import dev.drydock.pipeline.Milliseconds;
import dev.drydock.pipeline.RunId;
import dev.drydock.web.RunDesk;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The run at boot: it happens while the port answers and readiness is down, and its failure is the
 * process's, because a deploy must fail.
 *
 * <p>A replica that finds the run lock held waits for it and then finds nothing pending. A database
 * that cannot be reached is tried again for a while, since platforms start things in any order.
 */
final class BootRun {

  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final RunDesk runs;
  private final Wishes wishes;
  private final Clock clock;
  private final PrintStream out;
  private final WaitLines waits;

  /**
   * What the settings say of a run at boot.
   *
   * @param plan digest that the plan must have
   * @param lockWait longest wait for the replica that migrates
   * @param databaseRetry how long an unreachable database is tried again
   */
  record Wishes(Optional<String> plan, Duration lockWait, Duration databaseRetry) {}

  BootRun(RunDesk runs, Wishes wishes, Clock clock, PrintStream out) {
    this.runs = runs;
    this.wishes = wishes;
    this.clock = clock;
    this.out = out;
    waits = new WaitLines(clock);
  }

  /** Runs what is pending; throws what stopped it. */
  void run() {
    out.println("[BOOT] Running pending migrations (RUN_MIGRATIONS_ON_BOOT=true)");
    Instant deadline = clock.instant().plus(wishes.databaseRetry());
    Optional<MigrationReport> report = attempt(deadline);
    while (report.isEmpty()) {
      pause();
      report = attempt(deadline);
    }
    tell(report.get().result());
  }

  /** One attempt; empty where the database could not be reached and there is time left. */
  private Optional<MigrationReport> attempt(Instant deadline) {
    try {
      return Optional.of(
          runs.run(
              new MigrationRequest(
                  RunId.next(clock), wishes.plan(), wishes.lockWait(), "boot", this::tell)));
    } catch (DrydockException e) {
      if (e.failure().code() != ErrorCode.DATABASE_UNREACHABLE
          || !clock.instant().plus(PAUSE).isBefore(deadline)) {
        throw e;
      }
      out.printf("[BOOT] %s Trying again until %s%n", e.failure().what(), deadline);
      return Optional.empty();
    }
  }

  private void tell(RunEvent event) {
    if (event instanceof RunEvent.MigrationExecuted one) {
      out.printf("[BOOT] %s took %s%n", one.migration().value(), Milliseconds.of(one.took()));
    }
    waits.of(event).ifPresent(line -> out.println("[BOOT] " + line));
  }

  private void tell(MigrationReport.Result result) {
    out.printf(
        "[BOOT] Migrations done: %d executed, %d skipped, %s%n",
        result.executed().size(), result.skipped().size(), result.totalTime());
    result.warnings().forEach(warning -> out.println("[BOOT] Warning: " + warning));
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
