package dev.drydock.guard;

import dev.drydock.execution.CheckScope;
import dev.drydock.execution.CheckScope.CheckedMigration;
import dev.drydock.execution.CommitVerdict;
import dev.drydock.execution.Watch;
import dev.drydock.migration.Checksum;
import dev.drydock.migration.Migration;
import dev.drydock.migration.MigrationId;
import dev.drydock.sql.Script;
import dev.drydock.sql.ScriptReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/** Runs migrations the way the executor does, one guard over one transaction of a real server. */
final class GuardedRun {

  private final Connection connection;
  private final Map<String, String> migrations = new LinkedHashMap<>();
  private final CommitGuard guard = new CommitGuard();
  private boolean strict;
  private Callable<Connection> outside =
      () -> {
        throw new SQLException("nobody is outside");
      };
  private String atEnd = "";
  private Runnable meanwhile = () -> {};
  private Step behind = () -> {};

  GuardedRun(Connection connection) {
    this.connection = connection;
  }

  GuardedRun migration(String id, String sql) {
    migrations.put(id, sql);
    return this;
  }

  /** Where another session's look comes from; without it there is none. */
  GuardedRun outside(Callable<Connection> outside) {
    this.outside = outside;
    return this;
  }

  GuardedRun strict() {
    strict = true;
    return this;
  }

  /** Sends something behind the last migration that no reader of files would let through. */
  GuardedRun afterStatements(String sql) {
    atEnd = sql;
    return this;
  }

  /** Something that others do behind our first statement. */
  GuardedRun meanwhile(Runnable others) {
    meanwhile = others;
    return this;
  }

  /** Something to do right before the look, after all deferred triggers. */
  GuardedRun behind(Step step) {
    behind = step;
    return this;
  }

  /** A step that may ask the server. */
  @FunctionalInterface
  interface Step {

    void run() throws SQLException;
  }

  CommitGuard guard() {
    return guard;
  }

  /** Looks and rolls back, whatever the answer. */
  CommitVerdict rolledBack() throws SQLException {
    try {
      return look();
    } finally {
      rollBack();
    }
  }

  /** Looks, and commits where the guard lets it. */
  CommitVerdict committed() throws SQLException {
    CommitVerdict verdict;
    try {
      verdict = look();
    } catch (SQLException failure) {
      rollBack();
      throw failure;
    }
    execute(verdict.refusal().isPresent() ? "ROLLBACK" : "COMMIT");
    return verdict;
  }

  private void rollBack() throws SQLException {
    if (connection.isValid(5)) {
      execute("ROLLBACK");
    }
  }

  private CommitVerdict look() throws SQLException {
    var checked = new ArrayList<CheckedMigration>();
    migrations.forEach((id, sql) -> checked.add(checked(id, sql)));
    guard.prepare(
        connection,
        new CheckScope(
            checked,
            "public",
            "schema_migrations",
            strict,
            UnjudgedStatements.among(checked),
            Set.of(),
            outside));
    execute("BEGIN");
    guard.begin(connection, List.of());
    guard.practise();
    meanwhile.run();
    for (CheckedMigration migration : checked) {
      run(migration);
    }
    if (!atEnd.isEmpty()) {
      execute(atEnd);
    }
    behind.run();
    return guard.look();
  }

  private static CheckedMigration checked(String id, String sql) {
    var migration = new Migration(new MigrationId(id), sql, new Checksum("", ""));
    Script script = new ScriptReader().read(migration);
    List<String> statements =
        script.statements().stream().map(dev.drydock.sql.Statement::text).toList();
    return new CheckedMigration(migration.id(), statements, script.declarations());
  }

  private void run(CheckedMigration migration) throws SQLException {
    Watch watch = guard.watch(migration.id());
    for (int i = 0; i < migration.statements().size(); i++) {
      String statement = migration.statements().get(i);
      if (watch.alone().contains(i + 1)) {
        guard.before(migration.id(), i + 1);
        guard.after(migration.id(), i + 1, execute(statement));
      } else {
        execute(statement);
      }
    }
    execute("RESET ALL");
    execute("RESET SESSION AUTHORIZATION");
    execute("RESET ROLE");
    execute("INSERT INTO public.schema_migrations (id) VALUES ('" + migration.id() + "')");
    String probe = watch.probe().isPresent() ? value(watch.probe().get()) : null;
    guard.after(migration.id(), probe);
  }

  private long execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      boolean rows = statement.execute(sql);
      return rows ? 0 : Math.max(0, statement.getLargeUpdateCount());
    }
  }

  private String value(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
