package dev.drydock.embedded;

import dev.drydock.migration.DrydockException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    return start(List.of(before), folder.toString(), programs.toString());
  }

  /** One that has a scratch server instead. */
  static EmbeddedProcess startScratch(Path programs) throws IOException {
    return start(List.of(), programs.toString());
  }

  private static EmbeddedProcess start(List<String> before, String... folders) throws IOException {
    var words = new ArrayList<>(before);
    words.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            EmbeddedProcess.class.getName()));
    words.addAll(List.of(folders));
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
      if (!process.waitFor(300, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the second process does not end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Prints how it began and the URL or process id, then waits for the end of its input. */
  public static void main(String[] folders) throws IOException {
    try {
      if (folders.length == 1) {
        holdScratch(Path.of(folders[0]));
      } else {
        holdEmbedded(Path.of(folders[0]), Path.of(folders[1]));
      }
    } catch (DrydockException e) {
      System.out.println(e.failure().code() + " " + e.getMessage());
    }
  }

  private static void holdEmbedded(Path folder, Path programs) throws IOException {
    try (var postgres =
        EmbeddedPostgres.open(folder, programs, Binaries.onClassPath()).closeAtExit()) {
      System.out.println(postgres.beginning() + " " + postgres.url());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static void holdScratch(Path programs) throws IOException {
    try (var server = ScratchServer.start(programs, Binaries.onClassPath(), Map.of())) {
      System.out.println(server.pid());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
