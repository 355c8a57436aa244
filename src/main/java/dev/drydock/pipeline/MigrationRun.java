package dev.drydock.pipeline;

import dev.drydock.execution.MigrationExecutor;
import dev.drydock.execution.PlannedRun;
import dev.drydock.execution.Planner;
import dev.drydock.history.RunOpening;
import dev.drydock.history.SchemaHistory;
import dev.drydock.migration.AppliedMigration;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.RunLock;
import dev.drydock.postgres.Session;
import dev.drydock.postgres.SqlStates;
import dev.drydock.sql.MigrationFolder;
import dev.drydock.sql.Script;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionSystemException;

/** One run: lock, plan, execute, commit, and what to say when COMMIT's answer is lost. */
final class MigrationRun {

  /** How long a server that vanished at COMMIT is asked for what it did. */
  private static final Duration COMMIT_INQUIRY = Duration.ofSeconds(60);

  private final MigrationSettings settings;
  private final MigrationRequest request;
  private final MigrationFolder folder;
  private final Planner planner;
  private final RunId run;
  private final long started = System.nanoTime();

  /** Set when nothing but COMMIT is left to do. */
  private Optional<MigrationReport> committing = Optional.empty();

  MigrationRun(
      MigrationSettings settings,
      Clock clock,
      MigrationRequest request,
      MigrationFolder folder,
      Planner planner) {
    this.settings = settings;
    this.request = request;
    this.folder = folder;
    this.planner = planner;
    this.run = RunId.next(clock);
  }

  MigrationReport execute() {
    try (Database database = Database.open(settings, "migrate " + run)) {
      database.facts().requireSuitable();
      var wait = new LockWait(request.lockWait());
      return wait.until(() -> attempt(database), () -> busy(database));
    } catch (DataAccessException failure) {
      throw ServerFailures.of(settings, failure);
    }
  }

  /** One transaction; empty when another run holds the lock. */
  private Optional<MigrationReport> attempt(Database database) {
    try {
      return database
          .session()
          .transaction()
          .execute(
              status -> {
                RunOpening opening = open(database);
                if (!opening.locked()) {
                  status.setRollbackOnly();
                  return Optional.<MigrationReport>empty();
                }
                committing = Optional.of(locked(database, opening));
                return committing;
              });
    } catch (TransactionException failure) {
      return Optional.of(afterFailedEnd(failure));
    }
  }

  private RunOpening open(Database database) {
    try {
      return RunOpening.locking(
          database.session(), database.table(), database.lock(), database.runSettings());
    } catch (SQLException failure) {
      throw ServerFailures.of(settings, failure);
    }
  }

  private MigrationReport locked(Database database, RunOpening opening) {
    PlannedRun planned = planner.plan(database.target(), database.facts(), folder, opening.rows());
    String digest = planned.plan().digest();
    boolean repeated = planned.scripts().isEmpty() && appliedBy(opening.rows(), request.plan());
    if (request.plan().isPresent() && !request.plan().get().equals(digest) && !repeated) {
      throw new DrydockException(stale(digest));
    }
    if (!planned.refusals().isEmpty()) {
      throw new DrydockException(refused(planned));
    }
    return planned.scripts().isEmpty()
        ? report(planned, List.of())
        : report(planned, apply(database, opening, planned));
  }

  /** A repeated request for a plan that was applied meanwhile is answered, not refused. */
  private static boolean appliedBy(List<AppliedMigration> rows, Optional<String> plan) {
    return plan.isPresent() && rows.stream().anyMatch(row -> row.plan().equals(plan));
  }

  private List<AppliedMigration> apply(Database database, RunOpening opening, PlannedRun planned) {
    var history = new SchemaHistory(database.table());
    prepare(database);
    var entry =
        new SchemaHistory.Entry(
            run.value(),
            database.facts().user() + " (" + request.by() + ")",
            settings.version(),
            planned.plan().digest());
    var executor =
        new MigrationExecutor(
            database.session().connection(),
            history,
            entry,
            opening.settings(),
            settings.showRowData());
    for (Script script : planned.scripts()) {
      long start = System.nanoTime();
      executor.execute(script);
      request
          .progress()
          .executed(script.migration().id(), Duration.ofNanos(System.nanoTime() - start));
    }
    return written(database, history, planned);
  }

