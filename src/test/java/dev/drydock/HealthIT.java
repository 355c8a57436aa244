package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.postgres.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class HealthIT {

  @TempDir Path migrations;

  @Test
  void saysToAnybodyThatTheDatabaseAnswersAndNothingElse() {
    try (var database = TestServer.shared().newDatabase();
        var service = RunningService.over(database.url(), migrations)) {
      var answer = service.get("/__admin/health");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.json().propertyNames())
          .containsExactly("status", "timestamp", "env", "migrationsEnabled");
      assertThat(answer.json().get("status").asString()).isEqualTo("ok");
      assertThat(answer.json().get("env").asString()).isEqualTo("test");
      assertThat(answer.json().get("migrationsEnabled").asBoolean()).isFalse();
      String timestamp = answer.json().get("timestamp").asString();
      assertThat(timestamp).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
      assertThat(Instant.parse(timestamp)).isNotNull();
    }
  }

  @Test
  void answersHeadWithoutABody() {
    try (var database = TestServer.shared().newDatabase();
        var service = RunningService.over(database.url(), migrations)) {
      var reply = RawHttp.send(service.port(), "HEAD /__admin/health HTTP/1.1\nHost: localhost");

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text()).endsWith("\r\n\r\n");
    }
  }

  @Test
  void countsMigrationsForWhoHasTheToken() throws Exception {
    Files.writeString(migrations.resolve("1_a.sql"), "CREATE TABLE a (x int);");
    try (var database = TestServer.shared().newDatabase();
        var service = RunningService.over(database.url(), migrations)) {
      assertThat(service.postAsAdmin("/__admin/migrate").status()).isEqualTo(200);
      Files.writeString(migrations.resolve("2_b.sql"), "CREATE TABLE b (x int);");
      Files.writeString(migrations.resolve("3_c.sql"), "CREATE TABLE c (x int);");

      JsonNode health = service.getAsAdmin("/__admin/health").json();

      assertThat(health.get("applied").asInt()).isEqualTo(1);
      assertThat(health.get("pending").asInt()).isEqualTo(2);
      assertThat(health.get("lastRun").get("migrations").asInt()).isEqualTo(1);
      assertThat(health.get("server").get("database").asString()).isEqualTo(database.name());
      assertThat(health.get("problem").isNull()).isTrue();
    }
  }

  @Test
  void staysUpAndSaysWhyWhereTheStateOfMigrationsCannotBeRead() throws Exception {
    Files.writeString(migrations.resolve("1_a.sql"), "CREATE TABLE a (x int); COMMIT;");
    Files.writeString(migrations.resolve("2_b.sql"), "\\i other.sql");
    Files.write(migrations.resolve("3_c.sql"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    try (var database = TestServer.shared().newDatabase();
        var service = RunningService.over(database.url(), migrations)) {
      var answer = service.getAsAdmin("/__admin/health");

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.json().get("status").asString()).isEqualTo("ok");
      assertThat(answer.json().get("pending").isNull()).isTrue();
      assertThat(answer.json().get("problem").asString()).contains("3_c");
    }
  }

  @Test
  void isDownWhileTheDatabaseIsAndUpAgainAfterwards() throws Exception {
    try (var server = TestServer.start()) {
      try (var database = server.newDatabase();
          var service = RunningService.over(database.url(), migrations)) {
        assertThat(service.get("/__admin/health").status()).isEqualTo(200);

        server.stopImmediately();
        awaitStatus(service, 503);
        assertThat(service.get("/actuator/health").status()).isEqualTo(200);
        assertThat(service.getAsAdmin("/__admin/health").json().get("problem").asString())
            .startsWith("No connection to ");

        server.startAgain();
        awaitStatus(service, 200);
      }
    }
  }

  /** The answer comes although the database never says a word: the request itself has an end. */
  @Test
  void isDownWhereTheDatabaseTakesConnectionsAndNeverAnswers() {
    try (var silent = new SilentServer();
        var service = RunningService.over(silent.url(), migrations)) {
      var answer = service.get("/__admin/health");
      var admin = service.getAsAdmin("/__admin/health");

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.json().get("status").asString()).isEqualTo("down");
      assertThat(admin.status()).isEqualTo(503);
      assertThat(service.get("/actuator/health/liveness").status()).isEqualTo(200);
      assertThat(service.get("/actuator/health/readiness").status()).isEqualTo(200);
    }
  }

  @Test
  void opensOneConnectionHoweverManyAsk() throws Exception {
    try (var silent = new SilentServer();
        var service = RunningService.over(silent.url(), migrations)) {
      var threads = Executors.newFixedThreadPool(40);
      try {
        var requests = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 120; i++) {
          requests.add(() -> service.get("/__admin/health").status());
        }
        for (var answer : threads.invokeAll(requests)) {
          assertThat(answer.get()).isEqualTo(503);
        }
      } finally {
        threads.shutdownNow();
      }
      // 120 requests; one question at a time, and a question ends after about two seconds.
      assertThat(silent.connections()).isLessThan(10);
    }
  }

  @Test
  void saysWhetherMigrationsRunAtBoot() {
    try (var database = TestServer.shared().newDatabase();
        var service =
            RunningService.start(
                Map.of(
                    "DATABASE_URL", database.url(),
                    "MIGRATIONS_DIR", migrations.toString(),
                    "RUN_MIGRATIONS_ON_BOOT", "true"))) {
      assertThat(service.get("/__admin/health").json().get("migrationsEnabled").asBoolean())
          .isTrue();
    }
  }

  @Test
  void showsNoUrlInAnyForm() {
    try (var service = RunningService.over(RunningService.NO_DATABASE, migrations)) {
      for (String path : new String[] {"/__admin/health", "/__admin/history"}) {
        String body = service.getAsAdmin(path).response().body();

        assertThat(body).doesNotContain("s3cret-pa55word", "app:");
      }
    }
  }

  private static void awaitStatus(RunningService service, int wanted) throws InterruptedException {
    int status = service.get("/__admin/health").status();
    for (int i = 0; i < 100 && status != wanted; i++) {
      Thread.sleep(200);
      status = service.get("/__admin/health").status();
    }
    assertThat(status).isEqualTo(wanted);
  }
}
