package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.web.SettableClock;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in: paths, methods and tokens, at a real server. */
class AdminAccessIT {

  private static final String TOKEN = RunningService.TOKEN;

  private static SettableClock clock;
  private static RunningService service;

  @BeforeAll
  static void start() {
    clock = new SettableClock(Instant.parse("2025-11-01T12:00:00Z"));
    service = RunningService.start(Map.of("DATABASE_URL", RunningService.NO_DATABASE), clock);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /** No spelling of a path passes without the token: not to an endpoint, not to what is open. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /",
        "GET /favicon.ico",
        "GET /index.html",
        "GET /error",
        "GET /__admin",
        "GET /__admin/",
        "GET /__admin/unknown",
        "GET /__admin/migrate/dry-run",
        "GET /__admin/history",
        "GET /__admin/migrate",
        "POST /__admin/migrate",
        "POST //__admin/migrate",
        "POST /__admin//migrate",
        "POST /__admin/migrate/",
        "POST /__admin/migrate;x",
        "POST /__admin;x=/migrate",
        "POST /;/__admin/migrate",
        "POST /__admin/./migrate",
        "POST /__admin/health/../migrate",
        "POST /__admin/health/..;/migrate",
        "POST /__admin/health;/../migrate",
        "POST /__admin/%2e%2e/__admin/migrate",
        "POST /__admin/health/%2e%2e/migrate",
        "POST /__admin/health/%2E%2E/migrate",
        "POST /__admin/health%2f..%2fmigrate",
        "POST /__admin%2fmigrate",
        "POST /__admin%252fmigrate",
        "POST /__admin/%6digrate",
        "POST /%5f%5fadmin/migrate",
        "POST /__admin\\migrate",
        "POST /__admin%5cmigrate",
        "POST /__ADMIN/migrate",
        "POST /__admin/MIGRATE",
        "POST /__admin/migrate%00",
        "POST /__admin/migrate%0a",
        "POST /__admin/migrate%20",
        "POST /__admin/migrate.json",
        "POST /__admin/migrate%3Ftoken=",
        "POST /__admin/migrate#x",
        "POST /__admin/migrate?/__admin/health",
        "POST /__admin/migrate?token",
        "POST /actuator/health/../../__admin/migrate",
        "POST http://127.0.0.1/__admin/migrate",
        "POST http://127.0.0.1//__admin/migrate",
        "POST /\u00ff__admin/migrate",
        "GET //__admin/health",
        "GET /__admin/health/",
        "GET /__admin/health;x",
        "GET /__admin/health/x",
        "GET /__admin/%68ealth",
        "GET /__admin/HEALTH",
        "GET /__admin/./health",
        "GET /__admin/x/../health",
        "GET /__admin/health%20",
        "GET /__admin/health.json",
        "GET /actuator",
        "GET /actuator/",
        "GET /actuator/env",
        "GET /actuator/heapdump",
        "GET /actuator/health/",
        "GET /actuator/health/livenessState",
        "GET /actuator/health/liveness/livenessState",
        "GET /actuator/health/readiness;x",
        "GET /actuator/health/db",
        "GET /actuator/info",
        "POST /__admin/health",
        "PUT /__admin/health",
        "DELETE /__admin/health",
        "PATCH /__admin/health",
        "OPTIONS /__admin/health",
        "TRACE /__admin/health",
        "get /__admin/health",
        "FOO /__admin/health",
        "POST /actuator/health",
        "OPTIONS /__admin/migrate",
        "TRACE /__admin/migrate",
        "CONNECT /__admin/migrate",
      })
  void letsNothingElsePassWithoutTheToken(String request) {
    var reply = RawHttp.send(service.port(), request + " HTTP/1.1\nHost: localhost");

    assertThat(reply.status()).as(reply.text()).isIn(400, 401, 405, 501);
    assertThat(reply.text()).contains("no-store", "\"success\":false").doesNotContain("Tomcat");
    assertThat(reply.text()).doesNotContain("dryRun", "executed\"", "\"status\":\"UP\"");
  }

  @Test
  void saysNothingToAStrangersHead() {
    var reply =
        RawHttp.send(service.port(), "HEAD /__admin/migrate/dry-run HTTP/1.1\nHost: localhost");

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.text()).endsWith("\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness"})
  void answersTheProbesOfPlatformsToAnybodyWithoutDetails(String path) {
    assertThat(service.get(path).status()).isEqualTo(200);
    assertThat(service.get(path).json().get("status").asString()).isEqualTo("UP");
    assertThat(service.get(path).json().has("components")).isFalse();
    assertThat(RawHttp.send(service.port(), "HEAD " + path + " HTTP/1.1\nHost: x").status())
        .isEqualTo(200);
  }

  @Test
  void showsComponentsOfTheActuatorToWhoHasTheToken() {
    assertThat(service.getAsAdmin("/actuator/health").json().get("components").propertyNames())
        .containsExactlyInAnyOrder("livenessState", "readinessState");
  }

  /** Every way to give the right token is answered, whatever else is wrong with the request. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Authorization: Bearer TOKEN       |
          authorization: bearer TOKEN       |
          Authorization: Bearer    TOKEN    |
          X-Admin-Token: TOKEN              |
          x-admin-token:   TOKEN            |
          A: b                              | ?token=TOKEN
          A: b                              | ?%74oken=TOKEN
          A: b                              | ?token=ENCODED
          A: b                              | ?token=&token=TOKEN
          X-Admin-Token:                    | ?token=TOKEN
          Authorization: Bearer             | ?token=TOKEN
          Authorization: Basic YTpi         | ?token=TOKEN
          X-Admin-Token: TOKEN              | ?token=TOKEN
          """)
  void takesTheRightToken(String header, String query) {
    assertThat(reply("GET", header, query).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Authorization: Bearer WRONG       |
          Authorization: TOKEN              |
          Authorization: Basic BASIC        |
          Authorization: BearerTOKEN        |
          Authorization: Token TOKEN        |
          Authorization: Bearer TOKEN,TOKEN |
          X-Admin-Token: WRONG              |
          X-Admin-Token: Bearer TOKEN       |
          X-Admin-Token: TOKENx             |
          X-Admin-Token: "TOKEN"            |
          Admin-Token: TOKEN                |
          Cookie: token=TOKEN               |
          A: b                              | ?token=
          A: b                              | ?token=%20
          A: b                              | ?Token=TOKEN
          A: b                              | ?token=TOKEN%00
          A: b                              | ?token=TOKE
          A: b                              | ?x=token=TOKEN
          A: b                              | ;token=TOKEN
          X-Admin-Token: TOKEN              | ?token=WRONG
          X-Admin-Token: WRONG              | ?token=TOKEN
          Authorization: Bearer WRONG       | ?token=TOKEN
          A: b                              | ?token=TOKEN&token=WRONG
          """)
  void refusesAnythingElse(String header, String query) {
    clock.pass(Duration.ofMinutes(1));

    var reply = reply("GET", header, query);

    assertThat(reply.status()).as(reply.text()).isEqualTo(401);
    assertThat(reply.text()).contains("\"error\":\"Invalid admin token\"").doesNotContain(TOKEN);
  }

  @Test
  void neverTakesATokenFromABody() {
    for (String type : new String[] {"application/x-www-form-urlencoded", "application/json"}) {
      var answer =
          service.send(
              HttpRequest.newBuilder(service.uri("/__admin/migrate"))
                  .header("Content-Type", type)
                  .POST(HttpRequest.BodyPublishers.ofString("token=" + TOKEN)));

      assertThat(answer.status()).isEqualTo(401);
    }
  }

  @Test
  void tellsAWrongTokenFirstWhateverElseIsWrong() {
    assertThat(service.get("/__admin/unknown").status()).isEqualTo(401);
    assertThat(service.getAsAdmin("/__admin/unknown").status()).isEqualTo(404);
    assertThat(service.get("/__admin/migrate").status()).isEqualTo(401);
    assertThat(service.getAsAdmin("/__admin/migrate").status()).isEqualTo(405);
    assertThat(service.get("/__admin/history?wait=1").status()).isEqualTo(401);
    assertThat(service.getAsAdmin("/__admin/history?wait=1").status()).isEqualTo(400);
  }

  @Test
  void refusesAWrongTokenOnOpenPathsTooSoThatAMonitorIsTold() {
    assertThat(service.get("/__admin/health?token=old").status()).isEqualTo(401);
    assertThat(service.get("/actuator/health/liveness?token=old").status()).isEqualTo(401);
    assertThat(service.get("/actuator/health/liveness?token=").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//__admin/history",
        "/__admin/history;x",
        "/__admin/%68istory",
        "/__admin/./history",
        "/__admin/x/../history",
        "/__admin/history/",
        "/__ADMIN/history",
      })
  void answersToOneSpellingOnlyWithTheTokenToo(String path) {
    var reply =
        RawHttp.send(
            service.port(),
            "GET %s HTTP/1.1\nHost: localhost\nX-Admin-Token: %s".formatted(path, TOKEN));

    assertThat(reply.status()).as(reply.text()).isEqualTo(404);
  }

  @Test
  void showsThePostToWhoGetsTheMigrations() {
    var answer = service.getAsAdmin("/__admin/migrate?token=" + TOKEN);

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo("POST");
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().get("curl").asString())
        .isEqualTo(
            "curl -X POST -H 'Authorization: Bearer YOUR_ADMIN_TOKEN' 'http://127.0.0.1:%d/__admin/migrate'"
                .formatted(service.port()));
    assertThat(answer.response().body()).doesNotContain(TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x';rm -rf ~;'", "$(id)", "a b", "`id`", "x\"y", "\u00e4"})
  void pastesNoHostThatAShellCouldMisread(String host) {
    var reply =
        RawHttp.send(
            service.port(),
            "GET /__admin/migrate HTTP/1.1\nHost: %s\nX-Admin-Token: %s".formatted(host, TOKEN));

    assertThat(reply.status()).isIn(400, 405);
    assertThat(reply.text()).doesNotContain(host);
  }

  @Test
  void sendsTheProtectiveHeadersWithEveryAnswer() {
    for (String path :
        new String[] {"/", "/__admin/health", "/__admin/history", "/actuator/health/liveness"}) {
      for (var answer : new RunningService.Answer[] {service.get(path), service.getAsAdmin(path)}) {
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      }
    }
  }

  @Test
  void answersInJsonWhateverTheClientAccepts() {
    for (String accept : new String[] {"text/html", "image/png", "application/xml", "nonsense"}) {
      var answer =
          service.send(
              HttpRequest.newBuilder(service.uri("/__admin/health")).header("Accept", accept));

      assertThat(answer.header("Content-Type")).startsWith("application/json");
      assertThat(answer.status()).isEqualTo(503);
    }
  }

  @Test
  void echoesNothingOfAMalformedRequest() {
    for (String path :
        new String[] {"/a|b?token=" + TOKEN, "/%zz?token=" + TOKEN, "/a\u0001?token=" + TOKEN}) {
      var reply = RawHttp.send(service.port(), "GET " + path + " HTTP/1.1\nHost: localhost");

      assertThat(reply.isAnAnswer()).isFalse();
      assertThat(reply.text()).doesNotContain(TOKEN).doesNotContain("Tomcat").doesNotContain("at ");
    }
  }

  private static RawHttp.Reply reply(String method, String header, @Nullable String query) {
    String head =
        "%s /__admin/unknown%s HTTP/1.1\nHost: localhost\n%s"
            .formatted(method, query == null ? "" : query, header);
    String basic =
        Base64.getEncoder().encodeToString(("a:" + TOKEN).getBytes(StandardCharsets.UTF_8));
    return RawHttp.send(
        service.port(),
        head.replace("BASIC", basic)
            .replace("TOKEN", TOKEN)
            .replace("ENCODED", TOKEN.replace("-", "%2D").replace("e", "%65"))
            .replace("WRONG", "wrong-token-0123456789abcdef0123456"));
  }
}
