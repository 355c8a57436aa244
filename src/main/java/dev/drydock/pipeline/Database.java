package dev.drydock.pipeline;

import dev.drydock.execution.BegunRun;
import dev.drydock.execution.Executed;
import dev.drydock.history.HistoryTable;
import dev.drydock.history.RunOpening;
import dev.drydock.history.SchemaHistory;
import dev.drydock.history.StepJournal;
import dev.drydock.history.StepRecord;
import dev.drydock.lint.LiveDatabase;
import dev.drydock.migration.AppliedMigration;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.Target;
import dev.drydock.online.MadePart;
import dev.drydock.postgres.DatabaseUrl;
import dev.drydock.postgres.PoolerProbe;
import dev.drydock.postgres.RunLock;
import dev.drydock.postgres.RunSettings;
import dev.drydock.postgres.ServerFacts;
import dev.drydock.postgres.Session;
import dev.drydock.postgres.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionSystemException;

/** One connection to the migrations' database, with what is known of it; whoever opens closes. */
record Database(MigrationSettings settings, Session session, ServerFacts facts, HistoryTable table)
    implements AutoCloseable {

  /** Connects and looks around; refuses another database than the application's. */
  static Database open(MigrationSettings settings, String purpose) {
    return at(Session.open(settings.database(), purpose), settings);
  }

  /** The same over a session, which is closed where that fails. */
  static Database at(Session session, MigrationSettings settings) {
    try {
      ServerFacts facts = session.facts(settings.history());
      settings.applicationDatabase().ifPresent(url -> requireSame(settings, facts, url));
      return new Database(settings, session, facts, HistoryTable.of(facts, settings.history()));
    } catch (RuntimeException failure) {
      session.close();
      throw failure;
    }
  }

  private static void requireSame(
      MigrationSettings settings, ServerFacts facts, DatabaseUrl application) {
    try (Session other = Session.open(application, "identity check")) {
      ServerFacts theirs = other.facts(settings.history());
      if (!theirs.identity().equals(facts.identity())) {
        throw new DrydockException(
            new Failure(
                ErrorCode.DIFFERENT_DATABASES,
                "DATABASE_URL (%s, database %s) and MIGRATION_DATABASE_URL (%s, database %s) lead to different databases."
                    .formatted(
                        other.shownHost(),
                        theirs.database(),
                        settings.database().shownHost(),
                        facts.database()),
                Failure.NOTHING_EXECUTED,
                "Give the direct and the pooled URL of one database, or drop one of them."));
      }
    }
  }

  /** The same connection with a fresh look, where another run may have made the history table. */
  Database current() {
    return table.preparation().isEmpty() ? this : fresh();
  }

  /** The same connection with a fresh look. */
  Database fresh() {
    ServerFacts now = session.facts(settings.history());
    return new Database(settings, session, now, HistoryTable.of(now, settings.history()));
  }

  /** What reports begin with. */
  Target target() {
    return new Target(
        session.shownHost(), facts.database(), facts.user(), settings.env(), facts.version());
  }

  /** What every history row of a run says besides its migration. */
  SchemaHistory.Entry entry(MigrationRequest request, String plan) {
    return new SchemaHistory.Entry(
        request.run().value(), facts.user() + " (" + request.by() + ")", settings.version(), plan);
  }

  /** What the history says of a run. */
  List<Executed> executed(MigrationRequest request) {
    return session
        .jdbc()
        .query(
            new SchemaHistory(table).runSql(request.run().value()),
            (row, number) ->
                new Executed(new MigrationId(row.getString(1)), Duration.ofMillis(row.getLong(2))));
  }

  /** The lock of the runs that keep their history here. */
  RunLock lock() {
    return RunLock.of(table.schema(), table.name());
  }

  RunSettings runSettings() {
    return new RunSettings(
        settings.timeouts().lock(),
        settings.timeouts().statement(),
        facts.user(),
        facts.role(),
        session.searchPath(),
        List.of());
  }

  /** What makes history and journal before a run in lanes; empty where they are there. */
  List<String> preparation() {
    var statements = new ArrayList<>(table.preparation());
    if (!facts.journal()) {
      statements.add(new StepJournal(table).createSql());
    }
    return statements;
  }

  /** What earlier runs began and did not end. */
  BegunRun begun() {
    return new BegunRun(journal());
  }

  /** The journal as it is, with what was begun and left nothing. */
  List<StepRecord> journal() {
    if (!facts.journal()) {
      return List.of();
    }
    var records = new ArrayList<StepRecord>();
    read(
        new Session.Query(
            new StepJournal(table).readSql(), row -> records.add(StepJournal.row(row, 0))));
    return records;
  }

  /** How the server prints what a step made; empty where it is gone. */
  Optional<String> printed(MadePart made) {
    var printed = new ArrayList<Optional<String>>();
    read(
        Session.Query.unread(MadePart.IN_FULL),
        new Session.Query(
            "SELECT " + made.printedSql(),
            row -> printed.add(Optional.ofNullable(row.getString(1)))));
    return printed.get(0);
  }

  /** Sends statements of Drydock's own: one message, one transaction. */
  void send(List<String> statements) {
    read(statements.stream().map(Session.Query::unread).toArray(Session.Query[]::new));
  }

  /**
   * Takes the run lock for the session, or finds that it has it; false where another session has
   * it. What tells the session from others is set too, whatever a migration reset.
   */
  boolean locked() {
    var had = new ArrayList<Boolean>();
    var queries = new ArrayList<Session.Query>();
    queries.add(new Session.Query(lock().trySessionSql(), row -> had.add(row.getBoolean(1))));
    session.steadySql().stream().map(Session.Query::unread).forEach(queries::add);
    read(queries.toArray(Session.Query[]::new));
    return had.equals(List.of(true));
  }

  /** Asks in one message, one transaction. */
  private void read(Session.Query... asked) {
    var queries = new ArrayList<Session.Query>();
    queries.add(Session.Query.unread(runSettings().boundsSql()));
    queries.addAll(List.of(asked));
    try {
      session.read(queries);
    } catch (SQLException failure) {
      throw ServerFailures.of(settings, failure);
    }
  }

  /**
   * The history as it is now, read outside the run's transaction, so nothing stays held.
   *
   * @param more asked in the same message, where there is a history
   */
  List<AppliedMigration> rows(Session.Query... more) {
    try {
      return RunOpening.reading(session, table, runSettings(), List.of(more));
    } catch (SQLException failure) {
      throw ServerFailures.of(settings, failure);
    }
  }

  /** What lint may ask, outside of any transaction. */
  LiveDatabase live() {
    return scripts -> {
      try {
        return new LiveLook(this, scripts).known();
      } catch (SQLException failure) {
        throw ServerFailures.of(settings, failure);
      }
    };
  }

  /**
   * Goes on only where no pooler shares this connection's session with others, and a second one is
   * to be had.
   */
  void requireDirect() {
    facts.requireSecondConnection();
    try {
      new PoolerProbe(settings.database(), settings.pooler()).requireDirect(session);
    } catch (SQLException failure) {
      throw ServerFailures.of(settings, failure);
    }
  }

  /** Goes on only where a transaction can have several statements, which a proxy may not allow. */
  void requireTransactions() {
    if (!facts.direct()) {
      refusalOfTransactions(session.connection())
          .ifPresent(
              refused -> {
                throw ServerFailures.of(settings, refused);
              });
    }
  }

  /**
   * A pooler that allows no transaction hangs up behind BEGIN, and what is sent meanwhile may cost
   * its words: it is asked once more, on a connection of its own.
   */
  SQLException whyNoTransaction(SQLException failure) {
    if (facts.direct() || !SqlStates.isUnreachable(failure.getSQLState())) {
      return failure;
    }
    try (Session asking = Session.open(settings.database(), "pooler probe")) {
      return refusalOfTransactions(asking.connection())
          .filter(SqlStates::isOfStatementPooling)
          .orElse(failure);
    }
  }

  private static Optional<SQLException> refusalOfTransactions(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      statement.execute("ROLLBACK");
      return Optional.empty();
    } catch (SQLException refused) {
      return Optional.of(refused);
    }
  }

  /** Something that looks at the catalog. */
  interface Look<T> {
    T at(Connection connection) throws SQLException;
  }

  /** Looks in a transaction of its own. */
  <T> T looking(Look<T> look) {
    return looking(look, false);
  }

  /** Does something in a transaction of its own, of which nothing stays. */
  <T> T trying(Look<T> look) {
    return looking(look, true);
  }

  private <T> T looking(Look<T> look, boolean undone) {
    try {
      return Objects.requireNonNull(
          session
              .transaction()
              .execute(
                  status -> {
                    if (undone) {
                      status.setRollbackOnly();
                    }
                    try {
                      return look.at(session.connection());
                    } catch (SQLException failure) {
                      throw ServerFailures.of(settings, failure);
                    }
                  }));
    } catch (TransactionException failure) {
      if (failure instanceof TransactionSystemException ended
          && ended.getApplicationException() instanceof DrydockException first) {
        throw first;
      }
      throw ServerFailures.of(
          settings, SqlStates.sql(failure).orElseGet(() -> new SQLException(failure)));
    }
  }

  /** Why steps outside a transaction cannot run here; empty where nothing speaks against it. */
  Optional<Failure> indirect() {
    try {
      requireDirect();
      return Optional.empty();
    } catch (DrydockException refused) {
      return Optional.of(refused.failure());
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
