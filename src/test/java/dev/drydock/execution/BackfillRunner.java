package dev.drydock.execution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A backfill in a process of its own, which a test can kill; like a run, it holds a lock. */
final class BackfillRunner implements AutoCloseable {

  private static final String LOCK = "SELECT pg_try_advisory_lock(4711)";

  private final Process process;
  private final Path output;

  private BackfillRunner(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** What the process does; its end is 0 only when all rows are done. */
  public static void main(String[] args) throws InterruptedException {
    try (var lab = BackfillLab.on(args[0])) {
      while (!Boolean.TRUE.equals(lab.session().jdbc().queryForObject(LOCK, Boolean.class))) {
        Thread.sleep(5);
      }
      System.out.println("begun");
      var outcome = lab.run(BackfillLab.backfill(args[1], args[2], Integer.parseInt(args[3])));
      System.out.println(outcome);
    } catch (RuntimeException failure) {
      System.out.println(failure);
      System.exit(1);
    }
  }

  static BackfillRunner start(Path folder, String... args) {
    try {
      Path output = Files.createTempFile(folder, "runner", ".out");
      var command =
          new java.util.ArrayList<>(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xshare:auto",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  BackfillRunner.class.getName()));
      command.addAll(List.of(args));
      var builder = new ProcessBuilder(command);
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      return new BackfillRunner(builder.start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it holds the lock, or has ended. */
  void awaitBegin() throws InterruptedException {
    while (process.isAlive() && !output().contains("begun")) {
      Thread.sleep(2);
    }
  }

  /** SIGKILL: no goodbye to the server. */
  void kill9() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  boolean finished() throws InterruptedException {
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      throw new IllegalStateException("the runner does not end: " + output());
    }
    return process.exitValue() == 0;
  }

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
