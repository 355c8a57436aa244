package dev.drydock.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A second JVM that uses a folder's server until it is told to stop or is killed. */
final class EmbeddedProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;

  private EmbeddedProcess(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static EmbeddedProcess start(Path folder, Path programs, String... before) throws IOException {
    var words = new ArrayList<>(List.of(before));
    words.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            EmbeddedProcess.class.getName(),
            folder.toString(),
            programs.toString()));
    return new EmbeddedProcess(
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** The next line it prints. */
  String line() throws IOException {
    return String.valueOf(output.readLine());
  }

  /** Tells it to close the server in an orderly way, and waits for its end. */
  void leave() throws IOException {
    process.getOutputStream().close();
    await();
  }

  /** SIGTERM, as a platform stops a service. */
  void terminate() {
    process.destroy();
    await();
  }

  void kill9() {
    process.destroyForcibly();
    await();
  }

  @Override
  public void close() {
    kill9();
  }

  private void await() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the second process does not end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Prints how it began and the URL, then waits for the end of its input. */
  public static void main(String[] folders) throws IOException {
    try (var postgres =
        EmbeddedPostgres.open(Path.of(folders[0]), Path.of(folders[1]), Binaries.onClassPath())
            .closeAtExit()) {
      System.out.println(postgres.beginning() + " " + postgres.url());
      while (System.in.read() >= 0) {
        continue;
      }
    } catch (dev.drydock.migration.DrydockException e) {
      System.out.println(e.failure().code() + " " + e.getMessage());
    }
  }
}
