package dev.drydock.pipeline;

import dev.drydock.execution.BegunRun;
import dev.drydock.execution.CommitCheck;
import dev.drydock.execution.Executed;
import dev.drydock.execution.GuardReport;
import dev.drydock.execution.PlannedRun;
import dev.drydock.execution.Planner;
import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.history.RunOpening;
import dev.drydock.history.StepJournal;
import dev.drydock.migration.AppliedMigration;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Migration;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.KeptSession;
import dev.drydock.postgres.RunLock;
import dev.drydock.postgres.Session;
import dev.drydock.sql.MigrationFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionStatus;

/**
 * One run: plan, lock, plan again where another run came between, transaction, and what to say when
 * COMMIT's answer is lost.
 */
final class MigrationRun {

  /** How long a server that vanished at COMMIT is asked for what it did. */
  private static final Duration COMMIT_INQUIRY = Duration.ofSeconds(60);

  private final MigrationSettings settings;
  private final MigrationRequest request;
  private final RunObserver observer;
  private final MigrationFolder folder;
  private final Planner planner;
  private final Supplier<CommitCheck> checks;
  private final KeptSession kept;
  private final LockWaits waits;

  /** For another run to end, however often this one is planned and begun again. */
  private final LockWait turn;

  private final long started = System.nanoTime();

  /** What the journal had when the plan was made last. */
  private BegunRun noted = BegunRun.NONE;

  /** Set when nothing but COMMIT is left to do. */
  private Optional<MigrationReport> committing = Optional.empty();

  MigrationRun(
      MigrationSettings settings,
      MigrationRequest request,
      MigrationFolder folder,
      Planner planner,
      Supplier<CommitCheck> checks,
      KeptSession kept) {
    this.settings = settings;
    this.request = request;
    this.folder = folder;
    this.planner = planner;
    this.checks = checks;
    this.kept = kept;
    this.observer = request.observer();
    this.waits = new LockWaits(settings.timeouts().lockBudget());
    this.turn = new LockWait(request.lockWait(), new StopSign(observer));
  }

  MigrationReport execute() {
    String purpose = "migrate " + request.run();
    try (Database database = Database.at(kept.open(settings.database(), purpose), settings);
        RunWatch watch = RunWatch.over(settings.database(), purpose, observer)) {
      database.facts().requireSuitable();
      var admission = new LockAdmission(database.session(), settings);
      MigrationReport report =
          new LockRetry(database, admission, waits, observer)
              .until(() -> onceFree(database, watch, admission))
              .get();
      return report.warning(waits.ended());
    } catch (DataAccessException failure) {
      throw ServerFailures.of(settings, failure);
    }
  }

  private Supplier<MigrationReport> onceFree(
      Database database, RunWatch watch, LockAdmission admission) {
    return attempt(database, watch, admission)
        .orElseGet(
            () ->
                turn.until(
                    () -> whenFree(database, watch, admission),
                    () -> RunFailures.busy(database, turn.waited())));
  }

  /** Looks from outside, so that waiting costs little and holds nothing. */
  private Optional<Supplier<MigrationReport>> whenFree(
      Database database, RunWatch watch, LockAdmission admission) {
    Optional<RunLock.Holder> holder = database.lock().holder(database.session().jdbc());
    holder.ifPresent(one -> observer.happened(new RunEvent.WaitingForRun(one.toString())));
    return holder.isPresent() ? Optional.empty() : attempt(database.current(), watch, admission);
  }

  /**
   * Empty when another run holds the lock, or changed the history since the plan was made; then it
   * is planned again. A run with online steps is only made ready here: it begins its own
   * transactions again by itself.
   */
  private Optional<Supplier<MigrationReport>> attempt(
      Database database, RunWatch watch, LockAdmission admission) {
    new StopSign(observer).obey(Failure.NOTHING_EXECUTED);
    var held = new AtomicBoolean();
    List<AppliedMigration> rows =
        database.rows(
            new Session.Query(database.lock().heldSql(), row -> held.set(row.getBoolean(1))));
    if (held.get() && isPending(rows)) {
      return Optional.empty();
    }
    Optional<PlannedRun> possible = planUnlessHeld(database, rows);
    if (possible.isEmpty()) {
      return Optional.empty();
    }
    PlannedRun planned = possible.get();
    if (planned.scripts().isEmpty()) {
      LanedRun.forgetOthers(database, noted, rows, List.of());
      return done(report(planned, List.of(), Optional.empty()));
    }
    if (!planned.plan().atomic()) {
      return Optional.of(() -> inLanes(database, new LanedRun.Planned(planned, rows), watch));
    }
    int attempt = admission.enter(planned.locks());
    CommitCheck check = checks.get();
    var transaction = new RunTransaction(database, request, watch, check, attempt);
    transaction.prepare(job(planned));
    watch.starts(planned.plan(), 0);
    try {
      Optional<MigrationReport> report =
          database
              .session()
              .transaction()
              .execute(status -> inside(transaction, planned, rows, status));
      return report.map(this::committed).flatMap(MigrationRun::done);
    } catch (TransactionException failure) {
      return done(committed(afterFailedEnd(transaction, failure)));
    } catch (DrydockException failure) {
      throw transaction.rolledBack(failure);
    } catch (DataAccessException failure) {
      throw transaction.rolledBack(ServerFailures.of(settings, failure));
    }
  }

