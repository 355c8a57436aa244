package dev.drydock.pipeline;

import dev.drydock.execution.CheckPreview;
import dev.drydock.execution.CheckScope;
import dev.drydock.execution.CommitCheck;
import dev.drydock.execution.MigrationPlan;
import dev.drydock.execution.OutsideSql;
import dev.drydock.execution.PlannedRun;
import dev.drydock.execution.Planner;
import dev.drydock.migration.AppliedMigration;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.KeptSession;
import dev.drydock.postgres.RunLock;
import dev.drydock.postgres.Session;
import dev.drydock.sql.MigrationDirectory;
import dev.drydock.sql.MigrationFolder;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;

/**
 * Previews, applies and monitors migrations: the order of the steps, for web and command line.
 *
 * <p>Every call opens a connection of its own and reads the folder afresh, so threads may share it;
 * a run may get that of the dry-run before it.
 */
public final class MigrationService {

  private final MigrationSettings settings;
  private final Clock clock;
  private final Supplier<CommitCheck> checks;
  private final KeptSession kept;

  /**
   * A pipeline.
   *
   * @param checks what looks before each COMMIT, made anew for each run
   * @param kept for a run that follows a dry-run
   */
  public MigrationService(
      MigrationSettings settings, Clock clock, Supplier<CommitCheck> checks, KeptSession kept) {
    this.settings = settings;
    this.clock = clock;
    this.checks = checks;
    this.kept = kept;
  }

  /** The plan of what would run; changes nothing. */
  public DryRunReport dryRun() {
    MigrationFolder folder = folder();
    Session session = Session.open(settings.database(), "dry-run");
    try {
      Database database = Database.at(session, settings);
      database.facts().requireSuitable();
      database.requireTransactions();
      PlannedRun planned = plan(database, folder, database.rows());
      var report = new DryRunReport(guarded(database, planned).warning(broken(database, planned)));
      kept.keep(session, () -> warmUp(database, planned));
      return report;
    } catch (DataAccessException failure) {
      session.close();
      throw ServerFailures.reading(ServerFailures.of(settings, failure));
    } catch (DrydockException failure) {
      session.close();
      throw ServerFailures.reading(failure);
    } catch (RuntimeException failure) {
      session.close();
      throw failure;
    }
  }

  /** What a run would do for the first time, on the session that it may get. */
  private void warmUp(Database database, PlannedRun planned) throws SQLException {
    if (!planned.scripts().isEmpty() && planned.refusals().isEmpty()) {
      checks
          .get()
          .warmUp(
              database.session().connection(),
              scope(database, planned),
              List.of(Session.Query.unread(database.runSettings().boundsSql())));
    }
  }

  /** The id of a run that somebody is about to ask for. */
  public RunId newRun() {
    return RunId.next(clock);
  }

  /** Runs all pending migrations in one transaction; a failure leaves nothing of it. */
  public MigrationReport migrate(MigrationRequest request) {
    return new MigrationRun(settings, request, folder(), planner(), checks, kept).execute();
  }

  /** What ran, when, how long, by which run. */
  public HistoryReport history() {
    MigrationFolder folder = folder();
    return reading("history", (database, rows) -> Reports.history(database, folder, rows));
  }

  /** The runs that left something in the database, and the one in progress; oldest first. */
  public List<KnownRun> runs() {
    return reading("runs", (database, rows) -> RunTraces.of(database, rows).runs());
  }

  /** Where things stand, and the next command. */
  public StatusReport status() {
    MigrationFolder folder = folder();
    return reading(
        "status",
        (database, rows) -> {
          PlannedRun planned = plan(database, folder, rows);
          RunTraces traces = RunTraces.of(database, rows);
          return Reports.status(planned, traces, broken(database, planned, traces.holder()));
        });
  }

  private static List<String> broken(Database database, PlannedRun planned) {
    return planned.begun().records().isEmpty()
        ? List.of()
        : broken(database, planned, database.lock().holder(database.session().jdbc()));
  }

  /** What became of steps that broke off; of those of a run that goes on nobody can tell. */
  private static List<String> broken(
      Database database, PlannedRun planned, Optional<RunLock.Holder> holder) {
    return holder.isPresent()
        ? List.of()
        : new BrokenSteps(database.session().jdbc(), planned.begun()).told();
  }

  /**
   * Judges files with the facts of the database; runs nothing.
   *
   * @param files in their order; empty for what of the folder is pending
   */
  public FileLint.Outcome lint(List<Path> files) {
    return reading(
        "lint",
        (database, rows) -> fileLint().lint(files, Optional.of(database.live()), ids(rows)));
  }

  /** The same, and writes safe forms into the files that have not been applied here. */
  public FileLint.Outcome fix(List<Path> files) {
    return reading(
        "lint", (database, rows) -> fileLint().fix(files, Optional.of(database.live()), ids(rows)));
  }

  private FileLint fileLint() {
    return new FileLint(settings.lint(), settings.folder());
  }

  private static Set<MigrationId> ids(List<AppliedMigration> rows) {
    return rows.stream().map(AppliedMigration::id).collect(Collectors.toSet());
  }

  private MigrationFolder folder() {
    return new MigrationDirectory(settings.folder()).read();
  }

  private Planner planner() {
    return new Planner(settings.timeouts(), settings.lint());
  }

  /** The plan with what the commit check would look at, where anything would run. */
  private MigrationPlan guarded(Database database, PlannedRun planned) {
    if (planned.scripts().isEmpty()) {
      return planned.plan();
    }
    try {
      CheckPreview preview =
          checks
              .get()
              .preview(
                  database.session().connection(),
                  scope(database, planned),
                  OutsideSql.of(planned, database.preparation()));
      return planned
          .plan()
          .with(
              planned.plan().atomic()
                  ? preview
                  : database.indirect().map(preview::refusing).orElse(preview));
    } catch (SQLException failure) {
      throw ServerFailures.of(settings, failure);
    }
  }

  private static CheckScope scope(Database database, PlannedRun planned) {
    return RunTransaction.scope(database, planned.scripts(), planned.unjudged(), Set.of());
  }

  private PlannedRun plan(Database database, MigrationFolder folder, List<AppliedMigration> rows) {
    return planner()
        .plan(
            database.target(),
            database.facts(),
            database.table(),
            database.live(),
            folder,
            rows,
            database::begun);
  }

  private <T> T reading(String purpose, Reading<T> reading) {
    try (Database database = Database.open(settings, purpose)) {
      return reading.of(database, database.rows());
    } catch (DataAccessException failure) {
      throw ServerFailures.reading(ServerFailures.of(settings, failure));
    } catch (DrydockException failure) {
      throw ServerFailures.reading(failure);
    }
  }

  private interface Reading<T> {
    T of(Database database, List<AppliedMigration> rows);
  }
}
