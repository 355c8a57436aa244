package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.RunningService.Answer;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Runs as objects of the service: begun, looked at, listened to, cancelled. */
class RunsIT extends EachWithService {

  private static final String RUN = "/__admin/runs/\\d{8}T\\d{6}-[0-9a-f]{6}";

  @Test
  void answersAtOnceWithTheAddressOfARunThatGoesOn() throws Exception {
    var gate = Gate.in(database);
    file("1_first", "CREATE TABLE first (x int);");
    file("2_slow", Gate.sql());

    Answer begun = service.postAsAdmin("/__admin/migrate?wait=false");

    assertThat(begun.status()).isEqualTo(202);
    String address = begun.header("Location");
    assertThat(address).matches(RUN);
    assertThat(begun.json().get("success").asBoolean()).isTrue();
    assertThat(begun.json().get("result").get("address").asString()).isEqualTo(address);
    assertThat(begun.json().get("result").get("state").asString()).isEqualTo("running");
    gate.awaitRun();
    JsonNode now = service.getAsAdmin(address).json().get("result").get("now");
    assertThat(now.get("step").get("migration").asString()).isEqualTo("2_slow");
    assertThat(now.get("step").get("step").asInt()).isEqualTo(2);
    assertThat(now.get("step").get("steps").asInt()).isEqualTo(2);
    assertThat(now.get("attempt").asInt()).isEqualTo(1);

    gate.open();

    JsonNode ended = awaitEnd(address);
    assertThat(ended.get("state").asString()).isEqualTo("succeeded");
    assertThat(ended.get("now").isNull()).isTrue();
    assertThat(texts(ended.get("committed"))).containsExactly("1_first", "2_slow");
    assertThat(texts(ended.get("report").get("executed"))).containsExactly("1_first", "2_slow");
    assertThat(address).endsWith(ended.get("report").get("run").asString());
    assertThat(database.<Long>value("SELECT count(*) FROM schema_migrations")).isEqualTo(2);
  }

  @Test
  void namesTheRunThatIsInTheWay() throws Exception {
    var gate = Gate.in(database);
    file("1_slow", Gate.sql());
    String address = service.postAsAdmin("/__admin/migrate?wait=false").header("Location");
    gate.awaitRun();

    for (String wait : List.of("", "?wait=true", "?wait=false")) {
      Answer second = service.postAsAdmin("/__admin/migrate" + wait);

      assertThat(second.status()).isEqualTo(409);
      assertThat(second.json().get("code").asString()).isEqualTo("run-lock-busy");
      assertThat(second.header("Location")).isEqualTo(address);
      assertThat(address).endsWith(second.json().get("run").asString());
    }
    gate.open();
    assertThat(awaitEnd(address).get("state").asString()).isEqualTo("succeeded");
  }

  @Test
  void tellsWhatHappenedToReadersOfAnyTime() throws Exception {
    var gate = Gate.in(database);
    file("1_first", "CREATE TABLE first (x int);");
    file("2_slow", Gate.sql());
    String address = service.postAsAdmin("/__admin/migrate?wait=false").header("Location");
    try (EventStream early = events(address)) {
      assertThat(early.status()).isEqualTo(200);
      assertThat(early.header("Content-Type")).startsWith("text/event-stream");
      assertThat(early.header("Cache-Control")).isEqualTo("no-store");
      gate.awaitRun();
      early.await("migration-executed");

      gate.open();

      assertThat(early.rest())
          .extracting(EventStream.Event::name)
          .containsSubsequence("step-started", "migration-executed", "committed", "ended");
    }
    awaitEnd(address);
    try (EventStream late = events(address)) {
      List<EventStream.Event> all = late.rest();
      assertThat(all.get(0).name()).isEqualTo("started");
      assertThat(all.get(all.size() - 1).name()).isEqualTo("ended");
      assertThat(all.get(all.size() - 1).data().get("state").asString()).isEqualTo("succeeded");
      assertThat(all.get(1).data().get("migration").asString()).isEqualTo("1_first");
      String third = all.get(2).id();
      try (EventStream rest = events(address, "Last-Event-ID", third)) {
        assertThat(rest.rest()).isEqualTo(all.subList(3, all.size()));
      }
      String end = all.get(all.size() - 1).id();
      try (EventStream done = events(address, "Last-Event-ID", end)) {
        assertThat(done.status()).isEqualTo(204);
        assertThat(done.rest()).isEmpty();
      }
    }
  }

