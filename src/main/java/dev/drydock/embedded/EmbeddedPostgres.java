package dev.drydock.embedded;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The PostgreSQL that Drydock uses where no {@code DATABASE_URL} is given: kept in a folder,
 * durable, on 127.0.0.1 behind a password, shared by the processes that use the folder.
 *
 * <p>Who comes first starts it, who comes later joins it, and who leaves last stops it. A process
 * that is killed leaves it running for the next one. Data is never deleted, whatever happens. The
 * folder holds {@code data} (with {@code server.log}), {@code password} (mode 0600), {@code lock},
 * and the unpacked programs. Threads may share an instance.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  /** The database that {@link #url} leads to; made at the first start. */
  public static final String DATABASE = "drydock";

  private static final int WAIT_SECONDS = 120;
  private static final long PAUSE_MILLIS = 50;

  /** What {@link #open} found and did. */
  public enum Beginning {
    /** There was no data: a new server was made. */
    CREATED,
    /** The kept data was brought up again. */
    STARTED,
    /** The server was running already. */
    JOINED
  }

  private final Path home;
  private final Cluster cluster;
  private final LoopbackServer address;
  private final Lease lease;
  private final Beginning beginning;
  private boolean closed;

  private EmbeddedPostgres(
      Path home, Cluster cluster, LoopbackServer address, Lease lease, Beginning beginning) {
    this.home = home;
    this.cluster = cluster;
    this.address = address;
    this.lease = lease;
    this.beginning = beginning;
  }

  /**
   * Starts the folder's server, or joins it when it runs; the folder is made when missing.
   *
   * @throws DrydockException when no server can run there: no binaries for this platform, no space,
   *     no permission, no account but root's, data of another major version
   */
  public static EmbeddedPostgres open(Path folder) {
    Path absolute = folder.toAbsolutePath();
    return open(absolute, absolute, Binaries.onClassPath());
  }

  /** The same with programs of a given version, unpacked somewhere else. */
  static EmbeddedPostgres open(Path folder, Path programs, Binaries binaries) {
    try {
      Folders.makeTraversable(folder);
      Path home = folder.toRealPath();
      try (var lock = FolderLock.take(home.resolve("lock"))) {
        return openLocked(home, binaries.unpackUnder(programs));
      }
    } catch (IOException e) {
      throw new DrydockException(notStarted(folder, IoReason.of(e)), e);
    } catch (SQLException e) {
      throw new DrydockException(notStarted(folder, String.valueOf(e.getMessage())), e);
    }
  }

  private static EmbeddedPostgres openLocked(Path home, Installation installation)
      throws IOException, SQLException {
    Path data = home.resolve("data");
    refuseAnotherMajor(data, installation);
    var account = Account.of(home, data);
    var cluster = new Cluster(installation, account, data);
    var password = new Password(home.resolve("password"));
    var beginning = begin(cluster, password, account);
    try {
      var server = cluster.running().orElseThrow(() -> new IOException("it ended at once"));
      var address = new LoopbackServer(server.port(), Cluster.USER, password.read());
      var lease = Lease.on(address, DATABASE);
      return new EmbeddedPostgres(home, cluster, address, lease, beginning);
    } catch (IOException | SQLException e) {
      if (beginning != Beginning.JOINED) {
        cluster.stop(StopMode.FAST);
      }
      throw e;
    }
  }

  private static Beginning begin(Cluster cluster, Password password, Account account)
      throws IOException {
    if (isRunning(cluster)) {
      return Beginning.JOINED;
    }
    boolean isNew = !cluster.exists();
    if (isNew) {
      cluster.deleteUnfinished();
      password.make(account);
      cluster.create(password.file(), List.of());
    }
    cluster.start(cluster.lastPort(), Map.of());
    return isNew ? Beginning.CREATED : Beginning.STARTED;
  }

  /** A server that is neither up nor down was left alone by a process that was killed meanwhile. */
  private static boolean isRunning(Cluster cluster) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    Optional<Postmaster> server = cluster.running();
    while (server.isPresent() && !server.get().ready()) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "process %d has neither started nor stopped within %d s"
                .formatted(server.get().pid(), WAIT_SECONDS));
      }
      Cluster.pause(PAUSE_MILLIS);
      server = cluster.running();
    }
    return server.isPresent();
  }

  private static void refuseAnotherMajor(Path data, Installation installation) throws IOException {
    Path version = data.resolve("PG_VERSION");
    if (!Files.exists(version)) {
      return;
    }
    String found = Files.readString(version).strip();
    if (!found.equals(Integer.toString(installation.major()))) {
      throw new DrydockException(anotherMajor(data, found, installation.major()));
    }
  }

  /** What {@link #open} found and did. */
  public Beginning beginning() {
    return beginning;
  }

  /** Where the server answers; the port stays the same from start to start while it is free. */
  public LoopbackServer address() {
    return address;
  }

  /** What {@code DATABASE_URL} would be, password included. */
  public String url() {
    return address.url(DATABASE);
  }

  /** Closes when the process ends in an orderly way, by a signal too. */
  public EmbeddedPostgres closeAtExit() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "embedded PostgreSQL"));
    return this;
  }

  /**
   * Gives the server up: it is stopped unless another process uses it. Again is harmless, and waits
   * for a close that is under way, so that a process cannot end in its midst.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (var lock = FolderLock.take(home.resolve("lock"))) {
      boolean unused = isUnused();
      lease.close();
      if (unused) {
        cluster.stop(StopMode.FAST);
      }
    } catch (IOException e) {
      throw new DrydockException(notStopped(home, IoReason.of(e)), e);
    }
  }

  /** Asked anew where our own lease broke, since another process may have started it again. */
  private boolean isUnused() throws IOException {
    try {
      return lease.isLast();
    } catch (SQLException broken) {
      return cluster.running().isEmpty() || isUnusedAfterCrash();
    }
  }

  private boolean isUnusedAfterCrash() throws IOException {
    int port = cluster.running().map(Postmaster::port).orElse(address.port());
    try (var again =
        Lease.on(new LoopbackServer(port, address.user(), address.password()), DATABASE)) {
      return again.isLast();
    } catch (SQLException unreachable) {
      return true;
    }
  }

  private static Failure anotherMajor(Path data, String found, int ours) {
    return new Failure(
        ErrorCode.CONFIGURATION,
        "%s holds data of PostgreSQL %s, and the embedded one is %d.".formatted(data, found, ours),
        "Nothing was started, and the data was not touched.",
        "Move %s away to begin anew, or run PostgreSQL %s on it and set DATABASE_URL."
            .formatted(data, found));
  }

  private static Failure notStarted(Path folder, String reason) {
    return new Failure(
        ErrorCode.CONFIGURATION,
        "The embedded PostgreSQL in %s did not start: %s.".formatted(folder, reason),
        "Data that was there before is still there.",
        "Remove the cause, or " + Binaries.ELSEWHERE);
  }

  private static Failure notStopped(Path folder, String reason) {
    return new Failure(
        ErrorCode.DATABASE_UNREACHABLE,
        "The embedded PostgreSQL in %s did not stop: %s.".formatted(folder, reason),
        "It may still be running; its data is safe.",
        "The next Drydock that uses this folder takes it over.");
  }
}
