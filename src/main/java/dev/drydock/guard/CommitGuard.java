package dev.drydock.guard;

import dev.drydock.execution.CheckPreview;
import dev.drydock.execution.CheckScope;
import dev.drydock.execution.CommitCheck;
import dev.drydock.execution.CommitVerdict;
import dev.drydock.execution.OutsideSql;
import dev.drydock.execution.Watch;
import dev.drydock.migration.Failure;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks, before COMMIT, at what really happened to catalog and rows, and lets only declared losses
 * through.
 *
 * <p>It reads the catalogs before the first statement and, at the end, what the transaction itself
 * wrote and which rows are gone; it takes no lock on a user's object. One object per run, not for
 * several threads.
 */
public final class CommitGuard implements CommitCheck {

  /** From the first look on the transaction has an id, by which its rows are known. */
  private static final String ASSIGNED = "SELECT pg_catalog.pg_current_xact_id()";

  private @Nullable Attempt attempt;
  private @Nullable GuardedTransaction transaction;

  @Override
  public CheckPreview preview(Connection connection, CheckScope scope, List<OutsideSql> steps)
      throws SQLException {
    return Preview.of(connection, scope, steps);
  }

  @Override
  public void warmUp(Connection connection, CheckScope scope, List<Session.Query> first)
      throws SQLException {
    try (Statement own = connection.createStatement()) {
      own.execute("BEGIN READ ONLY");
      var unknown = new Attempt(connection, scope);
      new GuardedTransaction(unknown, unknown.baseline(first)).warmUp();
      own.execute("ROLLBACK");
    }
  }

  @Override
  public List<Failure> refusals(Connection connection, CheckScope scope, List<OutsideSql> steps)
      throws SQLException {
    return Preview.refusals(connection, scope, steps);
  }

  @Override
  public void prepare(Connection connection, CheckScope scope) throws SQLException {
    transaction = null;
    attempt = Attempt.prepared(connection, scope);
  }

  @Override
  public void begin(Connection connection, List<Session.Query> first) throws SQLException {
    long start = System.nanoTime();
    Attempt current = attempt();
    var asked = new ArrayList<>(first);
    asked.add(Session.Query.unread(ASSIGNED));
    transaction = new GuardedTransaction(current, current.baseline(asked));
    current.tookSince(start);
  }

  @Override
  public void practise() throws SQLException {
    long start = System.nanoTime();
    transaction().practise();
    attempt().tookSince(start);
  }

  @Override
  public Watch watch(MigrationId migration) {
    return transaction().watch(migration);
  }

  @Override
  public void before(MigrationId migration, int statement) throws SQLException {
    long start = System.nanoTime();
    transaction().before(migration, statement);
    attempt().tookSince(start);
  }

  @Override
  public void after(MigrationId migration, int statement, long rows) throws SQLException {
    long start = System.nanoTime();
    transaction().after(migration, statement, rows);
    attempt().tookSince(start);
  }

  @Override
  public void after(MigrationId migration, @Nullable String probe) throws SQLException {
    transaction().after(migration, probe);
  }

  @Override
  public CommitVerdict look() throws SQLException {
    return transaction().look();
  }

  @Override
  public Optional<Failure> recorded(List<String> statements) throws SQLException {
    return transaction().recorded(statements);
  }

  @Override
  public List<String> remains(Connection connection) throws SQLException {
    return attempt == null ? List.of() : attempt.remains(connection);
  }

  private Attempt attempt() {
    if (attempt == null) {
      throw new IllegalStateException("prepare comes first");
    }
    return attempt;
  }

  private GuardedTransaction transaction() {
    if (transaction == null) {
      throw new IllegalStateException("begin comes first");
    }
    return transaction;
  }
}
