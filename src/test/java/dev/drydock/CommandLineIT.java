package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real processes on a real server: exit codes, and what stands on which output. */
@Order(1)
class CommandLineIT {

  private final TestDatabase database = TestServer.shared().newDatabaseWithOwner();
  private final Path directory;

  CommandLineIT(@TempDir Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  private CommandLineProcess drydock() {
    return new CommandLineProcess(directory).with("DATABASE_URL", database.url());
  }

  private CommandLineProcess twoMigrations() {
    return drydock()
        .file("0001_clients", "CREATE TABLE clients (id bigint PRIMARY KEY)")
        .file("0002_orders", "CREATE TABLE orders (id bigint PRIMARY KEY)");
  }

  @Test
  void aDeployFromPreviewToNothingToDo() {
    var drydock = twoMigrations();

    var preview = drydock.run("dry-run");
    assertThat(preview.code()).isZero();
    assertThat(preview.out()).contains("2 migrations would run", "CREATE TABLE clients");
    assertThat(tables()).isEmpty();

    var run = drydock.run("migrate");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .containsPattern("applied {2}0001_clients +\\d+ms\n")
        .containsPattern("applied {2}0002_orders +\\d+ms\n")
        .containsPattern("2 migrations applied, 0 skipped, in \\d+ms");
    assertThat(run.err()).isEmpty();
    assertThat(tables()).contains("clients", "orders");

    var again = drydock.run("migrate");
    assertThat(again.code()).isZero();
    assertThat(again.out()).contains("skipped  0001_clients", "Nothing to do");

    assertThat(drydock.run("status").out())
        .contains("Up to date: every migration of the folder is applied (2).");
    assertThat(drydock.run("history").out()).contains("(command line)", "as applied");
  }

  @Test
  void runsThePlanWhoseDigestItWasGivenAndNoOther() {
    var drydock = twoMigrations();
    String digest = result(drydock.run("dry-run", "--json").out()).get("digest").asString();

    var stale = drydock.run("migrate", "--plan", new StringBuilder(digest).reverse().toString());
    assertThat(stale.code()).isEqualTo(3);
    assertThat(stale.err()).contains("stale-plan");
    assertThat(drydock.run("migrate", "--plan=").code()).isEqualTo(3);
    assertThat(tables()).isEmpty();

    assertThat(drydock.run("migrate", "--plan", digest).code()).isZero();
    assertThat(tables()).contains("clients", "orders");
  }

  @Test
  void aStatementThatFailsIs1AndLeavesNothing() {
    var run =
        twoMigrations().file("0003_typo", "SELECT 1;\nCREATE TABLE t (id nothing);").run("migrate");

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("statement-failed", "0003_typo", "line 2", "42704", "CREATE TABLE t", "^")
        .contains("rolled back");
    assertThat(tables()).isEmpty();
  }

  @Test
  void aWrongSettingIs2() {
    var run = twoMigrations().with("RUN_MIGRATIONS_ON_BOOT", "maybe").run("migrate");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("RUN_MIGRATIONS_ON_BOOT");
  }

  @Test
  void aForeignHistoryTableIs2() {
    database.execute("CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean)");

    assertThat(twoMigrations().run("migrate").code()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"BEGIN; SELECT 1; COMMIT;", "ALTER SYSTEM SET work_mem = 5000;", "\\i other.sql"})
  void whatCannotBeAcceptedIs3(String sql) {
    var run = twoMigrations().file("0003_refused", sql).run("migrate");

    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("0003_refused");
    assertThat(tables()).isEmpty();
  }

  @Test
  void aLockedTableIs4() throws SQLException {
    database.execute("CREATE TABLE busy (id bigint)");
    try (var other = database.connect()) {
      other.setAutoCommit(false);
      other.createStatement().execute("LOCK TABLE busy IN ACCESS EXCLUSIVE MODE");

      var run =
          drydock()
              .file("0001_busy", "ALTER TABLE busy ADD COLUMN note text")
              .with("DRYDOCK_LOCK_TIMEOUT", "100ms")
              .run("migrate");

      assertThat(run.code()).isEqualTo(4);
      assertThat(run.err()).contains("locks-not-obtained", "0001_busy");
      other.rollback();
    }
  }

  @Test
  void anotherRunIs4AndItsHolderIsNamed() throws Exception {
    var drydock = drydock().file("0001_slow", "SELECT pg_sleep(600)");
    Process first = drydock.start("migrate");
    try {
      awaitSleeper();

      var second = drydock.with("DRYDOCK_RUN_LOCK_WAIT", "0s").run("migrate");

      assertThat(second.code()).isEqualTo(4);
      assertThat(second.err()).contains("run-lock-busy", "pid");
    } finally {
      database.value(
          "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()");
      CommandLineProcess.end(first);
    }
  }

  @Test
  void anUnreachableDatabaseIs5() throws IOException {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var run =
        twoMigrations()
            .with("DATABASE_URL", "postgres://app:hunter2hunter2@127.0.0.1:%d/x".formatted(port))
            .run("status");

    assertThat(run.code()).isEqualTo(5);
    assertThat(run.err()).contains("database-unreachable", "127.0.0.1:" + port);
  }

  @ParameterizedTest
  @CsvSource({"app, wrong-password, x", "nobody-known, secret, x", "OWNER, PASSWORD, no_such_base"})
  void aRefusedLoginIs2(String user, String password, String name) {
    String login =
        user.replace("OWNER", database.user())
            + ":"
            + password.replace("PASSWORD", database.password());
    var run =
        twoMigrations()
            .with(
                "DATABASE_URL",
                "postgres://%s@127.0.0.1:%d/%s".formatted(login, database.port(), name))
            .run("status");

    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("login-refused", "127.0.0.1:" + database.port());
  }

  @Test
  void jsonIsAloneOnStandardOutput() {
    var drydock = twoMigrations();

    for (String verb : List.of("dry-run", "status", "migrate", "migrate", "history", "status")) {
      var run = drydock.run(verb, "--json");
      assertThat(run.code()).isZero();
      assertThat(run.err()).isEmpty();
      assertThat(run.out()).hasLineCount(1);
      assertThat(json(run.out()).get("success").asBoolean()).isTrue();
      assertThat(result(run.out()).at("/target/database").asString()).isEqualTo(database.name());
    }
    drydock.file("0003_typo", "CREATE TABLE t (id nothing)");
    var failed = drydock.run("migrate", "--json");
    assertThat(failed.code()).isEqualTo(1);
    assertThat(json(failed.out()).get("code").asString()).isEqualTo("statement-failed");
    assertThat(json(failed.out()).at("/statement/migration").asString()).isEqualTo("0003_typo");
    assertThat(failed.err()).contains("0003_typo").doesNotContain("{");
  }

  @Test
  void noSecretIsPrintedWhateverTheMigrationSays() {
    String secret = "p4ss/word+&%zwölf";
    String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    String user = database.user();
    database.executeAsSuperuser("ALTER ROLE %s PASSWORD '%s'".formatted(user, secret));
    String url =
        "postgres://%s:%s@127.0.0.1:%d/%s"
            .formatted(user, encoded, database.port(), database.name());
    String base64 = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
    String token = "0123456789abcdef0123456789abcdef";
    var drydock =
        drydock()
            .with("DATABASE_URL", url)
            .with("ADMIN_TOKEN", token)
            .file(
                "0001_hostile",
                "DO $$ BEGIN RAISE EXCEPTION 'leak "
                    + String.join(" ", secret, encoded, base64, token, url).replace("%", "%%")
                    + "'; END $$;");

    for (String verb : List.of("dry-run", "migrate", "status", "history")) {
      for (String form : List.of("", "--json")) {
        var run = form.isEmpty() ? drydock.run(verb) : drydock.run(verb, form);
        assertThat(run.all())
            .isNotEmpty()
            .doesNotContain(secret, encoded, base64.replace("=", ""), token, url);
      }
    }
    assertThat(drydock.run("migrate").err()).contains("leak [redacted]");
  }

  @Test
  void coloursAndMovesOnlyOnATerminal() {
    assumeThat(Path.of("/usr/bin/script")).exists();
    var drydock = twoMigrations();

    var shown = drydock.with("TERM", "xterm").runOnTerminal("migrate");
    assertThat(shown.code()).isZero();
    assertThat(shown.out()).contains("\u001b[32mapplied\u001b[0m", "\r\u001b[2K");

    var plain = drydock.with("NO_COLOR", "1").runOnTerminal("status");
    assertThat(plain.out()).contains("Up to date", "\r\u001b[2K").doesNotContain("\u001b[32m");
    assertThat(drydock.with("TERM", "dumb").runOnTerminal("status").out()).doesNotContain("\u001b");
    assertThat(drydock.run("status").all()).doesNotContain("\u001b");
  }

  @Test
  void aReaderThatLeavesEarlyDoesNotChangeTheOutcome() throws Exception {
    Process process = twoMigrations().start("migrate");
    process.getInputStream().close();

    assertThat(CommandLineProcess.end(process).code()).isZero();
    assertThat(tables()).contains("clients", "orders");
  }

  @Test
  void loadsNeitherContextNorLoggingNorJsonForAnOrdinaryRun() {
    var run = twoMigrations().flag("-Xlog:class+load:stderr:none").run("migrate");

    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("dev.drydock.cli.DrydockCli ");
    assertThat(run.err().lines())
        .filteredOn(
            line ->
                line.startsWith("org.springframework.context.")
                    || line.startsWith("org.springframework.core.convert.")
                    || line.startsWith("org.springframework.web.")
                    || line.startsWith("ch.qos.logback.")
                    || line.startsWith("tools.jackson.")
                    || line.startsWith("org.antlr.")
                    || line.startsWith("dev.drydock.web."))
        .isEmpty();
  }

  @Test
  void warnsOfASettingThatIsNone() {
    var run = twoMigrations().with("DRYDOCK_LOCK_TIMEOT", "1s").run("status", "--json");

    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("DRYDOCK_LOCK_TIMEOT", "DRYDOCK_LOCK_TIMEOUT");
    assertThat(json(run.out()).get("success").asBoolean()).isTrue();
  }

  private List<String> tables() {
    return database.values("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'");
  }

  private void awaitSleeper() throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      Long sleeping =
          database.value(
              "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()");
      if (sleeping > 0) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("the first run never came to its statement");
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  private static JsonNode result(String text) {
    return json(text).get("result");
  }
}