  @Test
  void cancelsARunAndLeavesNothingOfIt() throws Exception {
    Gate gate = Gate.in(database);
    file("1_first", "CREATE TABLE first (x int);");
    file("2_slow", Gate.sql());
    String address = service.postAsAdmin("/__admin/migrate?wait=false").header("Location");
    gate.awaitRun();

    Answer asked = service.postAsAdmin(address + "/cancel");

    assertThat(asked.status()).isEqualTo(202);
    assertThat(asked.header("Location")).isEqualTo(address);
    assertThat(asked.json().get("result").get("cancelRequested").asBoolean()).isTrue();
    JsonNode ended = awaitEnd(address);
    assertThat(ended.get("state").asString()).isEqualTo("cancelled");
    assertThat(ended.get("problem").get("code").asString()).isEqualTo("cancelled");
    assertThat(ended.get("problem").get("left").asString()).contains("rolled back");
    assertThat(ended.get("committed").isEmpty()).isTrue();
    assertThat(database.<Boolean>value("SELECT to_regclass('first') IS NULL")).isTrue();
    assertThat(database.<Boolean>value("SELECT to_regclass('schema_migrations') IS NULL")).isTrue();
    Answer again = service.postAsAdmin(address + "/cancel");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.json().get("code").asString()).isEqualTo("run-ended");
  }

  @Test
  void answersWhoWaitsForACancelledRun() throws Exception {
    Gate gate = Gate.in(database);
    file("1_slow", Gate.sql());
    var waiting =
        java.util.concurrent.CompletableFuture.supplyAsync(
            () -> service.postAsAdmin("/__admin/migrate"));
    gate.awaitRun();
    String address =
        service
            .getAsAdmin("/__admin/runs")
            .json()
            .get("result")
            .get("runs")
            .get(0)
            .get("address")
            .asString();

    assertThat(service.postAsAdmin(address + "/cancel").status()).isEqualTo(202);

    assertThat(waiting.get().status()).isEqualTo(409);
    assertThat(waiting.get().json().get("code").asString()).isEqualTo("cancelled");
  }

  @Test
  void cancelsARunThatWaitsForThatOfAnotherProcess() throws Exception {
    Gate gate = Gate.in(database);
    file("1_slow", Gate.sql());
    String first = service.postAsAdmin("/__admin/migrate?wait=false").header("Location");
    gate.awaitRun();
    try (var other = RunningService.over(database.url(), migrations)) {
      String second = other.postAsAdmin("/__admin/migrate?wait=false").header("Location");
      URI uri = other.uri(second + "/events?token=" + RunningService.TOKEN);
      try (EventStream stream = EventStream.open(uri)) {
        assertThat(stream.await("waiting-for-run").text()).contains("drydock migrate");
        assertThat(
                other
                    .getAsAdmin(second)
                    .json()
                    .get("result")
                    .get("now")
                    .get("waitingForRun")
                    .asString())
            .contains(first.substring(first.lastIndexOf('/') + 1));

        assertThat(other.postAsAdmin(second + "/cancel").status()).isEqualTo(202);

        JsonNode end = stream.await("ended").data();
        assertThat(end.get("state").asString()).isEqualTo("cancelled");
        assertThat(end.get("problem").get("left").asString()).isEqualTo("Nothing was executed.");
      }
    }
    gate.open();
    assertThat(awaitEnd(first).get("state").asString()).isEqualTo("succeeded");
  }

  @Test
  void keepsSecretsOutOfEventsAndRuns() {
    file("1_secret", "CREATE TABLE \"%s\" (x int);".formatted(RunningService.TOKEN));
    file("2_role", "COMMENT ON TABLE \"%s\" IS 'x'".formatted(RunningService.TOKEN));
    String address = service.postAsAdmin("/__admin/migrate?wait=false").header("Location");

    try (EventStream stream = events(address)) {
      List<EventStream.Event> all = stream.rest();
      assertThat(all).extracting(EventStream.Event::name).contains("step-started", "ended");
      assertThat(all.toString()).contains("[redacted]").doesNotContain(RunningService.TOKEN);
    }
    assertThat(service.getAsAdmin(address).response().body()).doesNotContain(RunningService.TOKEN);
    assertThat(service.getAsAdmin("/__admin/runs").response().body())
        .doesNotContain(RunningService.TOKEN);
  }

  @Test
  void answersAHeadAtOnceAndAStrangerNever() throws Exception {
    Gate gate = Gate.in(database);
    file("1_slow", Gate.sql());
    String address = service.postAsAdmin("/__admin/migrate?wait=false").header("Location");
    gate.awaitRun();

    Answer head = service.asAdmin("HEAD", address + "/events");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Type")).startsWith("text/event-stream");
    assertThat(service.get(address + "/events").status()).isEqualTo(401);
    assertThat(service.get(address).status()).isEqualTo(401);
    assertThat(service.get(address + "/events?token=wrong").status()).isEqualTo(401);

    gate.open();
    awaitEnd(address);
  }

  @Test
  void remembersRunsAcrossRestartsAsFarAsTheyAppliedSomething() {
    file("1_first", "CREATE TABLE first (x int);");
    String run = service.postAsAdmin("/__admin/migrate").json().get("result").get("run").asString();
    service.close();
    service = RunningService.over(database.url(), migrations);

    JsonNode listed = service.getAsAdmin("/__admin/runs").json().get("result");
    assertThat(listed.get("problem").isNull()).isTrue();
    assertThat(listed.get("runs").get(0).get("run").asString()).isEqualTo(run);
    String address = listed.get("runs").get(0).get("address").asString();
    JsonNode known = service.getAsAdmin(address).json().get("result");
    assertThat(known.get("state").asString()).isEqualTo("succeeded");
    assertThat(texts(known.get("committed"))).containsExactly("1_first");
    try (EventStream stream = events(address, "Last-Event-ID", "3")) {
      assertThat(stream.rest()).extracting(EventStream.Event::name).containsExactly("ended");
    }
    assertThat(service.postAsAdmin(address + "/cancel").json().get("code").asString())
        .isEqualTo("run-ended");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void doesNotCallARunSucceededThatEndedHalfWay(boolean withHistory) {
    String twice = "CREATE TABLE twice AS SELECT 1 AS x, y FROM generate_series(1, 2) y;";
    if (withHistory) {
      file("1_first", twice);
    } else {
      database.execute(twice);
    }
    file(
        "2_half",
        "CREATE INDEX CONCURRENTLY fits ON twice (y); CREATE UNIQUE INDEX CONCURRENTLY no ON twice (x);");
    String address = service.postAsAdmin("/__admin/migrate?wait=false").header("Location");
    assertThat(awaitEnd(address).get("state").asString()).isEqualTo("failed");
    service.close();
    service = RunningService.over(database.url(), migrations);

    JsonNode listed = service.getAsAdmin("/__admin/runs").json().get("result").get("runs").get(0);
    assertThat(listed.get("address").asString()).isEqualTo(address);
    assertThat(listed.get("state").asString()).isEqualTo("failed");
    JsonNode known = awaitEnd(address);
    assertThat(known.get("state").asString()).isEqualTo("failed");
    assertThat(texts(known.get("committed")))
        .isEqualTo(withHistory ? List.of("1_first") : List.of());
    assertThat(known.get("problem").get("code").asString()).isEqualTo("run-unfinished");
    assertThat(known.get("problem").get("left").asString())
        .contains("Of 2_half: statement 1 (as-written) is done");
    assertThat(known.get("problem").get("next").asString()).contains("Run migrate again");

    assertThat(database.<Long>value("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isZero();
    database.execute("DELETE FROM twice WHERE y = 2");
    assertThat(service.postAsAdmin("/__admin/migrate").status()).isEqualTo(200);
    for (JsonNode run : service.getAsAdmin("/__admin/runs").json().get("result").get("runs")) {
      assertThat(run.get("state").asString()).isEqualTo("succeeded");
    }
  }

  @Test
  void knowsThatTheRunOfAnotherProcessGoesOn() throws Exception {
    Gate gate = Gate.in(database);
    file("1_index", "CREATE INDEX CONCURRENTLY early ON gate (open);");
    file("2_slow", Gate.sql());
    try (var other = RunningService.over(database.url(), migrations)) {
      String address = other.postAsAdmin("/__admin/migrate?wait=false").header("Location");
      gate.awaitRun();

      JsonNode known = service.getAsAdmin(address).json().get("result");
      assertThat(known.get("state").asString()).isEqualTo("running");
      assertThat(known.get("endedAt").isNull()).isTrue();
      assertThat(known.get("problem").isNull()).isTrue();
      assertThat(texts(known.get("committed"))).containsExactly("1_index");
      for (Answer refused :
          List.of(
              service.getAsAdmin(address + "/events"), service.postAsAdmin(address + "/cancel"))) {
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().get("code").asString()).isEqualTo("run-elsewhere");
      }

      gate.open();
      EventStream.open(other.uri(address + "/events?token=" + RunningService.TOKEN)).await("ended");
    }
    assertThat(awaitEnd(address(0)).get("state").asString()).isEqualTo("succeeded");
  }

  @Test
  void listsTheRunOfAnotherProcessThatHasWrittenNothingYet() throws Exception {
    Gate gate = Gate.in(database);
    file("1_slow", Gate.sql());
    try (var other = RunningService.over(database.url(), migrations)) {
      String address = other.postAsAdmin("/__admin/migrate?wait=false").header("Location");
      gate.awaitRun();

      assertThat(address(0)).isEqualTo(address);
      assertThat(service.getAsAdmin(address).json().get("result").get("state").asString())
          .isEqualTo("running");
      gate.open();
    }
  }

  private String address(int place) {
    return service
        .getAsAdmin("/__admin/runs")
        .json()
        .get("result")
        .get("runs")
        .get(place)
        .get("address")
        .asString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT nonsense;                | failed  | statement-failed
          CREATE TABLE a (x int); COMMIT; | refused | file-refused
          """)
  void keepsTheProblemOfARunThatDidNotSucceed(String sql, String state, String code) {
    file("1_a", sql);
    String address = service.postAsAdmin("/__admin/migrate?wait=false").header("Location");

    JsonNode ended = awaitEnd(address);

    assertThat(ended.get("state").asString()).isEqualTo(state);
    assertThat(ended.get("problem").get("code").asString()).isEqualTo(code);
    assertThat(ended.get("report").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /__admin/runs/nonsense,        404, unknown-run,        ''",
    "GET,    /__admin/runs/nonsense/events, 404, unknown-run,        ''",
    "POST,   /__admin/runs/nonsense/cancel, 404, unknown-run,        ''",
    "POST,   /__admin/runs,                 405, method-not-allowed, GET",
    "DELETE, /__admin/runs/nonsense,        405, method-not-allowed, GET",
    "POST,   /__admin/runs/nonsense/events, 405, method-not-allowed, GET",
    "GET,    /__admin/runs/nonsense/cancel, 405, method-not-allowed, POST",
    "GET,    /__admin/runs/nonsense/other,  404, unknown-path,       ''",
  })
  void saysWhatIsNotPossible(String method, String path, int status, String code, String allow) {
    Answer answer = service.asAdmin(method, path);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json().get("code").asString()).isEqualTo(code);
    assertThat(answer.header("Allow")).isEqualTo(allow);
  }

  private EventStream events(String address, String... headers) {
    URI uri = service.uri(address + "/events?token=" + RunningService.TOKEN);
    return EventStream.open(uri, headers);
  }

  private JsonNode awaitEnd(String address) {
    try (EventStream stream = events(address)) {
      stream.await("ended");
    }
    return service.getAsAdmin(address).json().get("result");
  }
}
