package dev.drydock.postgres;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PgBouncer in front of a test database, configured as its package leaves it, with one server
 * connection only: so what one client leaves behind, the next one finds.
 */
public final class PgBouncer implements AutoCloseable {

  /** How long a client keeps its server connection. */
  public enum Mode {
    SESSION,
    TRANSACTION,
    STATEMENT
  }

  private static final int ROOT = 0;

  private final Path folder;
  private final int port;
  private final Process process;

  private PgBouncer(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /** The program, where it is installed. */
  public static Optional<Path> program() {
    return Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts one with a single server connection; the caller closes it. */
  public static PgBouncer start(TestDatabase database, Mode mode) {
    return start(database, mode, 1);
  }

  /** Starts one with so many server connections at most; the caller closes it. */
  public static PgBouncer start(TestDatabase database, Mode mode, int poolSize) {
    try {
      Path folder = Files.createTempDirectory("pgbouncer");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      int port = freePort();
      Files.writeString(
          folder.resolve("users.txt"),
          "\"%s\" \"%s\"\n".formatted(database.user(), database.password()));
      Files.writeString(
          folder.resolve("pgbouncer.ini"),
          """
          [databases]
          * = host=127.0.0.1 port=%d
          [pgbouncer]
          listen_addr = 127.0.0.1
          listen_port = %d
          unix_socket_dir =
          auth_type = scram-sha-256
          auth_file = %s
          pool_mode = %s
          default_pool_size = %d
          """
              .formatted(
                  database.port(),
                  port,
                  folder.resolve("users.txt"),
                  mode.name().toLowerCase(Locale.ROOT),
                  poolSize));
      var bouncer = new PgBouncer(folder, port, launch(folder));
      bouncer.awaitPort();
      return bouncer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  /** The same URL, led through this pooler. */
  public String through(String url) {
    return url.replaceFirst(":\\d+/", ":" + port + "/");
  }

  @Override
  public void close() {
    process.destroy();
    try (Stream<Path> files = Files.list(folder)) {
      process.waitFor(20, TimeUnit.SECONDS);
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Process launch(Path folder) throws IOException {
    var words = new ArrayList<String>();
    words.add(program().orElseThrow().toString());
    if (new UnixSystem().getUid() == ROOT) {
      words.addAll(List.of("-u", "nobody"));
    }
    words.add(folder.resolve("pgbouncer.ini").toString());
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitPort() throws IOException {
    while (!answers()) {
      if (!process.isAlive()) {
        throw new IllegalStateException(Files.readString(folder.resolve("log")));
      }
    }
  }

  private boolean answers() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }
}