  private void prepare(Database database) {
    try {
      database
          .session()
          .read(database.table().preparation().stream().map(Session.Query::unread).toList());
    } catch (SQLException failure) {
      throw ServerFailures.of(settings, failure);
    }
  }

  private List<AppliedMigration> written(
      Database database, SchemaHistory history, PlannedRun planned) {
    List<AppliedMigration> rows =
        database.session().jdbc().query(history.runSql(run.value()), SchemaHistory::row);
    if (rows.size() != planned.scripts().size()) {
      throw new DrydockException(
          new Failure(
              ErrorCode.STATEMENT_FAILED,
              "%d migrations were executed, but the history shows %d of them: a migration changed the history table itself."
                  .formatted(planned.scripts().size(), rows.size()),
              Failure.ROLLED_BACK,
              "Leave rows of the history table to Drydock."));
    }
    return rows;
  }

  private MigrationReport report(PlannedRun planned, List<AppliedMigration> rows) {
    var timings = new TreeMap<MigrationId, String>();
    for (AppliedMigration row : rows) {
      timings.put(row.id(), ReportJson.milliseconds(row.took().orElse(Duration.ZERO)));
    }
    var plan = planned.plan();
    return new MigrationReport(
        true,
        new MigrationReport.Result(
            plan.target(),
            run.value(),
            plan.wouldExecute(),
            plan.wouldSkip(),
            timings,
            elapsed(),
            plan.digest(),
            List.of(),
            plan.warnings()));
  }

  private String elapsed() {
    return ReportJson.milliseconds(Duration.ofNanos(System.nanoTime() - started));
  }

  private DrydockException busy(Database database) {
    Optional<RunLock.Holder> holder = database.lock().holder(database.session().jdbc());
    var failure =
        new Failure(
            ErrorCode.RUN_LOCK_BUSY,
            "Another run is in progress: %s holds the run lock, waited %s for it."
                .formatted(
                    holder.map(Object::toString).orElse("a session that just ended"), elapsed()),
            Failure.NOTHING_EXECUTED,
            "Wait for it to end and run migrate again; drydock status shows when it has.");
    return new DrydockException(holder.map(who -> failure.with("holder", who)).orElse(failure));
  }

  private static Failure stale(String digest) {
    return new Failure(
            ErrorCode.STALE_PLAN,
            "The given digest is not that of the plan as it stands now: files, history, settings or the database differ from the dry-run's.",
            Failure.NOTHING_EXECUTED,
            "Look at a new dry-run and give the digest that it prints.")
        .with("digest", digest);
  }

  private static Failure refused(PlannedRun planned) {
    Failure first = planned.refusals().get(0);
    return planned.refusals().size() == 1 ? first : first.with("refusals", planned.refusals());
  }

  /** The transaction could not be ended as wished: by the server's word, or without a word. */
  private MigrationReport afterFailedEnd(TransactionException failure) {
    Throwable first = firstError(failure);
    if (first instanceof DrydockException known) {
      throw known;
    }
    MigrationReport report = committing.orElseThrow(() -> ServerFailures.of(settings, failure));
    if (!SqlStates.isUnreachable(SqlStates.of(failure))) {
      throw MigrationExecutor.atCommit(failure, settings.showRowData());
    }
    return new CommitInquiry(settings, run.value()).committed(COMMIT_INQUIRY)
        ? report
        : lost(failure);
  }

  private static MigrationReport lost(TransactionException failure) {
    throw new DrydockException(
        new Failure(
            ErrorCode.DATABASE_UNREACHABLE,
            "The connection to the server was lost at COMMIT, and the server did not commit.",
            Failure.ROLLED_BACK,
            "Run migrate again."),
        failure);
  }

  /** A failing rollback must not hide why it was rolled back. */
  private static Throwable firstError(TransactionException failure) {
    return failure instanceof TransactionSystemException system
            && system.getApplicationException() != null
        ? system.getApplicationException()
        : failure;
  }
}
