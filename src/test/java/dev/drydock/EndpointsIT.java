package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.RunningService.Answer;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Preview, run and history at a real server with a real database. */
class EndpointsIT extends EachWithService {

  @Test
  void previewsAppliesAndRemembers() {
    file("1_calls", "CREATE TABLE calls (id bigint);");
    file("2_leads", "CREATE TABLE leads (id bigint);");

    JsonNode preview = service.getAsAdmin("/__admin/migrate/dry-run").json();
    assertThat(preview.get("success").asBoolean()).isTrue();
    assertThat(preview.get("dryRun").asBoolean()).isTrue();
    assertThat(texts(preview.get("result").get("wouldExecute")))
        .containsExactly("1_calls", "2_leads");
    assertThat(texts(preview.get("result").get("wouldSkip"))).isEmpty();
    assertThat(preview.get("result").get("totalSteps").asInt()).isEqualTo(2);

    JsonNode run = service.postAsAdmin("/__admin/migrate").json();
    assertThat(run.get("success").asBoolean()).isTrue();
    assertThat(texts(run.get("result").get("executed"))).containsExactly("1_calls", "2_leads");
    assertThat(run.get("result").get("timings").get("1_calls").asString()).matches("\\d+ms");
    assertThat(run.get("result").get("totalTime").asString()).matches("\\d+ms");

    JsonNode again = service.postAsAdmin("/__admin/migrate").json();
    assertThat(texts(again.get("result").get("executed"))).isEmpty();
    assertThat(texts(again.get("result").get("skipped"))).containsExactly("1_calls", "2_leads");

    JsonNode history = service.getAsAdmin("/__admin/history").json();
    assertThat(history.get("result").get("migrations").get(0).get("id").asString())
        .isEqualTo("1_calls");
    assertThat(history.get("result").get("migrations").get(0).get("by").asString())
        .contains("http");
  }

  @Test
  void changesNothingByPreviews() {
    file("1_calls", "CREATE TABLE calls (id bigint);");

    assertThat(service.getAsAdmin("/__admin/migrate/dry-run").status()).isEqualTo(200);
    assertThat(service.getAsAdmin("/__admin/history").status()).isEqualTo(200);
    assertThat(service.getAsAdmin("/__admin/health").status()).isEqualTo(200);

    assertThat(database.<Long>value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
        .isZero();
  }

  @Test
  void beginsEveryAnswerWithItsTarget() {
    for (Answer answer :
        List.of(
            service.getAsAdmin("/__admin/migrate/dry-run"),
            service.postAsAdmin("/__admin/migrate"),
            service.getAsAdmin("/__admin/history"))) {
      JsonNode result = answer.json().get("result");
      assertThat(result.propertyNames()).startsWith("target");
      assertThat(result.get("target").get("database").asString()).isEqualTo(database.name());
      assertThat(result.get("target").get("env").asString()).isEqualTo("test");
    }
  }

  @Test
  void tellsAFailedStatementAndLeavesNothingOfTheRun() {
    file("1_calls", "CREATE TABLE calls (id bigint);");
    file("2_bad", "CREATE TABLE ok (id int);\nSELECT nonsense FROM calls;");

    var answer = service.postAsAdmin("/__admin/migrate");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().get("success").asBoolean()).isFalse();
    assertThat(answer.json().get("code").asString()).isEqualTo("statement-failed");
    assertThat(answer.response().body()).contains("2_bad", "42703", "nonsense", "rolled back");
    assertThat(database.<Long>value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
        .isZero();
  }

  @Test
  void refusesWithTheCodeOfTheRefusal() {
    file("1_a", "CREATE TABLE a (x int); COMMIT;");

    var answer = service.postAsAdmin("/__admin/migrate");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().get("success").asBoolean()).isFalse();
    assertThat(answer.json().get("status").asInt()).isEqualTo(422);
    var preview = service.getAsAdmin("/__admin/migrate/dry-run");
    assertThat(preview.status()).isEqualTo(200);
    JsonNode result = preview.json().get("result");
    assertThat(result.get("verdict").asString()).isEqualTo("refused");
    assertThat(result.get("refusals").get(0).get("code").asString())
        .isEqualTo(answer.json().get("code").asString());
  }

