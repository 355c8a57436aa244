package dev.drydock;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A command line run as a process of its own, as a deploy hook runs it: an environment of its own,
 * a folder of its own.
 */
final class CommandLineProcess {

  private static final int LIMIT_SECONDS = 400;

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> virtualMachine = new ArrayList<>();

  /** What came of it. */
  record Ended(int code, String out, String err) {

    String all() {
      return out + err;
    }
  }

  /**
   * Takes the working directory; migrations are in its folder {@code migrations}, which is made.
   */
  CommandLineProcess(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory.resolve("migrations"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  CommandLineProcess with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  CommandLineProcess flag(String flag) {
    virtualMachine.add(flag);
    return this;
  }

  /** Writes a migration. */
  CommandLineProcess file(String id, String sql) {
    try {
      Files.writeString(directory.resolve("migrations").resolve(id + ".sql"), sql);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Ended run(String... arguments) {
    return end(start(command(arguments)));
  }

  /** Runs it inside a terminal of its own, so that both outputs arrive as one. */
  Ended runOnTerminal(String... arguments) {
    var line = new StringBuilder();
    for (String word : command(arguments)) {
      line.append('\'').append(word).append("' ");
    }
    return end(start(List.of("script", "-qec", line.toString(), "/dev/null")));
  }

  /** Starts it and goes on; the caller ends it by {@link #end}. */
  Process start(String... arguments) {
    return start(command(arguments));
  }

  static Ended end(Process process) {
    CompletableFuture<String> out = read(process.getInputStream());
    CompletableFuture<String> err = read(process.getErrorStream());
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("was still running: " + err.get() + out.get());
      }
      return new Ended(process.exitValue(), out.get(), err.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Both at once, or a process that says much on one would wait for ever. */
  private static CompletableFuture<String> read(InputStream stream) {
    var text = new CompletableFuture<String>();
    var reader = new Thread(() -> text.complete(text(stream)), "output of a process");
    reader.setDaemon(true);
    reader.start();
    return text;
  }

  private List<String> command(String... arguments) {
    return ProductJar.command(virtualMachine, List.of(arguments));
  }

  private Process start(List<String> command) {
    try {
      var builder = new ProcessBuilder(command).directory(directory.toFile());
      builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(InputStream stream) {
    try {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException closedByTheTest) {
      return "";
    }
  }
}
