package dev.drydock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The service as a process of its own, in a folder of its own, with nothing else in its
 * environment.
 */
final class ServiceProcess implements AutoCloseable {

  private static final Pattern PORT = Pattern.compile("answers on port (\\d+)");
  private static final int PATIENCE_SECONDS = 400;

  private final Process process;
  private final Path out;
  private final Path err;
  private final HttpClient client = HttpClient.newHttpClient();

  private ServiceProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts it with these variables, on a port that the system chooses. */
  static ServiceProcess start(Path folder, Map<String, String> environment) {
    try {
      Path out = Files.createTempFile(folder, "stdout", ".txt");
      Path err = Files.createTempFile(folder, "stderr", ".txt");
      var builder =
          new ProcessBuilder(ProductJar.service(List.of("-Xmx256m")))
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().clear();
      builder.environment().put("PATH", System.getenv("PATH"));
      builder.environment().put("PORT", "0");
      builder.environment().putAll(environment);
      return new ServiceProcess(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it has told its port. */
  int port() {
    return Integer.parseInt(await(PORT));
  }

  /** Waits until a line of its standard output matches, and answers the first group, if any. */
  String await(Pattern pattern) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      boolean alive = process.isAlive();
      var matcher = pattern.matcher(out());
      if (matcher.find()) {
        return matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
      }
      if (!alive || System.nanoTime() > end) {
        throw new AssertionError("no " + pattern + " in:\n" + out() + err());
      }
      pause();
    }
  }

  /** Waits until an address without a token has this status. */
  void awaitStatus(String path, int wanted) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    int status = status(path);
    while (status != wanted) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new AssertionError(path + " answers " + status + ":\n" + out() + err());
      }
      pause();
      status = status(path);
    }
  }

  int status(String path) {
    return send("GET", path, "").statusCode();
  }

  /** Sends a request, with a token unless that is empty. */
  HttpResponse<String> send(String method, String path, String token) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .timeout(Duration.ofSeconds(200))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(out() + err(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Asks it to end, as a platform does, and does not wait. */
  void terminate() {
    process.destroy();
  }

  /** As a crash. */
  void kill() {
    process.destroyForcibly();
  }

  /** Waits for its end. */
  int exitCode() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("it still runs:\n" + out() + err());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  List<String> lines() {
    return out().lines().toList();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(200, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
