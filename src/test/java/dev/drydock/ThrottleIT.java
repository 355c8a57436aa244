package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.web.SettableClock;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Guessing is slowed down, and nobody else with it. */
class ThrottleIT {

  private final SettableClock clock = new SettableClock(Instant.parse("2025-11-01T12:00:00Z"));

  @Test
  void answersTooManyWrongTokensWith429UntilTheNamedTimeHasPassed() {
    try (var service = start(Map.of())) {
      useUp(service);

      var refused = service.get("/__admin/history?token=guess");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Retry-After")).isEqualTo("6");
      assertThat(refused.json().get("code").asString()).isEqualTo("too-many-attempts");

      clock.pass(Duration.ofSeconds(6));
      assertThat(service.get("/__admin/history?token=guess").status()).isEqualTo(401);
      assertThat(service.get("/__admin/history?token=guess").status()).isEqualTo(429);
    }
  }

  @Test
  void neverHoldsUpTheRightTokenNorTheProbesNorWhoSendsNone() {
    try (var service = start(Map.of())) {
      useUp(service);

      assertThat(service.getAsAdmin("/__admin/unknown").status()).isEqualTo(404);
      assertThat(service.get("/actuator/health/liveness").status()).isEqualTo(200);
      assertThat(service.get("/__admin/health").status()).isEqualTo(503);
      assertThat(service.get("/__admin/history").status()).isEqualTo(401);
    }
  }

  @Test
  void doesNotCountRequestsWithoutAToken() {
    try (var service = start(Map.of())) {
      for (int i = 0; i < 50; i++) {
        assertThat(service.get("/__admin/history").status()).isEqualTo(401);
      }
      assertThat(service.get("/__admin/history?token=guess").status()).isEqualTo(401);
    }
  }

  @Test
  void takesNoForwardedAddressForTheSocketsOwn() {
    try (var service = start(Map.of())) {
      for (int i = 0; i < 10; i++) {
        assertThat(forwardedFor(service, "192.0.2." + i)).isEqualTo(401);
      }
      assertThat(forwardedFor(service, "192.0.2.99")).isEqualTo(429);
    }
  }

  @Test
  void believesTheNearestProxyWhereASettingSaysSo() {
    try (var service = start(Map.of("DRYDOCK_TRUST_FORWARDED_HEADERS", "true"))) {
      for (int i = 0; i < 10; i++) {
        assertThat(forwardedFor(service, "198.51.100." + i + ", 192.0.2.1")).isEqualTo(401);
      }
      assertThat(forwardedFor(service, "203.0.113.9, 192.0.2.1")).isEqualTo(429);
      assertThat(forwardedFor(service, "192.0.2.1, 192.0.2.2")).isEqualTo(401);
      assertThat(forwardedFor(service, "192.0.2.1, not an address")).isEqualTo(401);
    }
  }

  private RunningService start(Map<String, String> more) {
    var environment = new java.util.HashMap<>(more);
    environment.put("DATABASE_URL", RunningService.NO_DATABASE);
    return RunningService.start(environment, clock);
  }

  private static void useUp(RunningService service) {
    for (int i = 0; i < 10; i++) {
      assertThat(service.get("/__admin/history?token=guess" + i).status()).isEqualTo(401);
    }
  }

  private static int forwardedFor(RunningService service, String addresses) {
    return service
        .send(
            HttpRequest.newBuilder(service.uri("/__admin/history"))
                .header("X-Forwarded-For", addresses)
                .header("X-Admin-Token", "guess"))
        .status();
  }
}
