package dev.drydock.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * One program run to its end.
 *
 * @param exitCode its exit code
 * @param output its standard output and error, mixed
 */
record Command(int exitCode, String output) {

  private static final Pattern ERROR = Pattern.compile("FATAL:|PANIC:|ERROR:|error:");
  private static final int TOLD_LINES = 3;
  private static final int LONGEST_SECONDS = 180;

  /**
   * Runs the program without any {@code PG…} variable of ours, in the C locale.
   *
   * <p>What it prints goes through a file, since a server that it starts keeps a pipe open.
   */
  static Command run(Path folder, List<String> words) throws IOException {
    Path output = Files.createTempFile("drydock-", ".out");
    try {
      var process =
          builder(folder, words).redirectErrorStream(true).redirectOutput(output.toFile()).start();
      process.getOutputStream().close();
      int exitCode = await(process, words);
      return new Command(exitCode, Files.readString(output, StandardCharsets.UTF_8).strip());
    } finally {
      Files.deleteIfExists(output);
    }
  }

  static ProcessBuilder builder(Path folder, List<String> words) {
    var builder = new ProcessBuilder(words).directory(folder.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
    environment.put("LC_ALL", "C");
    return builder;
  }

  /** Where the program is on the PATH. */
  static Optional<Path> onPath(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    return Pattern.compile(File.pathSeparator)
        .splitAsStream(path)
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  boolean succeeded() {
    return exitCode == 0;
  }

  /** Why it failed, in one line: what it calls an error, else its last lines. */
  String reason() {
    return reason(output.lines().toList());
  }

  /** The lines of an output or a log that say why, as one. */
  static String reason(List<String> lines) {
    var errors = lines.stream().filter(line -> ERROR.matcher(line).find()).toList();
    var telling = errors.isEmpty() ? lines : errors;
    return String.join(
        " / ", telling.subList(Math.max(0, telling.size() - TOLD_LINES), telling.size()));
  }

  private static int await(Process process, List<String> words) throws IOException {
    try {
      if (process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue();
      }
      process.destroyForcibly();
      throw new IOException(
          "%s did not end within %d s".formatted(String.join(" ", words), LONGEST_SECONDS));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while %s ran".formatted(words.get(0)), e);
    }
  }
}
