package dev.drydock.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A folder for one test's embedded server; the programs are unpacked once for all tests. */
final class ServerFolder implements AutoCloseable {

  static final Path PROGRAMS = Path.of("target", "postgres").toAbsolutePath();

  private final Path path;

  private ServerFolder(Path path) {
    this.path = path;
  }

  static ServerFolder empty() throws IOException {
    Folders.makeTraversable(PROGRAMS);
    Path path = Files.createTempDirectory(PROGRAMS, "embedded-");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new ServerFolder(path);
  }

  Path path() {
    return path;
  }

  Path data() {
    return path.resolve("data");
  }

  EmbeddedPostgres open() {
    return EmbeddedPostgres.open(path, PROGRAMS, Binaries.onClassPath());
  }

  EmbeddedProcess openElsewhere(String... before) throws IOException {
    return EmbeddedProcess.start(path, PROGRAMS, before);
  }

  /** Puts a stopped server into it, as a first start leaves it; quicker than a first start. */
  ServerFolder seeded() throws IOException {
    var copy = Command.run(path, List.of("cp", "-a", Seed.FOLDER.path + "/.", path.toString()));
    if (!copy.succeeded()) {
      throw new IOException(copy.reason());
    }
    return this;
  }

  /** The server that runs in it. */
  Postmaster server() throws IOException {
    return Postmaster.of(data()).orElseThrow(() -> new IOException("no server runs in " + path));
  }

  /** Whether it was stopped in an orderly way. */
  boolean isStopped() throws IOException {
    return Postmaster.of(data()).isEmpty() && !Files.exists(data().resolve("postmaster.pid"));
  }

  @Override
  public void close() throws IOException {
    var left = Postmaster.of(data());
    if (left.isPresent()) {
      Kills.kill9(left.get().pid());
    }
    Folders.delete(path);
  }

  /** Made by the first test that asks, deleted with the JVM. */
  private static final class Seed {

    private static final ServerFolder FOLDER = make();

    private static ServerFolder make() {
      try {
        ServerFolder folder = empty();
        folder.open().close();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "delete seed"));
        return folder;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void delete(ServerFolder folder) {
      try {
        folder.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
