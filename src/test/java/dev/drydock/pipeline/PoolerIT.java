package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.postgres.KeptSession;
import dev.drydock.postgres.PgBouncer;
import dev.drydock.postgres.TcpProxy;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs through a real PgBouncer, whose one server connection is the application's next. */
class PoolerIT {

  /**
   * Everything that can outlive a transaction, but what PgBouncer itself sets for each client. A
   * setting counts by its value: one that was reset and then set locally in one transaction is
   * shown as the session's ever after, with the value it would have anyway.
   */
  private static final String LEFTOVERS =
      """
      SELECT 'setting ' || name || ' = ' || setting FROM pg_settings
       WHERE source = 'session' AND setting IS DISTINCT FROM reset_val
         AND name NOT IN ('application_name', 'client_encoding', 'DateStyle', 'TimeZone',
                          'standard_conforming_strings')
      UNION ALL SELECT 'role ' || current_user WHERE current_user <> session_user
      UNION ALL SELECT 'prepared statement ' || statement FROM pg_prepared_statements
      UNION ALL SELECT 'cursor ' || name FROM pg_cursors WHERE is_holdable
      UNION ALL SELECT 'channel ' || c FROM pg_listening_channels() AS c
      UNION ALL SELECT 'advisory lock ' || objid FROM pg_locks
                 WHERE locktype = 'advisory' AND pid = pg_backend_pid()
      ORDER BY 1
      """;

  @TempDir Path folder;
  private TestDatabase database;

