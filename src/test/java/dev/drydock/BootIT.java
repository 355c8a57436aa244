package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the service starts and ends, as real processes. */
@Order(1)
class BootIT {

  private static final String TOKEN = RunningService.TOKEN;
  private static final String LIVENESS = "/actuator/health/liveness";
  private static final String READINESS = "/actuator/health/readiness";

  @TempDir Path folder;

  private Path migrations;
  private TestDatabase database;

  @BeforeEach
  void prepare() throws IOException {
    migrations = Files.createDirectory(folder.resolve("migrations"));
    database = TestServer.shared().newDatabase();
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void saysVerbatimThatMigrationsAreSkippedAndStaysUpWithoutADatabase() {
    try (var service =
        ServiceProcess.start(
            folder, Map.of("DATABASE_URL", RunningService.NO_DATABASE, "ADMIN_TOKEN", TOKEN))) {
      service.awaitStatus(READINESS, 200);

      assertThat(service.lines())
          .containsSubsequence(
              "[BOOT] Migrations skipped (RUN_MIGRATIONS_ON_BOOT=false)",
              "[BOOT] To run migrations, use: POST /__admin/migrate?token=YOUR_ADMIN_TOKEN");
      assertThat(service.status("/__admin/health")).isEqualTo(503);
      assertThat(service.status(LIVENESS)).isEqualTo(200);
      assertThat(service.err()).isEmpty();

      service.terminate();
      assertThat(service.exitCode()).isEqualTo(143);
    }
  }

  @Test
  void answersWhileItMigratesAndIsReadyAfterwards() throws Exception {
    var gate = Gate.in(database);
    file("1_slow", Gate.sql() + "CREATE TABLE done (x int);");
    try (var service = start(Map.of())) {
      gate.awaitRun();

      assertThat(service.status(LIVENESS)).isEqualTo(200);
      assertThat(service.status(READINESS)).isEqualTo(503);
      assertThat(service.status("/__admin/health")).isEqualTo(200);
      assertThat(service.send("POST", "/__admin/migrate", TOKEN).statusCode()).isEqualTo(409);

      gate.open();

      service.awaitStatus(READINESS, 200);
      assertThat(service.out()).contains("[BOOT] Migrations done: 1 executed, 0 skipped");
      assertThat(service.out()).doesNotContain("Migrations skipped");
      assertThat(database.<Boolean>value("SELECT to_regclass('done') IS NOT NULL")).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 | statement-failed     | SELECT nonsense;                | DRYDOCK_X=
          3 | file-refused         | CREATE TABLE a (x int); COMMIT; | DRYDOCK_X=
          3 | stale-plan           | CREATE TABLE a (x int);         | DRYDOCK_PLAN=0000
          3 | stale-plan           | CREATE TABLE a (x int);         | DRYDOCK_PLAN=
          2 | configuration        | SELECT 1;                       | RUN_MIGRATIONS_ON_BOOT=yes
          2 | configuration        | SELECT 1;                       | DATABASE_URL=mysql://x
          2 | configuration        | SELECT 1;                       | DRYDOCK_LOCK_TIMEOUT=0
          2 | configuration        | SELECT 1;                       | PORT=http
          5 | database-unreachable | SELECT 1;                       | DATABASE_URL=postgres://a:b@127.0.0.1:1/x
          """)
  void endsWithTheCommandLinesExitCode(int exitCode, String code, String sql, String setting) {
    file("1_a", sql);
    String[] nameAndValue = setting.split("=", 2);
    var environment = new HashMap<>(Map.of("DRYDOCK_DATABASE_RETRY", "0s"));
    environment.put(nameAndValue[0], nameAndValue[1]);
    environment.remove("DRYDOCK_X");
    try (var service = start(environment)) {
      assertThat(service.exitCode()).as(service.out() + service.err()).isEqualTo(exitCode);

      assertThat(service.err()).startsWith(code + "  ").contains("Next: ");
      assertThat(service.out() + service.err())
          .doesNotContain("Exception", "\tat ", "    at ", "APPLICATION FAILED");
      assertThat(database.<Long>value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
          .isZero();
    }
  }

  @Test
  void endsWith2WhereThePortIsTaken() throws IOException {
    try (var taken = new ServerSocket(0);
        var service = start(Map.of("PORT", Integer.toString(taken.getLocalPort())))) {
      assertThat(service.exitCode()).isEqualTo(2);
      assertThat(service.err())
          .contains("Port %d is in use by another process.".formatted(taken.getLocalPort()))
          .doesNotContain("Exception");
    }
  }

  @Test
  void endsWith2WhereNoTemporaryFileCanBeWritten() {
    var folderless = Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=/dev/null");
    try (var service = start(folderless)) {
      assertThat(service.exitCode()).isEqualTo(2);
      assertThat(service.err())
          .contains("a folder for temporary files, and /dev/null cannot be written", "emptyDir")
          .doesNotContain("Exception", "incident");
    }
  }

  @Test
  void endsWith2InProductionWithoutADatabaseUrl() {
    try (var service = start(Map.of("APP_ENV", "production", "DATABASE_URL", ""))) {
      assertThat(service.exitCode()).isEqualTo(2);
      assertThat(service.err()).contains("DATABASE_URL");
      assertThat(Files.exists(folder.resolve(".drydock"))).isFalse();
    }
  }

  @Test
  void endsWith4WhereAnotherRunLastsTooLong() throws Exception {
    var gate = Gate.in(database);
    file("1_slow", Gate.sql());
    try (var first = start(Map.of())) {
      gate.awaitRun();
      try (var second = start(Map.of("DRYDOCK_BOOT_LOCK_WAIT", "0s"))) {
        assertThat(second.exitCode()).isEqualTo(4);
        assertThat(second.err()).startsWith("run-lock-busy  ");
      }
      gate.open();
      first.awaitStatus(READINESS, 200);
    }
  }

  @Test
  void waitsForTheReplicaThatMigratesAndThenFindsNothingToDo() throws Exception {
    var gate = Gate.in(database);
    file("1_slow", Gate.sql() + "CREATE TABLE done (x int);");
    try (var first = start(Map.of())) {
      gate.awaitRun();
      try (var second = start(Map.of())) {
        assertThat(second.status(READINESS)).isEqualTo(503);
        assertThat(second.status(LIVENESS)).isEqualTo(200);

        gate.open();

        first.awaitStatus(READINESS, 200);
        second.awaitStatus(READINESS, 200);
        assertThat(first.out()).contains("1 executed, 0 skipped");
        assertThat(second.out()).contains("0 executed, 1 skipped");
      }
    }
  }

  @Test
  void doesNotTryARefusedLoginAgain() {
    file("1_a", "SELECT 1;");
    String url = "postgres://%s:wrong@127.0.0.1:%d/x".formatted(database.user(), database.port());
    try (var service = start(Map.of("DATABASE_URL", url, "DRYDOCK_DATABASE_RETRY", "60s"))) {
      assertThat(service.exitCode()).as(service.out() + service.err()).isEqualTo(2);

      assertThat(service.err()).startsWith("login-refused  ");
      assertThat(service.out()).doesNotContain("Trying again");
    }
  }

  @Test
  void triesAnUnreachableDatabaseAgain() throws Exception {
    file("1_a", "CREATE TABLE done (x int);");
    try (var server = TestServer.start();
        var late = server.newDatabase()) {
      server.stopFast();
      try (var service = start(Map.of("DATABASE_URL", late.url()))) {
        service.await(Pattern.compile("Trying again until"));
        assertThat(service.status(LIVENESS)).isEqualTo(200);
        assertThat(service.status(READINESS)).isEqualTo(503);

        server.startAgain();

        service.awaitStatus(READINESS, 200);
        assertThat(late.<Boolean>value("SELECT to_regclass('done') IS NOT NULL")).isTrue();
      }
    }
  }

  @Test
  void letsTheRunInProgressEndBeforeItEnds() throws Exception {
    var gate = Gate.in(database);
    file("1_slow", Gate.sql() + "CREATE TABLE done (x int);");
    try (var service = start(Map.of())) {
      gate.awaitRun();

      service.terminate();
      service.await(Pattern.compile("A run is in progress"));
      gate.open();

      assertThat(service.exitCode()).isEqualTo(143);
      assertThat(database.<Boolean>value("SELECT to_regclass('done') IS NOT NULL")).isTrue();
      assertThat(service.err()).isEmpty();
    }
  }

  @Test
  void leavesNothingOfARunWhenItIsKilled() throws Exception {
    var gate = Gate.in(database);
    file("1_slow", "CREATE TABLE half (x int);" + Gate.sql());
    try (var service = start(Map.of())) {
      gate.awaitRun();
      service.kill();
    }
    gate.open();
    file("1_slow", "CREATE TABLE whole (x int);");
    try (var next = start(Map.of())) {
      next.awaitStatus(READINESS, 200);
      assertThat(database.<Boolean>value("SELECT to_regclass('half') IS NULL")).isTrue();
      assertThat(database.<Boolean>value("SELECT to_regclass('whole') IS NOT NULL")).isTrue();
    }
  }

  /** With the flag on, the given token and the database of this test. */
  private ServiceProcess start(Map<String, String> more) {
    var environment =
        new HashMap<>(
            Map.of(
                "DATABASE_URL",
                database.url(),
                "ADMIN_TOKEN",
                TOKEN,
                "RUN_MIGRATIONS_ON_BOOT",
                "true"));
    environment.putAll(more);
    return ServiceProcess.start(folder, environment);
  }

  private void file(String id, String sql) {
    try {
      Files.writeString(migrations.resolve(id + ".sql"), sql);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
