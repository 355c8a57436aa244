package dev.drydock.pipeline;

import dev.drydock.execution.CheckScope;
import dev.drydock.execution.CommitCheck;
import dev.drydock.execution.CommitVerdict;
import dev.drydock.execution.MigrationExecutor;
import dev.drydock.execution.PlannedRun;
import dev.drydock.execution.RunEvent;
import dev.drydock.execution.StatementErrors;
import dev.drydock.history.RunOpening;
import dev.drydock.history.SchemaHistory;
import dev.drydock.migration.AppliedMigration;
import dev.drydock.migration.DrydockException;
import dev.drydock.postgres.Session;
import dev.drydock.sql.Script;
import dev.drydock.sql.Statement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * What happens inside the one transaction of a run, between its opening and COMMIT.
 *
 * @param run id of the run
 */
record RunTransaction(Database database, MigrationRequest request, String run, CommitCheck check) {

  /** What was written and seen; the next message must be COMMIT. */
  record Outcome(List<AppliedMigration> rows, CommitVerdict verdict) {}

  /** Looks around before BEGIN. */
  void prepare(PlannedRun planned) {
    var migrations =
        planned.scripts().stream()
            .map(
                script ->
                    new CheckScope.CheckedMigration(
                        script.migration().id(),
                        script.statements().stream().map(Statement::text).toList(),
                        script.declarations()))
            .toList();
    var scope =
        new CheckScope(
            migrations,
            database.table().schema(),
            database.table().name(),
            database.settings().strict());
    try {
      check.prepare(database.session().connection(), scope);
    } catch (SQLException failure) {
      throw ServerFailures.of(database.settings(), failure);
    }
  }

  /** The first message: bounds, run lock, history. */
  RunOpening open() {
    try {
      return RunOpening.locking(
          database.session(), database.table(), database.lock(), database.runSettings());
    } catch (SQLException failure) {
      throw ServerFailures.of(database.settings(), failure);
    }
  }

  /** Executes every step and asks the commit check. */
  Outcome apply(RunOpening opening, PlannedRun planned) {
    var history = new SchemaHistory(database.table().prepared());
    begin();
    var executor = executor(history, opening, planned);
    for (Script script : planned.scripts()) {
      long start = System.nanoTime();
      executor.execute(script);
      request
          .observer()
          .happened(
              new RunEvent.MigrationExecuted(
                  script.migration().id(), Duration.ofNanos(System.nanoTime() - start)));
    }
    List<AppliedMigration> rows =
        database.session().jdbc().query(history.runSql(run), SchemaHistory::row);
    if (rows.size() != planned.scripts().size()) {
      throw RunFailures.historyDiffers(planned.scripts().size(), rows.size());
    }
    return new Outcome(rows, look());
  }

  private void begin() {
    Session session = database.session();
    try {
      session.read(database.table().preparation().stream().map(Session.Query::unread).toList());
      check.begin(session.connection());
    } catch (SQLException failure) {
      throw ServerFailures.of(database.settings(), failure);
    }
  }

  private MigrationExecutor executor(
      SchemaHistory history, RunOpening opening, PlannedRun planned) {
    var entry =
        new SchemaHistory.Entry(
            run,
            database.facts().user() + " (" + request.by() + ")",
            database.settings().version(),
            planned.plan().digest());
    return new MigrationExecutor(
        database.session(), history, entry, opening.settings(), check, errors());
  }

  private CommitVerdict look() {
    try {
      CommitVerdict verdict = check.look();
      verdict
          .refusal()
          .ifPresent(
              refusal -> {
                throw new DrydockException(refusal);
              });
      return verdict;
    } catch (SQLException failure) {
      throw errors().atTheEnd(failure);
    }
  }

  /** What a rollback could not restore; nothing where the server cannot be asked. */
  List<String> remains() {
    try {
      return check.remains(database.session().connection());
    } catch (SQLException unknown) {
      return List.of();
    }
  }

  StatementErrors errors() {
    return new StatementErrors(database.settings().showRowData());
  }
}
