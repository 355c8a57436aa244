package dev.drydock;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service in this process, on a free port, with a client for it. */
final class RunningService implements AutoCloseable {

  /** The token of every service that is started with {@link #settings}. */
  static final String TOKEN = "test-token-0123456789abcdef0123456789abcdef";

  /** Nothing answers there. */
  static final String NO_DATABASE = "postgres://app:s3cret-pa55word@127.0.0.1:1/app";

  private static final JsonMapper JSON = new JsonMapper();

  private final DrydockService service;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  private RunningService(DrydockService service) {
    this.service = service;
  }

  /** An answer: its body is JSON, or nothing. */
  record Answer(int status, HttpResponse<String> response) {

    JsonNode json() {
      return JSON.readTree(response.body());
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  static RunningService over(String databaseUrl, Path migrations) {
    return start(Map.of("DATABASE_URL", databaseUrl, "MIGRATIONS_DIR", migrations.toString()));
  }

  static RunningService start(Map<String, String> environment) {
    return start(environment, Clock.systemUTC());
  }

  /**
   * Starts with these variables on top of a token and a free port; an empty value takes one out.
   */
  static RunningService start(Map<String, String> environment, Clock clock) {
    var all = new HashMap<>(Map.of("ADMIN_TOKEN", TOKEN, "PORT", "0", "APP_ENV", "test"));
    all.putAll(environment);
    all.values().removeIf(String::isEmpty);
    var settings = Settings.read(all, new Properties(), Path.of("target"));
    var console =
        new Announcements.Console(
            new PrintStream(PrintStream.nullOutputStream()), Optional.empty());
    return new RunningService(
        DrydockService.start(Backend.ofService(settings, clock), clock, console));
  }

  int port() {
    return service.port();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  Answer get(String path) {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  Answer getAsAdmin(String path) {
    return asAdmin("GET", path);
  }

  Answer postAsAdmin(String path) {
    return asAdmin("POST", path);
  }

  Answer asAdmin(String method, String path) {
    return send(
        HttpRequest.newBuilder(uri(path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Authorization", "Bearer " + TOKEN));
  }

  Answer send(HttpRequest.Builder request) {
    try {
      var response =
          client.send(
              request.timeout(Duration.ofSeconds(200)).build(),
              HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    service.close();
  }
}
