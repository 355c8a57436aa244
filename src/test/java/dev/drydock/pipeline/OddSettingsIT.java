package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a role or a database sets for its applications does not change what a run does. */
class OddSettingsIT {

  private static final int HAS_PROVIDERS = 15;
  private static final int HAS_TRANSACTION_TIMEOUT = 17;

  @TempDir Path folder;
  private TestServer server;
  private TestDatabase database;

  @BeforeEach
  void open() {
    server = TestServer.shared();
    database = server.newDatabaseWithOwner();
    database.execute(MixedMigrations.tables());
  }

  @AfterEach
  void close() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quote_all_identifiers = on",
        "default_transaction_isolation = 'serializable'",
        "default_transaction_isolation = 'repeatable read'",
        "transaction_timeout = '300ms'",
        "statement_timeout = '200ms'",
        "idle_session_timeout = '500ms'"
      })
  void aMixedPlanRunsAllTheSame(String setting) {
    assumeTrue(knows(setting));
    MixedMigrations.write(MixedMigrations.project(folder, database));
    role("SET " + setting);

    assertThat(MixedMigrations.completed(folder, database)).isEqualTo((int) MixedMigrations.FILES);

    assertThat(project().migrate().executed()).isEmpty();
    assertThat(project().service().history().result()).isNotNull();
    assertThat(database.values("SELECT 1 FROM pg_index WHERE NOT indisvalid")).isEmpty();
  }

  /** What waits between two messages of a session is not ended meanwhile. */
  @Test
  void aSessionMayRestWhileTheLocksAreNotToBeHad() throws SQLException {
    Project project = project().file("0001_day", "ALTER TABLE orders ADD COLUMN day date;");
    role("SET idle_session_timeout = '700ms'");
    try (Connection other = database.connectAsSuperuser();
        Statement report = other.createStatement()) {
      other.setAutoCommit(false);
      report.execute("SELECT 1 FROM orders");

      Failure failure = refusal(() -> project.lockBudget(Duration.ofSeconds(3)).migrate());

      assertThat(failure.code()).isEqualTo(ErrorCode.LOCKS_NOT_OBTAINED);
    }
  }

  /** As pg_dump's files of 17 and newer begin. */
  @Test
  void aFileMaySetTheTimeOfItsTransaction() {
    assumeTrue(knows("transaction_timeout"));
    Project project =
        project()
            .file("0001_dump", "SET transaction_timeout = 0; CREATE TABLE dumped (id int);")
            .file("0002_short", "SET transaction_timeout = '50ms'; SELECT pg_sleep(5);");

    Failure failure = refusal(project::migrate);

    assertThat(failure.text()).contains("0002_short, statement 2").contains("25P04");
    assertThat(failure.next()).contains("transaction_timeout was up");
  }

  @Test
  void theTimeOfOneFilesTransactionIsNotThatOfTheNext() {
    assumeTrue(knows("transaction_timeout"));
    project()
        .file("0001_short", "SET transaction_timeout = '2s'; CREATE TABLE a (id int);")
        .file("0002_long", "SELECT pg_sleep(3);");

    assertThat(project().migrate().executed()).hasSize(2);
  }

  @Test
  void stepsOutsideATransactionAreRefusedWhereThereIsNoSecondConnection() {
    Project project =
        project()
            .file("0001_new", "CREATE TABLE made (id int);")
            .file("0002_index", "CREATE INDEX orders_total ON orders (total);");
    role("CONNECTION LIMIT 1");
    awaitNobody();

    assertThat(project.service().dryRun().result().refusals())
        .extracting(Failure::code)
        .containsExactly(ErrorCode.UNSUITABLE_SERVER);
    awaitNobody();
    Failure failure = refusal(project::migrate);
    assertThat(failure.code()).isEqualTo(ErrorCode.UNSUITABLE_SERVER);
    assertThat(failure.what()).contains("may have 1 connection to database " + database.name());
    assertThat(failure.left()).isEqualTo(Failure.NOTHING_EXECUTED);

    role("CONNECTION LIMIT 2");
    awaitNobody();
    assertThat(project.migrate().executed()).hasSize(2);
  }

  @Test
  void aTransactionNeedsNoSecondConnection() {
    project().file("0001_new", "CREATE TABLE made (id int);");
    role("CONNECTION LIMIT 1");
    awaitNobody();

    assertThat(project().migrate().executed()).hasSize(1);
  }

  @Test
  void theLimitIsNamedWhereNoConnectionIsToBeHad() throws SQLException {
    role("CONNECTION LIMIT 1");
    awaitNobody();
    try (Connection only = database.connect()) {
      assertThat(only.isValid(0)).isTrue();

      Failure failure = refusal(() -> project().service().dryRun());

      assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
      assertThat(failure.what()).contains("too many connections for role");
      assertThat(failure.next()).contains("CONNECTION LIMIT");
    }
  }

  @Test
  void aFirstQueryThatIsCancelledIsNoLostConnection() throws SQLException {
    Project project = project();
    try (Connection other = database.connectAsSuperuser();
        Statement lock = other.createStatement()) {
      other.setAutoCommit(false);
      lock.execute("LOCK TABLE pg_catalog.pg_language IN ACCESS EXCLUSIVE MODE");
      var asked =
          CompletableFuture.supplyAsync(() -> refusal(() -> project.service().status()))
              .orTimeout(1, TimeUnit.MINUTES);
      while (!asked.isDone()) {
        server.execute(
            "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = '%s' AND wait_event_type = 'Lock'"
                .formatted(database.name()));
      }

      assertThat(asked.join().code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
      assertThat(asked.join().what()).contains("57014");
      assertThat(asked.join().next()).contains("Somebody cancelled it");
    }
  }

  /** A database need not be able to hold other signs than its files bring. */
  @ParameterizedTest
  @CsvSource({"LATIN1, false", "SQL_ASCII, false", "LATIN1, true", "SQL_ASCII, true"})
  void aDatabaseOfAnotherEncodingIsMigrated(String encoding, boolean superuser) {
    String name = database.name() + "_" + encoding.toLowerCase(Locale.ROOT);
    server.execute(
        "CREATE DATABASE %s OWNER %s ENCODING %s TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'%s"
            .formatted(
                name,
                database.user(),
                encoding,
                server.major() >= HAS_PROVIDERS ? " LOCALE_PROVIDER libc" : ""));
    if (superuser) {
      server.execute("ALTER ROLE %s SUPERUSER".formatted(database.user()));
    }
    try {
      migrated(database.beside(name));
    } finally {
      server.execute("DROP DATABASE %s WITH (FORCE)".formatted(name));
    }
  }

  private void migrated(TestDatabase other) {
    other.execute(MixedMigrations.tables());
    Project project = MixedMigrations.write(MixedMigrations.project(folder, other));
    project.file("0009_lost", "DROP TABLE pets CASCADE;");
    assertThat(project.service().dryRun().result().refusals()).isNotEmpty();
    assertThat(refusal(project::migrate).code()).isEqualTo(ErrorCode.REFUSED);
    project.without("0009_lost");

    assertThat(MixedMigrations.completed(folder, other)).isEqualTo((int) MixedMigrations.FILES);

    project.file(
        "0010_late",
        "ALTER TABLE orders ADD CHECK (total > 5); CREATE INDEX orders_late ON orders (total);");
    assertThat(refusal(project::migrate).code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(project.service().status().result().next()).isNotBlank();
  }

  private boolean knows(String setting) {
    return !setting.startsWith("transaction_timeout") || server.major() >= HAS_TRANSACTION_TIMEOUT;
  }

  private void role(String what) {
    server.execute("ALTER ROLE %s %s".formatted(database.user(), what));
  }

  /** A backend outlives its connection by a moment, and counts meanwhile. */
  private void awaitNobody() {
    server.execute(
        """
        DO $$ BEGIN
          FOR n IN 1 .. 1000 LOOP
            PERFORM pg_stat_clear_snapshot();
            EXIT WHEN NOT EXISTS (SELECT FROM pg_stat_activity WHERE usename = '%s');
            PERFORM pg_sleep(0.02);
          END LOOP;
        END $$"""
            .formatted(database.user()));
  }

  private Project project() {
    return MixedMigrations.project(folder, database);
  }

  private static Failure refusal(ThrowingCallable asked) {
    return catchThrowableOfType(DrydockException.class, asked).failure();
  }
}