  @BeforeAll
  static void pgbouncerIsInstalled() {
    assumeTrue(
        PgBouncer.program().isPresent(),
        "pgbouncer is not installed, so runs through it are not tested (apt-get install pgbouncer)");
  }

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** The name of a run must not go with the server's process to another client. */
  @ParameterizedTest
  @EnumSource(names = {"SESSION", "TRANSACTION"})
  void theSessionOfADryRunIsNotTakenOverThroughAPooler(PgBouncer.Mode mode) throws SQLException {
    try (var bouncer = PgBouncer.start(database, mode);
        var kept = new KeptSession(Duration.ofMinutes(1));
        var wire = TcpProxy.to(bouncer.port())) {
      String url = wire.through(bouncer.through(database.url()));
      Project project = new Project(folder, url).kept(kept);
      project.file("0001_more", "CREATE TABLE small (id int);");

      assertThat(project.service().dryRun().result().wouldExecute()).hasSize(1);
      long before = wire.connections();
      assertThat(project.migrate().executed()).hasSize(1);

      assertThat(wire.connections()).isGreaterThan(before);
      assertThat(leftovers(url)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SESSION", "TRANSACTION"})
  void aWholeRunWorksAndLeavesNothingInTheServersSession(PgBouncer.Mode mode) throws SQLException {
    try (var bouncer = PgBouncer.start(database, mode)) {
      String url = bouncer.through(database.url());
      Project project = TwentyMigrations.into(new Project(folder, url));
      project.file(
          "0021_rude",
          """
          SET search_path TO pg_catalog;
          SET lock_timeout = '7s';
          SET drydock_test.mine = 'left behind';
          SELECT set_config('work_mem', '8MB', false);
          """);
      List<String> before = leftovers(url);

      assertThat(project.service().dryRun().result().wouldExecute()).hasSize(21);
      assertThat(project.migrate().executed()).hasSize(21);
      assertThat(project.migrate().executed()).isEmpty();
      assertThat(project.service().status().result().pending()).isEmpty();

      assertThat(leftovers(url)).isEqualTo(before);
      assertThat(database.<Long>value("SELECT count(*) FROM schema_migrations")).isEqualTo(21);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SESSION", "TRANSACTION"})
  void aPlanThatNeedsASessionOfItsOwnIsRefusedBeforehand(PgBouncer.Mode mode) {
    database.execute(
        "CREATE TABLE orders (id int, total int)",
        "INSERT INTO orders SELECT n, n FROM generate_series(1, 100) n",
        "ANALYZE orders");
    try (var bouncer = PgBouncer.start(database, mode)) {
      Project project =
          new Project(folder, bouncer.through(database.url()))
              .largeFrom(20)
              .file("0001_index", "CREATE INDEX orders_total ON orders (total);");

      assertThat(project.service().dryRun().result().refusals())
          .singleElement()
          .satisfies(
              refusal -> {
                assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUITABLE_SERVER);
                assertThat(refusal.next()).contains("MIGRATION_DATABASE_URL");
              });
      assertThat(new Project(folder, database).largeFrom(20).service().dryRun().result().refusals())
          .isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SESSION", "TRANSACTION"})
  void aFailedRunLeavesNothingEither(PgBouncer.Mode mode) throws SQLException {
    try (var bouncer = PgBouncer.start(database, mode)) {
      String url = bouncer.through(database.url());
      Project project = new Project(folder, url);
      project.file("0001_fails", "SET search_path TO pg_catalog; CREATE TABLE public.a (x nope)");
      List<String> before = leftovers(url);

      var failure = catchThrowableOfType(DrydockException.class, project::migrate).failure();

      assertThat(failure.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
      assertThat(leftovers(url)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SESSION", "TRANSACTION"})
  void locksAreTakenAsPolitelyAndGivenBack(PgBouncer.Mode mode) throws SQLException {
    database.execute("CREATE SCHEMA app", "CREATE TABLE app.orders (id int)");
    try (var bouncer = PgBouncer.start(database, mode, 3);
        var other = database.connect()) {
      String url = bouncer.through(database.url()) + "?schema=app";
      Project project = new Project(folder, url);
      project.file("0001_add", "ALTER TABLE orders ADD COLUMN IF NOT EXISTS more int");
      List<String> before = leftovers(bouncer.through(database.url()));
      other.setAutoCommit(false);
      other.createStatement().execute("SELECT * FROM app.orders");

      var failure = catchThrowableOfType(DrydockException.class, project::migrate).failure();
      other.rollback();

      assertThat(failure.code()).isEqualTo(ErrorCode.LOCKS_NOT_OBTAINED);
      assertThat(failure.what()).contains("ACCESS EXCLUSIVE on app.orders");
      assertThat(project.migrate().executed()).hasSize(1);
      assertThat(leftovers(bouncer.through(database.url()))).isEqualTo(before);
      assertThat(
              database.<Long>value(
                  "SELECT count(*) FROM pg_locks WHERE relation = 'app.orders'::regclass"))
          .isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SESSION", "TRANSACTION"})
  void optionsThatThePoolerRefusesAtStartupDoNotStopARun(PgBouncer.Mode mode) {
    try (var bouncer = PgBouncer.start(database, mode)) {
      String url = bouncer.through(database.url()) + "?options=-c%20work_mem%3D5MB";
      Project project = new Project(folder, url).file("0001_new", "CREATE TABLE made (id int)");

      assertThat(project.migrate().executed()).hasSize(1);
    }
  }

  @Test
  void aPoolerInStatementModeIsRefused() {
    try (var bouncer = PgBouncer.start(database, PgBouncer.Mode.STATEMENT)) {
      Project project = new Project(folder, bouncer.through(database.url()));
      project.file("0001_new", "CREATE TABLE made (id int); CREATE TABLE more (id int)");

      for (ThrowingCallable asked :
          List.<ThrowingCallable>of(project.service()::dryRun, project::migrate)) {
        var failure = catchThrowableOfType(DrydockException.class, asked).failure();

        assertThat(failure.code()).isEqualTo(ErrorCode.UNSUITABLE_SERVER);
        assertThat(failure.what()).contains("a connection pooler in statement mode");
        assertThat(failure.next()).contains("MIGRATION_DATABASE_URL");
      }
    }
  }

  /** Names in one form, whatever the role has set, also where no setting outlives a transaction. */
  @ParameterizedTest
  @EnumSource(names = {"SESSION", "TRANSACTION"})
  void aRoleThatQuotesAllNamesMayMigrateThroughAPooler(PgBouncer.Mode mode) throws SQLException {
    TestServer.shared()
        .execute("ALTER ROLE %s SET quote_all_identifiers = on".formatted(database.user()));
    database.execute("CREATE TABLE orders (id int, total int)");
    try (var bouncer = PgBouncer.start(database, mode)) {
      String url = bouncer.through(database.url());
      Project project =
          new Project(folder, url)
              .file("0001_new", "CREATE TABLE made (id int)")
              .file("0002_more", "ALTER TABLE orders ADD COLUMN day date");
      List<String> before = leftovers(url);

      assertThat(project.migrate().executed()).hasSize(2);
      assertThat(project.migrate().executed()).isEmpty();
      assertThat(project.service().status().result().pending()).isEmpty();
      assertThat(leftovers(url)).isEqualTo(before);
    }
  }

  /** As the application behind the same pooler finds its session. */
  private List<String> leftovers(String url) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", database.user());
    properties.setProperty("password", database.password());
    properties.setProperty("prepareThreshold", "0");
    String jdbc = "jdbc:postgresql://" + url.substring(url.indexOf('@') + 1);
    try (var connection = DriverManager.getConnection(jdbc, properties);
        var statement = connection.createStatement();
        var rows = statement.executeQuery(LEFTOVERS)) {
      var found = new ArrayList<String>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }
}
