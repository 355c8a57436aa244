package dev.drydock;

import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The product as processes of their own, started as its image starts it: {@code target/drydock.jar}
 * taken apart, with archives of the classes that one start loaded, which halve the CPU time of
 * every later one. Where the jar is missing or older than the classes, these are started instead.
 */
public final class ProductJar {

  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Path JAR = TARGET.resolve("drydock.jar");
  private static final Path TRAINING = Path.of("src/main/docker/training");
  private static final int LIMIT_SECONDS = 400;

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /** It is over before a second compiler would pay; nothing of the JVM's own is printed. */
  private static final List<String> FLAGS =
      List.of(
          "-Xlog:disable",
          "-Xlog:all=error:stderr",
          "-Xshare:auto",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC");

  private ProductJar() {}

  /** Where the jar lies, and what was recorded of a start of each kind. */
  private static final class Recorded {

    static final List<String> COMMAND = program("command");
    static final List<String> SERVICE = program("service");

    private static List<String> program(String kind) {
      return FOLDER.isEmpty()
          ? List.of("-cp", classPath(), DrydockApplication.class.getName())
          : List.of(
              "-XX:SharedArchiveFile=" + FOLDER.get(0).resolve(kind + ".jsa"),
              "-jar",
              FOLDER.get(0).resolve("drydock.jar").toString());
    }
  }

  private static final List<Path> FOLDER = folder();

  /**
   * The words that start a verb.
   *
   * @param flags of the virtual machine, further ones
   */
  public static List<String> command(List<String> flags, List<String> arguments) {
    return words(flags, Recorded.COMMAND, arguments);
  }

  /** The words that start the service. */
  public static List<String> service(List<String> flags) {
    return words(flags, Recorded.SERVICE, List.of());
  }

  private static List<String> words(
      List<String> flags, List<String> program, List<String> arguments) {
    return Stream.of(List.of(JAVA), FLAGS, flags, program, arguments)
        .flatMap(List::stream)
        .toList();
  }

  /** Without the tests' own classes. */
  private static String classPath() {
    return Pattern.compile(":")
        .splitAsStream(System.getProperty("java.class.path"))
        .filter(entry -> !entry.endsWith("test-classes"))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(":"));
  }

  private static List<Path> folder() {
    try {
      if (!Files.exists(JAR) || newest().compareTo(Files.getLastModifiedTime(JAR)) > 0) {
        return List.of();
      }
      Path folder =
          TARGET.resolve(
              "product-%s-%d"
                  .formatted(
                      System.getProperty("java.version"),
                      Files.getLastModifiedTime(JAR).toMillis()));
      Path ready = folder.resolve("ready");
      if (!Files.exists(ready)) {
        Files.createDirectory(folder);
        record(folder);
        Files.createFile(ready);
      }
      return List.of(folder);
    } catch (FileAlreadyExistsException halfMade) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileTime newest() throws IOException {
    try (Stream<Path> files = Files.walk(TARGET.resolve("classes"))) {
      FileTime newest = FileTime.fromMillis(0);
      for (Path file : files.filter(file -> file.toString().endsWith(".class")).toList()) {
        FileTime written = Files.getLastModifiedTime(file);
        newest = written.compareTo(newest) > 0 ? written : newest;
      }
      return newest;
    }
  }

  private static void record(Path folder) throws IOException {
    String taken = folder.resolve("drydock.jar").toString();
    run(
        folder,
        Map.of(),
        "-Djarmode=tools",
        "-jar",
        JAR.toString(),
        "extract",
        "--destination",
        folder.toString(),
        "--force");
    Path migrations = Files.createDirectory(folder.resolve("migrations"));
    Files.copy(TRAINING.resolve("tables.sql"), migrations.resolve("1-tables.sql"));
    Files.copy(TRAINING.resolve("changes.sql"), migrations.resolve("2-changes.sql"));
    try (TestDatabase database = TestServer.shared().newDatabase()) {
      Map<String, String> environment =
          Map.of(
              "DATABASE_URL", database.url(),
              "MIGRATIONS_DIR", migrations.toString(),
              "PORT", "0");
      run(folder, environment, recording(folder, "command"), "-jar", taken, "migrate");
      run(
          folder,
          environment,
          recording(folder, "service"),
          "-Dspring.context.exit=onRefresh",
          "-jar",
          taken,
          "serve");
    }
  }

  private static String recording(Path folder, String kind) {
    return "-XX:ArchiveClassesAtExit=" + folder.resolve(kind + ".jsa");
  }

  private static void run(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    var words = new ArrayList<>(List.of(JAVA));
    words.addAll(FLAGS);
    words.addAll(List.of(arguments));
    Path output = Files.createTempFile(folder, "recording", ".out");
    var builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(words + ": " + Files.readString(output));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
