package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.execution.MigrationPlan;
import dev.drydock.execution.StatementError;
import dev.drydock.lint.LintMode;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Finding;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.Verdict;
import dev.drydock.postgres.RunLock;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrationServiceIT {

  @TempDir Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    project = new Project(folder, database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void appliesPendingMigrationsInOrderAndWritesTheirHistory() {
    project.file("0002_b", "INSERT INTO a VALUES (2);").file("0001_a", "CREATE TABLE a (x int);");

    var result = project.migrate();

    assertThat(result.executed()).containsExactly(id("0001_a"), id("0002_b"));
    assertThat(result.skipped()).isEmpty();
    assertThat(result.timings().values()).allMatch(took -> took.matches("[0-9]+ms"));
    assertThat(result.totalTime()).matches("[0-9]+ms");
    assertThat(database.<Integer>value("SELECT x FROM a")).isEqualTo(2);
    assertThat(history())
        .containsExactly(
            "0001_a/" + result.run() + "/" + result.plan(),
            "0002_b/" + result.run() + "/" + result.plan());
    assertThat(
            database.<Boolean>value(
                "SELECT bool_and(drydock_duration_ms >= 0 AND drydock_checksum LIKE 'd1:%' AND drydock_version = '0.1.0'"
                    + " AND drydock_by = session_user || ' (test)') FROM schema_migrations"))
        .isTrue();
  }

  @Test
  void aSecondRunFindsNothingToDo() {
    project.file("0001_a", "CREATE TABLE a (x int)").migrate();

    var again = project.migrate();

    assertThat(again.executed()).isEmpty();
    assertThat(again.skipped()).containsExactly(id("0001_a"));
    assertThat(history()).hasSize(1);
  }

  @Test
  void aDryRunChangesNothingNotEvenTheHistoryTable() {
    project.file("0001_a", "CREATE TABLE a (x int); CREATE INDEX ON a (x)");

    var plan = project.service().dryRun().result();

    assertThat(plan.wouldExecute()).containsExactly(id("0001_a"));
    assertThat(plan.totalSteps()).isEqualTo(1);
    assertThat(plan.verdict()).isEqualTo(Verdict.SAFE);
    assertThat(plan.atomic()).isTrue();
    assertThat(plan.steps().get(0).statements())
        .containsExactly("CREATE TABLE a (x int)", "CREATE INDEX ON a (x)");
    assertThat(plan.target().database()).isEqualTo(database.name());
    assertThat(
            database.<Long>value(
                "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
        .isZero();
  }

  @Test
  void aFailureLeavesNothingOfTheWholeRunAndSaysWhere() {
    project
        .file("0001_a", "CREATE TABLE a (x int)")
        .file("0002_b", "SELECT 1;\n\nSELECT 1;\n  INSERT INTO a (x, nope)\n VALUES (1, 2);");

    Failure failure = failure(project::migrate);

    assertThat(failure.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(failure.left()).contains("rolled back");
    assertThat(failure.facts().get("statement"))
        .isInstanceOfSatisfying(
            StatementError.class,
            error -> {
              assertThat(error.migration()).isEqualTo("0002_b");
              assertThat(error.statement()).isEqualTo(3);
              assertThat(error.line()).isEqualTo(4);
              assertThat(error.column()).isEqualTo(21);
              assertThat(error.sqlState()).isEqualTo("42703");
              assertThat(error.near()).isEqualTo("INSERT INTO a (x, nope)\n                  ^");
            });
    assertThat(
            database.<Long>value(
                "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
        .isZero();
  }

  @Test
  void namesTheConstraintButNotTheRow() {
    project.file(
        "0001_a",
        "CREATE TABLE a (x text CONSTRAINT x_once UNIQUE); INSERT INTO a VALUES ('ann@example.com'), ('ann@example.com')");

    var hidden = (StatementError) failure(project::migrate).facts().get("statement");
    var shown = (StatementError) failure(project.showRowData()::migrate).facts().get("statement");

    assertThat(hidden.constraint()).isEqualTo("x_once");
    assertThat(hidden.toString()).doesNotContain("ann@example.com");
    assertThat(shown.detail()).contains("ann@example.com");
  }

  @Test
  void aValueInADataErrorIsNotShown() {
    database.execute("CREATE TABLE a (x text)", "INSERT INTO a VALUES ('ann@example.com')");
    project.lint(LintMode.OFF);
    project.file("0001_a", "ALTER TABLE a ALTER x TYPE int USING x::int");

    Failure failure = failure(project::migrate);

    assertThat(failure.text()).contains("invalid input syntax", "22P02").doesNotContain("ann@");
  }

  @Test
  void aDeferredConstraintThatFailsAtCommitIsToldAndLeavesNothing() {
    project.file(
        "0001_a",
        "CREATE TABLE a (x int PRIMARY KEY, y int REFERENCES a DEFERRABLE INITIALLY DEFERRED); INSERT INTO a VALUES (1, 2)");

    Failure failure = failure(project::migrate);

    assertThat(failure.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(failure.text()).contains("a_y_fkey", "23503");
    assertThat(database.<Long>value("SELECT count(*) FROM pg_class WHERE relname = 'a'")).isZero();
  }

  @Test
  void settingsOfOneFileReachNeitherTheNextNorDrydock() {
    database.execute("CREATE SCHEMA other");
    project
        .file(
            "0001_a",
            "SET search_path = other; SET lock_timeout = 0;"
                + " SET statement_timeout = 0; SET TimeZone = 'Asia/Tokyo'; SET my.own = 'x'; CREATE TABLE a (x int)")
        .file(
            "0002_b",
            "CREATE TABLE b AS SELECT current_setting('search_path') AS path, current_setting('lock_timeout') AS lock,"
                + " current_setting('statement_timeout') AS statement, "
                + " current_setting('TimeZone') AS zone, current_setting('my.own', true) AS own, current_user AS who;"
                + " RESET ALL; CREATE TABLE c AS SELECT current_setting('lock_timeout') AS lock");

    project.lockTimeout(Duration.ofMillis(1234)).migrate();

    assertThat(
            database.<String>value(
                "SELECT concat_ws('|', path, lock, statement, own, who) FROM public.b"))
        .isEqualTo("\"$user\", public|1234ms|15min||" + database.user());
    assertThat(database.<String>value("SELECT lock FROM public.c")).isEqualTo("1234ms");
    assertThat(database.<Long>value("SELECT count(*) FROM other.a")).isZero();
  }

  /** The driver ends such a connection; that is no network that one waits for. */
  @ParameterizedTest
  @CsvSource({"datestyle,'German, DMY'", "client_encoding,LATIN1"})
  void aSettingThatTheDriverCannotFollowIsTold(String setting, String value) {
    database.execute("CREATE TABLE small (id int)");
    project.file(
        "0001_dates",
        """
        SELECT set_config('%s', '%s', false);
        ALTER TABLE small ADD COLUMN more int;
        """
            .formatted(setting, value));

    var failure = catchThrowableOfType(DrydockException.class, project::migrate).failure();

    assertThat(failure.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(failure.what()).contains("changed how the server shows dates or texts", value);
    assertThat(database.<Boolean>value("SELECT to_regclass('schema_migrations') IS NULL")).isTrue();
  }

  @Test
  void aRoleThatAFileTakesEndsWithTheFile() {
    String role = database.name() + "_reader";
    TestServer.shared().execute("CREATE ROLE " + role, "GRANT " + role + " TO " + database.user());
    try {
      project
          .file("0001_a", "SET ROLE " + role)
          .file("0002_b", "CREATE TABLE b AS SELECT current_user AS who");

      project.migrate();

      assertThat(database.<String>value("SELECT who FROM b")).isEqualTo(database.user());
    } finally {
      database.close();
      TestServer.shared().execute("DROP ROLE " + role);
    }
  }

  @Test
  void timeoutsHoldInsideTheRun() throws SQLException {
    database.execute("CREATE TABLE a (x int)");
    project.file("0001_a", "ALTER TABLE a ADD y int").lockTimeout(Duration.ofMillis(100));

    try (Connection other = database.connect()) {
      other.setAutoCommit(false);
      other.createStatement().execute("SELECT * FROM a");
      Failure failure = failure(project::migrate);

      assertThat(failure.code()).isEqualTo(ErrorCode.LOCKS_NOT_OBTAINED);
      assertThat(failure.left()).contains("nothing of it remains");
    }
  }

  @Test
  void aRunBeginsAgainUntilItsLocksAreFree() throws Exception {
    database.execute("CREATE TABLE a (x int)");
    project
        .file("0001_a", "CREATE TABLE b (x int)")
        .file("0002_b", "ALTER TABLE a ADD y int")
        .lockTimeout(Duration.ofMillis(100))
        .lockBudget(Duration.ofSeconds(30));

    try (Connection other = database.connect()) {
      other.setAutoCommit(false);
      other.createStatement().execute("SELECT * FROM a");
      var release = CompletableFuture.runAsync(() -> commitAfter(other, Duration.ofSeconds(1)));

      assertThat(project.migrate().executed()).hasSize(2);
      release.get();
    }
  }

  @Test
  void saysWhoHoldsTheLocksWhenTheBudgetIsOver() throws SQLException {
    database.execute("CREATE TABLE a (x int)");
    project
        .file("0001_a", "ALTER TABLE a ADD y int")
        .lockTimeout(Duration.ofMillis(600))
        .lockBudget(Duration.ofSeconds(3));

    try (Connection other = database.connect()) {
      other.setAutoCommit(false);
      other.createStatement().execute("SET application_name = 'nightly report'");
      other.createStatement().execute("SELECT * FROM a");
      Failure failure = failure(project::migrate);

      assertThat(failure.code()).isEqualTo(ErrorCode.LOCKS_NOT_OBTAINED);
      assertThat(failure.what()).contains("nightly report", "idle in transaction");
      assertThat((List<?>) failure.facts().get("blockers")).hasSize(1);
      assertThat((Integer) failure.facts().get("attempts")).isGreaterThan(1);
    }
  }

  private static void commitAfter(Connection connection, Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
      connection.commit();
    } catch (InterruptedException | SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void aStatementThatRunsTooLongIsStopped() {
    project.file("0001_a", "SELECT pg_sleep(20)").statementTimeout(Duration.ofMillis(200));

    assertThat(failure(project::migrate).text())
        .contains("57014", "statement timeout", "DRYDOCK_STATEMENT_TIMEOUT");
  }

  @Test
  void anotherRunInProgressIsWaitedForThenTold() throws SQLException {
    project.file("0001_a", "CREATE TABLE a (x int)");
    try (Connection other = database.connect()) {
      other.setAutoCommit(false);
      Instant connected = backendStart(other);
      other
          .createStatement()
          .execute("SET application_name = 'drydock migrate 20261201T101841-0c00f5'");
      other.commit();
      other.createStatement().execute(RunLock.of("public", "schema_migrations").trySql());

      Failure failure =
          failure(
              () ->
                  project
                      .service()
                      .migrate(Project.request(Optional.empty(), Duration.ofMillis(300))));

      assertThat(failure.code()).isEqualTo(ErrorCode.RUN_LOCK_BUSY);
      assertThat(failure.facts().get("holder"))
          .isInstanceOfSatisfying(
              RunLock.Holder.class, holder -> assertThat(holder.since()).isEqualTo(connected));
      assertThat(failure.text()).contains("backend ", "connected since " + connected);
      StatusReport.Result status = project.service().status().result();
      assertThat(status.running()).contains("backend ");
      assertThat(status.runningRun()).isEqualTo("20261201T101841-0c00f5");
    }
    assertThat(project.migrate().executed()).hasSize(1);
  }

  /** What the other run holds of tables is no second wait. */
  @Test
  void anotherRunIsWaitedForNoLongerThanAllowed() throws Exception {
    project.lockBudget(Duration.ofMinutes(1)).file("0001_a", "CREATE TABLE a (x int)").migrate();
    project.file("0002_b", "ALTER TABLE a ADD COLUMN y int");
    try (Connection other = database.connect()) {
      other.createStatement().execute(RunLock.of("public", "schema_migrations").trySessionSql());
      other.setAutoCommit(false);
      other.createStatement().execute("LOCK TABLE a IN SHARE UPDATE EXCLUSIVE MODE");
      Thread.sleep(1_200);
      long begun = System.nanoTime();

      Failure failure =
          failure(
              () ->
                  project
                      .service()
                      .migrate(Project.request(Optional.empty(), Duration.ofSeconds(1))));

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
      assertThat(failure.code()).isEqualTo(ErrorCode.RUN_LOCK_BUSY);
      assertThat(failure.what()).containsPattern("waited 1\\d{3}ms for it");
    }
  }

  private static Instant backendStart(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()")) {
      row.next();
      return row.getObject(1, OffsetDateTime.class).toInstant();
    }
  }

  @Test
  void theDigestOfTheDryRunIsThatOfTheRun() {
    project.file("0001_a", "CREATE TABLE a (x int)");
    String digest = project.service().dryRun().result().digest();

    assertThat(failure(() -> project.migrate("")).code()).isEqualTo(ErrorCode.STALE_PLAN);
    assertThat(failure(() -> project.migrate("0".repeat(64))).code())
        .isEqualTo(ErrorCode.STALE_PLAN);
    project.file("0002_b", "SELECT 1");
    assertThat(failure(() -> project.migrate(digest)).code()).isEqualTo(ErrorCode.STALE_PLAN);
    project.without("0002_b");

    assertThat(project.migrate(digest).plan()).isEqualTo(digest);
    assertThat(project.migrate(digest).executed()).as("repeating is safe").isEmpty();
    assertThat(failure(() -> project.migrate("0".repeat(64))).code())
        .isEqualTo(ErrorCode.STALE_PLAN);
  }

  @Test
  void aChangedMeaningIsRefusedAChangedCommentIsNot() {
    project.file("0001_a", "CREATE TABLE a (x int);").migrate();

    project.file("0001_a", "-- new licence\nCREATE  TABLE a\r\n(x int);");
    assertThat(project.migrate().warnings())
        .singleElement()
        .asString()
        .contains("0001_a", "comments or layout");

    project.file("0001_a", "CREATE TABLE a (x bigint);").file("0002_b", "SELECT 1");
    Failure failure = failure(project::migrate);
    assertThat(failure.code()).isEqualTo(ErrorCode.CHANGED_AFTER_APPLY);
    assertThat(failure.what()).startsWith("0001_a was changed after it was applied on 20");
    assertThat(project.service().dryRun().result().verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(history()).hasSize(1);
  }

  @Test
  void aLateFileIsRefusedUnlessItSaysWhy() {
    project.file("0002_b", "SELECT 1").migrate();
    project.file("0001_a", "CREATE TABLE a (x int)");

    assertThat(failure(project::migrate).code()).isEqualTo(ErrorCode.OUT_OF_ORDER);

    project.file(
        "0001_a",
        "-- drydock: allow out-of-order because it was merged late\nCREATE TABLE a (x int)");
    assertThat(project.migrate().executed()).containsExactly(id("0001_a"));
  }

  @Test
  void anAppliedIdWithoutAFileIsReported() {
    project.file("0001_a", "SELECT 1").file("0002_b", "SELECT 2").migrate();

    assertThat(project.without("0001_a").migrate().warnings())
        .singleElement()
        .asString()
        .startsWith("0001_a was applied on 20")
        .contains("file is not in the folder");
  }

  @Test
  void takesOverTheTableOfAnEarlierTool() {
    database.execute(
        "CREATE TABLE schema_migrations (id text PRIMARY KEY, executed_at timestamptz NOT NULL DEFAULT now())",
        "INSERT INTO schema_migrations (id) VALUES ('0001_a'), ('0002_b.sql')");
    project.file("0001_a", "SELECT 1/0").file("0002_b", "SELECT 1/0").file("0003_c", "SELECT 1");

    assertThat(project.migrate().executed()).containsExactly(id("0003_c"));

    List<HistoryReport.Row> rows = project.service().history().result().migrations();
    assertThat(rows)
        .extracting(HistoryReport.Row::id)
        .containsExactly(id("0001_a"), id("0002_b"), id("0003_c"));
    assertThat(rows).extracting(HistoryReport.Row::verified).containsExactly(null, null, true);
    assertThat(rows.get(0).run()).isNull();
  }

  @Test
  void tellsOfAnotherToolsHistoryUntilSomethingIsNotedAsApplied() {
    database.execute(
        "CREATE SCHEMA drizzle",
        "CREATE TABLE drizzle.__drizzle_migrations (id serial, hash text, created_at bigint)");
    project.file("0000_init", "CREATE TABLE IF NOT EXISTS users (id bigint PRIMARY KEY)");

    assertThat(project.service().dryRun().result().warnings())
        .singleElement()
        .asString()
        .contains("Drizzle (drizzle.__drizzle_migrations)", "Note them as applied first");

    project.migrate();
    project.file("0001_more", "CREATE TABLE IF NOT EXISTS more (id bigint PRIMARY KEY)");
    assertThat(project.service().dryRun().result().warnings()).isEmpty();
  }

  @Test
  void lintsWhatIsPendingOnly() {
    project.file("0001_a", "CREATE TABLE a (x int PRIMARY KEY)").migrate();
    project.file("0002_b", "DROP TABLE a");

    assertThat(project.service().lint(List.of()).report().findings())
        .extracting(Finding::migration)
        .containsOnly(id("0002_b"));
  }

  @Test
  void refusesAnEmptyFolderWhereMigrationsAreApplied() throws IOException {
    project.file("0001_a", "SELECT 1");
    project.migrate();
    Files.delete(folder.resolve("0001_a.sql"));

    Failure failure = failure(project::migrate);

    assertThat(failure.code()).isEqualTo(ErrorCode.CONFIGURATION);
    assertThat(failure.text()).contains("holds no migration, but 1 are applied", "MIGRATIONS_DIR");
    assertThat(project.service().dryRun().result().verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(project.service().status().result().verdict()).isEqualTo(Verdict.REFUSED);
  }

  @Test
  void refusesTheTableOfAnotherTool() {
    database.execute(
        "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)");
    project.file("0001_a", "SELECT 1");

    Failure failure = failure(project::migrate);

    assertThat(failure.code()).isEqualTo(ErrorCode.FOREIGN_HISTORY_TABLE);
    assertThat(failure.text()).contains("golang-migrate", "DRYDOCK_HISTORY_TABLE");
    assertThat(project.historyTable("drydock_migrations").migrate().executed()).hasSize(1);
  }

  @Test
  void theHistoryLiesInTheNamedSchema() {
    database.execute("CREATE SCHEMA \"Own\"");
    project.file("0001_a", "SET search_path = pg_catalog; SELECT 1").historyTable("Own.migrations");

    project.migrate();

    assertThat(database.<Long>value("SELECT count(*) FROM \"Own\".migrations")).isOne();
    assertThat(project.migrate().skipped()).hasSize(1);
  }

  @Test
  void aMigrationThatMakesTheHistoryTableIsFine() {
    project.file(
        "0001_a",
        "CREATE TABLE IF NOT EXISTS schema_migrations (id text PRIMARY KEY, executed_at timestamptz NOT NULL DEFAULT now())");

    assertThat(project.migrate().executed()).hasSize(1);
    assertThat(history()).hasSize(1);
  }

  @Test
  void aMigrationThatEmptiesTheHistoryIsNotBelieved() {
    project.lint(LintMode.OFF);
    project.file("0001_a", "SELECT 1").file("0002_b", "DELETE FROM schema_migrations");

    assertThat(failure(project::migrate).text()).contains("history");
  }

  @Test
  void twoUrlsOfDifferentDatabasesAreRefused() {
    try (TestDatabase other = TestServer.shared().newDatabase()) {
      project.file("0001_a", "SELECT 1").applicationDatabase(other.url());

      assertThat(failure(project::migrate).code()).isEqualTo(ErrorCode.DIFFERENT_DATABASES);
      assertThat(project.applicationDatabase(database.url()).migrate().executed()).hasSize(1);
    }
  }

  @Test
  void saysThatTheDatabaseIsNotReachedWithoutThePassword() {
    var nowhere = new Project(folder, "postgres://ann:long-secret-word@127.0.0.1:1/x");

    Failure failure = failure(() -> nowhere.service().dryRun());

    assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
    assertThat(failure.text()).contains("127.0.0.1:1").doesNotContain("long-secret-word");
  }

  @Test
  void transactionControlIsRefusedWithItsLine() {
    project.file("0001_a", "CREATE TABLE a (x int);\n\nCOMMIT;");

    Failure failure = failure(project::migrate);

    assertThat(failure.code()).isEqualTo(ErrorCode.FILE_REFUSED);
    assertThat(failure.what()).startsWith("0001_a, line 3: ");
    assertThat(database.<Long>value("SELECT count(*) FROM pg_class WHERE relname = 'a'")).isZero();
  }

  @Test
  void whatCannotRunInATransactionIsRefusedBeforeAnythingRuns() {
    database.execute("CREATE TABLE a (x int)", "CREATE TYPE mood AS ENUM ('sad')");
    project
        .offline()
        .file("0001_a", "CREATE TABLESPACE elsewhere LOCATION '/nowhere'")
        .file("0002_b", "ALTER TYPE mood ADD VALUE 'ok'")
        .file("0003_c", "CREATE TABLE m (m mood DEFAULT 'ok')");

    var plan = project.service().dryRun().result();

    assertThat(plan.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(plan.refusals())
        .extracting(Failure::code)
        .containsExactly(ErrorCode.NOT_TRANSACTIONAL, ErrorCode.NOT_TRANSACTIONAL);
    assertThat(failure(project::migrate).code()).isEqualTo(ErrorCode.NOT_TRANSACTIONAL);
    assertThat(
            database.<Long>value("SELECT count(*) FROM pg_class WHERE relname LIKE 'schema_migr%'"))
        .isZero();
  }

  @Test
  void aQueryRunsToItsEnd() {
    database.execute("CREATE SEQUENCE s");
    project.file("0001_a", "SELECT nextval('s') FROM generate_series(1, 1000)");

    var result = project.file("0002_b", "SELECT pg_sleep(0.05)").migrate();

    assertThat(database.<Long>value("SELECT last_value FROM s")).isEqualTo(1000);
    assertThat(Integer.parseInt(result.timings().get(id("0002_b")).replace("ms", "")))
        .isGreaterThanOrEqualTo(50);
  }

  @Test
  void questionMarksBracesAndColonsAreSentAsTheyAre() {
    project.file(
        "0001_a",
        "CREATE TABLE a AS SELECT '{\"a\": 1}'::jsonb ? 'a' AS has, '{fn now()}'::text AS braces, $x$ ? :x $x$ AS dollar");

    project.migrate();

    assertThat(database.<String>value("SELECT concat_ws('|', has, braces, dollar) FROM a"))
        .isEqualTo("t|{fn now()}| ? :x ");
  }

  private List<String> history() {
    return database.values(
        "SELECT id || '/' || drydock_run || '/' || drydock_plan FROM schema_migrations ORDER BY id");
  }

  private static Failure failure(ThrowingCallable call) {
    return catchThrowableOfType(DrydockException.class, call).failure();
  }

  private static MigrationId id(String value) {
    return new MigrationId(value);
  }

  @Test
  void aMigrationMayCreateTheHistoryTableItself() {
    project
        .file("0001_before", "CREATE TABLE IF NOT EXISTS a (id int PRIMARY KEY);")
        .file(
            "0002_history",
            "-- the tool's own table\nCREATE TABLE schema_migrations (id varchar(255) PRIMARY KEY, executed_at timestamptz NOT NULL DEFAULT now());");

    MigrationPlan plan = project.service().dryRun().result();

    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.warnings())
        .anyMatch(warning -> warning.startsWith("0002_history creates public.schema_migrations"));
    assertThat(plan.steps().get(1).statements())
        .singleElement()
        .asString()
        .startsWith("CREATE TABLE IF NOT EXISTS schema_migrations");
    assertThat(project.migrate().executed()).hasSize(2);
    assertThat(project.migrate().executed()).isEmpty();
    assertThat(database.<String>values("SELECT id FROM schema_migrations ORDER BY id"))
        .containsExactly("0001_before", "0002_history");
  }

  @Test
  void aMigrationMayNotCreateAnotherTableUnderTheHistorysName() {
    project.file(
        "0001_other",
        "CREATE TABLE public.schema_migrations (id text PRIMARY KEY, name text NOT NULL, executed_at timestamptz);");

    DrydockException refused =
        catchThrowableOfType(DrydockException.class, () -> project.migrate());

    assertThat(refused.failure().code()).isEqualTo(ErrorCode.FOREIGN_HISTORY_TABLE);
    assertThat(refused.failure().next()).contains("DRYDOCK_HISTORY_TABLE=");
  }
}