  @Test
  void takesTheDigestOfThePreviewAndNoOther() {
    file("1_a", "CREATE TABLE a (x int);");
    String digest =
        service
            .getAsAdmin("/__admin/migrate/dry-run")
            .json()
            .get("result")
            .get("digest")
            .asString();

    for (String other : new String[] {"", "x", digest.substring(1), digest + "0", "%20" + digest}) {
      var refused = service.postAsAdmin("/__admin/migrate?plan=" + other);
      assertThat(refused.status()).as("plan=%s", other).isEqualTo(409);
      assertThat(refused.json().get("code").asString()).isEqualTo("stale-plan");
    }
    assertThat(service.postAsAdmin("/__admin/migrate?plan").status()).isEqualTo(409);
    assertThat(service.postAsAdmin("/__admin/migrate?plan=" + digest).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /__admin/migrate?plam=x, plam",
    "POST, /__admin/migrate?wait=no, wait",
    "POST, /__admin/migrate?wait=, wait",
    "GET, /__admin/runs?limit=1, limit",
    "GET, /__admin/runs/x/events?from=1, from",
    "POST, /__admin/runs/x/cancel?force=true, force",
    "POST, /__admin/migrate?PLAN=x, PLAN",
    "POST, /__admin/migrate?plan=x&plan=x, more than once",
    "POST, /__admin/migrate?dryRun=true, dryRun",
    "POST, /__admin/migrate?<script>=1, ?script?",
    "GET, /__admin/migrate/dry-run?plan=x, plan",
    "GET, /__admin/history?limit=1, limit",
    "GET, /__admin/health?verbose, verbose",
  })
  void namesAParameterThatItDoesNotKnow(String method, String path, String named) {
    var reply =
        RawHttp.send(
            service.port(),
            "%s %s HTTP/1.1\nHost: localhost\nX-Admin-Token: %s"
                .formatted(
                    method, path.replace("<", "%3C").replace(">", "%3E"), RunningService.TOKEN));

    assertThat(reply.status()).as(reply.text()).isEqualTo(400);
    assertThat(reply.text()).contains("\"code\":\"bad-request\"", named);
    assertThat(database.<Long>value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
        .isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application/x-www-form-urlencoded | plan=abc          | 400 | plan
          application/x-www-form-urlencoded | dryRun=true&x=y   | 400 | dryRun
          application/json                  | {"dryRun": true}  | 400 | dryRun
          application/json                  | [1]               | 400 | [1]
          text/plain                        | SELECT 1          | 400 | SELECT
          application/json                  | {}                | 200 | executed
          application/json                  | ''                | 200 | executed
          """)
  void ignoresNoBody(String type, String body, int status, String named) {
    var answer =
        service.send(
            HttpRequest.newBuilder(service.uri("/__admin/migrate"))
                .header("Content-Type", type)
                .header("X-Admin-Token", RunningService.TOKEN)
                .POST(HttpRequest.BodyPublishers.ofString(body)));

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
    assertThat(answer.response().body()).contains(named);
  }

  @Test
  void refusesASecondRunAtOnceWhileOneIsInProgress() throws Exception {
    var gate = Gate.in(database);
    file("1_slow", Gate.sql());
    var first = CompletableFuture.supplyAsync(() -> service.postAsAdmin("/__admin/migrate"));
    gate.awaitRun();

    var second = service.postAsAdmin("/__admin/migrate");

    assertThat(second.status()).isEqualTo(409);
    assertThat(second.json().get("code").asString()).isEqualTo("run-lock-busy");
    assertThat(second.json().get("error").asString()).contains("in progress since", "http");
    assertThat(first).isNotDone();
    gate.open();
    assertThat(first.get().status()).isEqualTo(200);
  }

  @Test
  void refusesARunWhileAnotherServiceRunsOne() throws Exception {
    var gate = Gate.in(database);
    file("1_slow", Gate.sql());
    try (var other =
        RunningService.start(
            Map.of(
                "DATABASE_URL", database.url(),
                "MIGRATIONS_DIR", migrations.toString(),
                "DRYDOCK_RUN_LOCK_WAIT", "0s"))) {
      var first = CompletableFuture.supplyAsync(() -> service.postAsAdmin("/__admin/migrate"));
      gate.awaitRun();

      var second = other.postAsAdmin("/__admin/migrate");

      assertThat(second.status()).isEqualTo(409);
      assertThat(second.json().get("code").asString()).isEqualTo("run-lock-busy");
      gate.open();
      assertThat(first.get().status()).isEqualTo(200);
    }
  }

  @Test
  void finishesARunWhoseClientWentAway() throws Exception {
    var gate = Gate.in(database);
    file("1_slow", Gate.sql() + "CREATE TABLE done (x int);");
    try (var client = new Socket("127.0.0.1", service.port())) {
      client
          .getOutputStream()
          .write(
              "POST /__admin/migrate HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nX-Admin-Token: %s\r\n\r\n"
                  .formatted(RunningService.TOKEN)
                  .getBytes(StandardCharsets.ISO_8859_1));
      gate.awaitRun();
      client.setSoLinger(true, 0);
    }
    assertThat(gate.standing()).isEqualTo(1);

    gate.open();

    awaitTable("done");
    assertThat(texts(service.postAsAdmin("/__admin/migrate").json().get("result").get("skipped")))
        .containsExactly("1_slow");
  }

  @Test
  void waitsForTheRunInProgressWhenItStops() throws Exception {
    var gate = Gate.in(database);
    file("1_slow", Gate.sql() + "CREATE TABLE done (x int);");
    var run = CompletableFuture.supplyAsync(() -> service.postAsAdmin("/__admin/migrate"));
    gate.awaitRun();
    var stopping = CompletableFuture.runAsync(service::close);

    gate.open();

    assertThat(run.get().status()).isEqualTo(200);
    stopping.get();
    assertThat(database.<Long>value("SELECT count(*) FROM done")).isZero();
  }

  @Test
  void answers503WithoutADatabase() {
    try (var lonely = RunningService.over(RunningService.NO_DATABASE, migrations)) {
      for (Answer answer :
          List.of(
              lonely.getAsAdmin("/__admin/migrate/dry-run"),
              lonely.postAsAdmin("/__admin/migrate"),
              lonely.getAsAdmin("/__admin/history"))) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().get("code").asString()).isEqualTo("database-unreachable");
        assertThat(answer.response().body()).doesNotContain("s3cret-pa55word");
      }
    }
  }

  private void awaitTable(String name) throws InterruptedException {
    String there = "SELECT to_regclass('%s') IS NOT NULL".formatted(name);
    for (int i = 0; i < 3000 && !database.<Boolean>value(there); i++) {
      Thread.sleep(20);
    }
    assertThat(database.<Boolean>value(there)).isTrue();
  }
}
