package dev.drydock.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.execution.CheckScope;
import dev.drydock.execution.CheckScope.CheckedMigration;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What another session sees of the guard's locks: on the users' objects, none that stay. */
class LocksIT {

  private static final String HELD =
      """
      SELECT l.mode || ' on ' || c.relname FROM pg_locks l
        JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
        JOIN pg_class c ON c.oid = l.relation
       WHERE l.pid = %d AND l.relation >= 16384 AND c.relname <> 'ours'
      UNION ALL SELECT l.mode || ' on object ' || l.classid || '/' || l.objid FROM pg_locks l
       WHERE l.pid = %1$d AND l.locktype = 'object' AND l.objid >= 16384
         AND l.mode <> 'AccessShareLock'
      """;

  private TestDatabase database;

  @BeforeEach
  void makeDatabase() {
    database = GuardDatabases.owned();
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  @Test
  void noneIsHeldAfterPrepareBeginAndLook() throws SQLException {
    var held = new ArrayList<List<String>>();
    try (Connection connection = database.connect();
        Connection second = database.connect();
        Statement statement = connection.createStatement()) {
      int pid = pid(connection);
      var guard = new CommitGuard();
      guard.prepare(connection, scope());
      held.add(held(second, pid));
      statement.execute("BEGIN");
      guard.begin(connection, List.of());
      held.add(held(second, pid));
      guard.watch(new MigrationId("m1"));
      statement.execute("CREATE TABLE ours AS SELECT 1 AS a");
      assertThat(guard.look().refusal()).isEmpty();
      held.add(held(second, pid));
      statement.execute("ROLLBACK");
    }
    assertThat(held).containsOnly(List.of());
  }

  /** Others may lock every table exclusively the whole time, and the guard waits for none. */
  @Test
  void waitsForNobodysLockOnTables() throws SQLException {
    try (Connection connection = database.connect();
        Connection other = database.connect();
        Statement blocking = other.createStatement();
        Statement statement = connection.createStatement()) {
      statement.execute("SET lock_timeout = '1ms'");
      blocking.execute("BEGIN");
      blocking.execute(
          "LOCK TABLE clients, orders, lonely, measurements, docs, wide IN ACCESS EXCLUSIVE MODE");
      var guard = new CommitGuard();
      guard.prepare(connection, scope());
      statement.execute("BEGIN");
      guard.begin(connection, List.of());
      guard.watch(new MigrationId("m1"));
      statement.execute("CREATE TABLE ours AS SELECT 1 AS a");

      assertThat(guard.look().refusal()).isEmpty();
      statement.execute("ROLLBACK");
      blocking.execute("ROLLBACK");
    }
  }

  private static CheckScope scope() {
    var migration =
        new CheckedMigration(
            new MigrationId("m1"), List.of("CREATE TABLE ours AS SELECT 1 AS a"), List.of());
    return new CheckScope(
        List.of(migration),
        "public",
        "schema_migrations",
        false,
        Set.of(),
        Set.of(),
        () -> {
          throw new SQLException("nobody is outside");
        });
  }

  private static int pid(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static List<String> held(Connection connection, int pid) throws SQLException {
    var held = new ArrayList<String>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(HELD.formatted(pid))) {
      while (row.next()) {
        held.add(row.getString(1));
      }
    }
    return held;
  }
}
