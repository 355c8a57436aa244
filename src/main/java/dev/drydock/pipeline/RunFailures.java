package dev.drydock.pipeline;

import dev.drydock.execution.MigrationPlan;
import dev.drydock.execution.PlannedRun;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Effect;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Severity;
import dev.drydock.postgres.RunLock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why a run did not come to its end, told for whoever asked for it. */
final class RunFailures {

  private RunFailures() {}

  static DrydockException busy(Database database, Duration waited) {
    Optional<RunLock.Holder> holder = database.lock().holder(database.session().jdbc());
    String who = holder.map(Object::toString).orElse("a session that just ended");
    var failure =
        new Failure(
            ErrorCode.RUN_LOCK_BUSY,
            "Another run is in progress: %s holds the run lock, waited %s for it."
                .formatted(who, Milliseconds.of(waited)),
            Failure.NOTHING_EXECUTED,
            "Wait for it to end and run migrate again; status shows when it has.");
    return new DrydockException(holder.map(one -> failure.with("holder", one)).orElse(failure));
  }

  /**
   * Somebody asked the run to stop.
   *
   * @param left what it leaves behind
   */
  static DrydockException cancelled(String left) {
    return new DrydockException(
        new Failure(
            ErrorCode.CANCELLED,
            "The run was cancelled: it was asked to stop, and did at the next safe point.",
            left,
            "Run migrate again when it suits: it applies what is pending."));
  }

  static DrydockException stale(String digest) {
    return new DrydockException(
        new Failure(
                ErrorCode.STALE_PLAN,
                "The given digest is not that of the plan as it stands now: files, history, settings or the database differ from the dry-run's.",
                Failure.NOTHING_EXECUTED,
                "Look at a new dry-run and give the digest that it prints.")
            .with("digest", digest));
  }

  static DrydockException refused(PlannedRun planned) {
    Failure first = planned.refusals().get(0);
    Failure all =
        planned.refusals().size() == 1 ? first : first.with("refusals", planned.refusals());
    return new DrydockException(
        planned.plan().findings().isEmpty() ? all : shown(all, planned.plan()));
  }

  /** A plan that declares losses was to run without the digest of its preview. */
  static DrydockException planRequired(MigrationPlan plan) {
    List<Effect> losses =
        plan.steps().stream()
            .flatMap(step -> step.effects().stream())
            .filter(effect -> effect.kind().severity() == Severity.DESTRUCTIVE)
            .toList();
    var failure =
        new Failure(
            ErrorCode.PLAN_REQUIRED,
            "This plan declares losses, so it runs only with the digest of its dry-run"
                + losses.stream()
                    .map(Effect::toString)
                    .collect(Collectors.joining(", ", losses.isEmpty() ? "" : ": ", ".")),
            Failure.NOTHING_EXECUTED,
            "Look at the dry-run; if every loss is meant, give its digest: migrate --plan %1$s, or POST …/migrate?plan=%1$s."
                .formatted(plan.digest()));
    return new DrydockException(shown(failure, plan));
  }

  /** With the same objects as the dry-run. */
  private static Failure shown(Failure failure, MigrationPlan plan) {
    return failure
        .with("verdict", plan.verdict())
        .with("digest", plan.digest())
        .with("steps", plan.steps())
        .with("findings", plan.findings())
        .with("checklist", plan.checklist());
  }

  /** One transaction was asked for. */
  static DrydockException notAtomic(PlannedRun planned) {
    String steps =
        planned.plan().steps().stream()
            .filter(step -> !step.form().isEmpty())
            .map(step -> step.migration() + " (" + step.form() + ")")
            .distinct()
            .collect(Collectors.joining(", "));
    return new DrydockException(
        new Failure(
            ErrorCode.NOT_TRANSACTIONAL,
            "This plan is not one transaction%s, and one was asked for."
                .formatted(steps.isEmpty() ? "" : ": online steps of " + steps),
            Failure.NOTHING_EXECUTED,
            "Run it without --atomic, or write -- drydock: plain above what may block its table."));
  }

  static DrydockException historyDiffers(int executed, int written) {
    return new DrydockException(
        new Failure(
            ErrorCode.STATEMENT_FAILED,
            "%d migrations were executed, but the history shows %d of them: a migration changed the history table itself."
                .formatted(executed, written),
            Failure.ROLLED_BACK,
            "Leave rows of the history table to Drydock."));
  }

  /** One of several transactions: what became of it is written beside the history. */
  static DrydockException unknownAtCommit(Throwable cause) {
    return new DrydockException(
        new Failure(
            ErrorCode.DATABASE_UNREACHABLE,
            "The connection to the server was lost at COMMIT of one of the run's steps.",
            "The server knows whether that step was committed, and noted it beside the history.",
            "Run migrate again: it goes on behind what stays."),
        cause);
  }

  static DrydockException lostAtCommit(Throwable cause) {
    return new DrydockException(
        new Failure(
            ErrorCode.DATABASE_UNREACHABLE,
            "The connection to the server was lost at COMMIT, and the server did not commit.",
            Failure.ROLLED_BACK,
            "Run migrate again."),
        cause);
  }
}