  /** Planning and asking for locks beside another run would be in vain, and no part of the wait. */
  private boolean isPending(List<AppliedMigration> rows) {
    Set<MigrationId> applied = rows.stream().map(AppliedMigration::id).collect(Collectors.toSet());
    return folder.migrations().stream().map(Migration::id).anyMatch(id -> !applied.contains(id));
  }

  private Optional<PlannedRun> planUnlessHeld(Database database, List<AppliedMigration> rows) {
    try {
      return Optional.of(plan(database, rows));
    } catch (DrydockException refused) {
      if (isHeld(database)) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  /** What another run is in the midst of changing is no ground for a refusal. */
  private static boolean isHeld(Database database) {
    return database.lock().holder(database.session().jdbc()).isPresent();
  }

  private static Optional<Supplier<MigrationReport>> done(MigrationReport report) {
    return Optional.of(() -> report);
  }

  private MigrationReport inLanes(Database database, LanedRun.Planned before, RunWatch watch) {
    LanedRun.Outcome outcome =
        new LanedRun(checks, request, watch, waits, now -> plan(now, now.rows()))
            .execute(database, before, turn);
    return report(outcome.planned(), outcome.executed(), outcome.guard());
  }

  private MigrationReport committed(MigrationReport report) {
    observer.happened(new RunEvent.Committed(report.result().executed()));
    return report;
  }

  private Optional<MigrationReport> inside(
      RunTransaction transaction,
      PlannedRun planned,
      List<AppliedMigration> rows,
      TransactionStatus status) {
    RunOpening opening = transaction.open();
    if (!opening.locked() || !Set.copyOf(rows).equals(Set.copyOf(opening.rows()))) {
      status.setRollbackOnly();
      return Optional.empty();
    }
    RunTransaction.Outcome outcome = transaction.apply(opening, job(planned));
    committing =
        Optional.of(report(planned, outcome.executed(), Optional.of(outcome.verdict().report())));
    return committing;
  }

  private static RunTransaction.Job job(PlannedRun planned) {
    return new RunTransaction.Job(
        planned.works(),
        planned.locks(),
        planned.plan().digest(),
        0,
        planned.unjudged(),
        List.of(),
        OwnObjects.none(),
        Optional.empty());
  }

  /** The plan on top of these rows, if it may run. */
  private PlannedRun plan(Database database, List<AppliedMigration> rows) {
    PlannedRun planned =
        planner.plan(
            database.target(),
            database.facts(),
            database.table(),
            database.live(),
            folder,
            rows,
            () -> noted = database.begun());
    String digest = planned.plan().digest();
    boolean repeated = planned.scripts().isEmpty() && appliedBy(rows, request.plan());
    boolean continues = planned.continues().map(StepJournal.Approval::plan).equals(request.plan());
    boolean fits = request.plan().map(digest::equals).orElse(true) || repeated || continues;
    if (!fits) {
      throw RunFailures.stale(digest);
    }
    if (!planned.refusals().isEmpty()) {
      throw RunFailures.refused(planned);
    }
    if (planned.needsDigest() && request.plan().isEmpty()) {
      throw RunFailures.planRequired(planned.plan());
    }
    if (request.atomic() && !planned.plan().atomic()) {
      throw RunFailures.notAtomic(planned);
    }
    return planned;
  }

  /** A repeated request for a plan that was applied meanwhile is answered, not refused. */
  private static boolean appliedBy(List<AppliedMigration> rows, Optional<String> plan) {
    return plan.isPresent() && rows.stream().anyMatch(row -> row.plan().equals(plan));
  }

  private MigrationReport report(
      PlannedRun planned, List<Executed> executed, Optional<GuardReport> guard) {
    var timings = new TreeMap<MigrationId, String>();
    executed.forEach(one -> timings.put(one.id(), Milliseconds.of(one.took())));
    var plan = planned.plan();
    return new MigrationReport(
        true,
        new MigrationReport.Result(
            plan.target(),
            request.run().value(),
            plan.wouldExecute(),
            plan.wouldSkip(),
            timings,
            elapsed(),
            plan.digest(),
            guard.map(GuardReport::losses).orElse(List.of()),
            guard.orElse(null),
            warnings(plan.warnings(), guard)));
  }

  /** What nobody can judge and nobody can undo is said, however it was allowed. */
  private static List<String> warnings(List<String> ofPlan, Optional<GuardReport> guard) {
    var warnings = new ArrayList<>(ofPlan);
    guard
        .map(GuardReport::channels)
        .filter(channels -> !channels.isEmpty())
        .ifPresent(
            channels ->
                warnings.add(
                    "Something ran that nobody can judge, as a role that can act outside its"
                        + " transaction, where nothing is seen or undone: "
                        + String.join("; ", channels)
                        + "."));
    return warnings;
  }

  private String elapsed() {
    return Milliseconds.of(Duration.ofNanos(System.nanoTime() - started));
  }

  /** The transaction could not be ended as wished: by the server's word, or without a word. */
  private MigrationReport afterFailedEnd(RunTransaction transaction, TransactionException failure) {
    Optional<DrydockException> refused = transaction.refusedEnd(failure);
    if (refused.isPresent()) {
      throw transaction.rolledBack(refused.get());
    }
    MigrationReport report = committing.orElseThrow(() -> ServerFailures.of(settings, failure));
    if (new CommitInquiry(settings, transaction.database().facts(), request.run().value())
        .committed(COMMIT_INQUIRY)) {
      return report;
    }
    throw transaction.rolledBack(RunFailures.lostAtCommit(failure));
  }
}
