package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hostile run: everything goes wrong, every library tells all it knows, and no secret is in
 * anything that is printed or answered.
 */
class SecretsIT {

  private static final String TOKEN = "t0ken/with+odd=signs&0123456789abcdef%41";
  private static final String PASSWORD = "pa55/w+rd %41@host:&?#";
  private static final String LITERAL = "l1teral-passw0rd-in-sql";
  private static final String ROW = "row-data-of-a-person@example.com";

  @TempDir Path folder;

  private final List<String> seen = new ArrayList<>();
  private TestDatabase database;
  private String role;

  @BeforeEach
  void prepare() throws Exception {
    Files.createDirectory(folder.resolve("migrations"));
    database = TestServer.shared().newDatabase();
    role = "secret_" + database.name();
    database.execute(
        "CREATE ROLE %s LOGIN SUPERUSER PASSWORD '%s'".formatted(role, PASSWORD),
        "CREATE TABLE people (email text)",
        "INSERT INTO people VALUES ('%s'), ('%s')".formatted(ROW, ROW));
  }

  @AfterEach
  void drop() {
    database.close();
    try (var other = TestServer.shared().newDatabase()) {
      other.execute("DROP ROLE " + role);
    }
  }

  @Test
  void printsAndAnswersNoSecretWhateverHappens() throws Exception {
    var environment = environment();
    environment.putAll(
        Map.of(
            "LOGGING_LEVEL_ROOT",
            "trace",
            "DEBUG",
            "true",
            "SERVER_ERROR_INCLUDE_MESSAGE",
            "always"));
    try (var service = ServiceProcess.start(folder, environment)) {
      provoke(service);
      service.terminate();
      service.exitCode();
      seen.add(service.out());
      seen.add(service.err());
    }
    assertNothingSecretIn(seen);
  }

  @Test
  void printsNoSecretWhereTheServiceCannotStart() {
    file("1_dup", "CREATE UNIQUE INDEX people_email ON people (email);");
    for (String url :
        List.of(
            url(),
            url().replace("127.0.0.1", "no-such-host.invalid"),
            url().replace("postgres://", "postgrez://"),
            url() + "?sslmode=nonsense",
            url().replace(encoded(PASSWORD), "wr0ng-password"))) {
      var environment = environment();
      environment.put("DATABASE_URL", url);
      environment.put("RUN_MIGRATIONS_ON_BOOT", "true");
      environment.put("DRYDOCK_DATABASE_RETRY", "0s");
      try (var service = ServiceProcess.start(folder, environment)) {
        assertThat(service.exitCode()).isBetween(1, 6);
        seen.add(service.out());
        seen.add(service.err());
        assertThat(service.err()).doesNotContain("wr0ng-password").isNotEmpty();
      }
    }
    assertNothingSecretIn(seen);
  }

  private void provoke(ServiceProcess service) throws Exception {
    service.await(Pattern.compile("Migrations skipped"));
    String query = "?token=" + encoded(TOKEN);
    file("1_role", "CREATE ROLE r_%s PASSWORD '%s';".formatted(database.name(), LITERAL));
    file("2_link", "SELECT 'postgres://u:%s@db.example.com/x', 1/0;".formatted(LITERAL));
    request(service, "GET", "/__admin/migrate/dry-run" + query);
    request(service, "POST", "/__admin/migrate" + query);
    Files.delete(folder.resolve("migrations/1_role.sql"));
    Files.delete(folder.resolve("migrations/2_link.sql"));
    file("3_dup", "CREATE UNIQUE INDEX people_email ON people (email);");
    request(service, "POST", "/__admin/migrate" + query);
    file("3_dup", "SELECT email::int FROM people; -- " + "x".repeat(100));
    request(service, "POST", "/__admin/migrate" + query);
    for (String path :
        List.of(
            "/__admin/health",
            "/__admin/history",
            "/__admin/migrate",
            "/__admin/nowhere",
            "/",
            "/%zz",
            "/a|b",
            "//__admin/history",
            "/__admin/history;x",
            "/actuator/health",
            "/actuator/env")) {
      request(service, "GET", path + query);
    }
    request(service, "POST", "/__admin/migrate" + query + "&" + encoded(TOKEN) + "=1");
    request(service, "POST", "/__admin/migrate" + query + "&plan=" + encoded(TOKEN));
    request(service, "TRACE", "/__admin/history" + query);
    request(service, "FOO", "/__admin/history" + query);
    request(service, "GET", "/__admin/history" + query + "&token=other");
    raw(service, "GET /__admin/history HTTP/1.1\nHost: x\nAuthorization: Bearer " + TOKEN);
    raw(service, "GET /__admin/nowhere HTTP/1.1\nHost: x\nX-Admin-Token: " + TOKEN);
    raw(service, "GET /__admin/nowhere?token=%s HTTP/9.9\nHost: x".formatted(TOKEN));
    raw(service, "G\u0001T /__admin/nowhere?token=%s HTTP/1.1\nHost: x".formatted(TOKEN));
    raw(
        service,
        "GET /x HTTP/1.1\nHost: x\nX-Admin-Token: %s\nBad Header %s".formatted(TOKEN, TOKEN));
    raw(service, "GET /x HTTP/1.1\nHost: x\nX-Admin-Token: " + TOKEN + "x".repeat(20_000));
  }

  private void request(ServiceProcess service, String method, String path) {
    raw(service, method + " " + path + " HTTP/1.1\nHost: localhost\nContent-Length: 0");
  }

  private void raw(ServiceProcess service, String head) {
    try {
      seen.add(RawHttp.send(service.port(), head).text());
    } catch (java.io.UncheckedIOException e) {
      seen.add(String.valueOf(e.getMessage())); // the server closed before it had read all
    }
  }

  private static void assertNothingSecretIn(List<String> texts) {
    assertThat(texts).hasSizeGreaterThan(5);
    for (String text : texts) {
      forms()
          .forEach(
              (form, secret) ->
                  assertThat(text.lines().filter(line -> line.contains(secret)))
                      .as(form)
                      .isEmpty());
    }
  }

  /** Every secret in every form that it could be told in. */
  private static Map<String, String> forms() {
    var forms = new LinkedHashMap<String, String>();
    Map.of("token", TOKEN, "password", PASSWORD)
        .forEach(
            (name, secret) -> {
              byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
              forms.put(name, secret);
              forms.put(name + " percent-encoded", encoded(secret));
              forms.put(name + " in lower case", encoded(secret).toLowerCase(Locale.ROOT));
              forms.put(name + " as a form", URLEncoder.encode(secret, StandardCharsets.UTF_8));
              forms.put(name + " in Base64", Base64.getEncoder().encodeToString(bytes));
              forms.put(name + " in JSON", secret.replace("/", "\\/"));
            });
    forms.put("the password of a statement", LITERAL);
    forms.put("row data", ROW);
    return forms;
  }

  private HashMap<String, String> environment() {
    return new HashMap<>(Map.of("DATABASE_URL", url(), "ADMIN_TOKEN", TOKEN));
  }

  private String url() {
    return "postgres://%s:%s@127.0.0.1:%d/%s"
        .formatted(role, encoded(PASSWORD), database.port(), database.name());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private void file(String id, String sql) {
    try {
      Files.writeString(folder.resolve("migrations").resolve(id + ".sql"), sql);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
