package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where no token can be right, the admin endpoints are closed and health is not. */
class ClosedServiceIT {

  @ParameterizedTest
  @CsvSource({
    "production, '', ADMIN_TOKEN is not set",
    "production, '   ', ADMIN_TOKEN is not set",
    "production, 0123456789abcdef0123456789abcde, ADMIN_TOKEN is shorter than 32 characters",
    "development, '', ADMIN_TOKEN is not set",
  })
  void closesTheAdminEndpointsAndSaysHowToMakeAToken(String env, String token, String reason) {
    try (var service = start(env, token)) {
      for (String path :
          new String[] {"/__admin/history", "/__admin/migrate/dry-run", "/__admin/x", "/"}) {
        for (String query : new String[] {"", "?token=", "?token=" + token.strip()}) {
          var answer = service.get(path + query);

          assertThat(answer.status()).isEqualTo(503);
          assertThat(answer.json().get("error").asString()).startsWith(reason);
          assertThat(answer.json().get("next").asString()).contains("openssl rand -hex 32");
        }
      }
      assertThat(service.postAsAdmin("/__admin/migrate").status()).isEqualTo(503);
    }
  }

  @Test
  void keepsHealthUp() {
    try (var service = start("production", "")) {
      assertThat(service.get("/actuator/health").status()).isEqualTo(200);
      assertThat(service.get("/__admin/health").json().get("status").asString()).isEqualTo("down");
      assertThat(service.get("/__admin/health?token=some").json().has("pending")).isFalse();
    }
  }

  @Test
  void takesAShortTokenOnADevelopersMachine() {
    try (var service = start("development", "dev")) {
      assertThat(service.get("/__admin/unknown?token=dev").status()).isEqualTo(404);
    }
  }

  @Test
  void demandsTheTokenForHealthWhereASettingSaysSo() {
    var environment =
        Map.of("DATABASE_URL", RunningService.NO_DATABASE, "DRYDOCK_HEALTH_NEEDS_TOKEN", "true");
    try (var service = RunningService.start(environment)) {
      assertThat(service.get("/__admin/health").status()).isEqualTo(401);
      assertThat(service.getAsAdmin("/__admin/health").status()).isEqualTo(503);
      assertThat(service.get("/actuator/health/liveness").status()).isEqualTo(200);
    }
  }

  private static RunningService start(String env, String token) {
    return RunningService.start(
        Map.of("DATABASE_URL", RunningService.NO_DATABASE, "APP_ENV", env, "ADMIN_TOKEN", token));
  }
}
