package dev.drydock.pipeline;

import dev.drydock.ProductJar;
import dev.drydock.postgres.TcpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code drydock migrate --json} as a process of its own, which a test can kill. */
final class RunnerProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final long started = System.nanoTime();
  private final Process process;
  private final Path output;

  private RunnerProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts it; its working directory and output are the given folder's own. */
  static RunnerProcess start(Path folder, Path migrations, String url) {
    return start(folder, migrations, url, Map.of());
  }

  /** The same with more settings and arguments. */
  static RunnerProcess start(
      Path folder, Path migrations, String url, Map<String, String> settings, String... more) {
    try {
      Path output = Files.createTempFile(folder, "runner", ".out");
      var builder =
          new ProcessBuilder(
              ProductJar.command(
                  List.of(),
                  Stream.concat(Stream.of("migrate", "--json"), Stream.of(more)).toList()));
      builder.directory(folder.toFile());
      builder.environment().clear();
      builder.environment().put("PATH", System.getenv("PATH"));
      builder.environment().putAll(settings);
      builder.environment().put("DATABASE_URL", url);
      builder.environment().put("MIGRATIONS_DIR", migrations.toString());
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      return new RunnerProcess(builder.start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL: no shutdown hook, no goodbye to the server; waits until it is gone. */
  void kill9() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Waits for so many round trips on its wire, or for its end where it needs fewer this time. */
  void await(TcpProxy wire, long roundTrips) throws InterruptedException {
    while (!wire.awaitRoundTrips(roundTrips, Duration.ofMillis(200)) && runs()) {
      if (System.nanoTime() - started > PATIENCE.toNanos()) {
        throw new IllegalStateException("the runner hangs: " + output());
      }
    }
  }

  boolean runs() {
    return process.isAlive();
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("the runner does not end: " + output());
    }
    return process.exitValue();
  }

  /** All that it printed. */
  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
