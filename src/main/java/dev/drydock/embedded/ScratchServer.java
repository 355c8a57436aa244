package dev.drydock.embedded;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A server for one use: quick, not crash-safe, gone with all its data at {@link #close} or when
 * this process ends, however it ends.
 *
 * <p>Threads may share the server; stopping and starting it is for one thread at a time.
 */
public final class ScratchServer implements AutoCloseable {

  private static final Map<String, String> QUICK =
      Map.of("fsync", "off", "full_page_writes", "off", "synchronous_commit", "off");

  private final Path folder;
  private final Cluster cluster;
  private final Map<String, String> settings;
  private final String password;
  private final Watchdog watchdog;
  private Postmaster running;

  private ScratchServer(
      Path folder,
      Cluster cluster,
      Map<String, String> settings,
      String password,
      Watchdog watchdog)
      throws IOException {
    this.folder = folder;
    this.cluster = cluster;
    this.settings = settings;
    this.password = password;
    this.watchdog = watchdog;
    this.running = cluster.start(0, settings);
  }

  /**
   * Starts a new server.
   *
   * @param parent folder for the unpacked programs, which stay there, and for the server's own
   *     folder, which does not
   * @param more server settings; they win over the quick ones
   * @throws DrydockException when it does not start; nothing of it stays
   */
  public static ScratchServer start(Path parent, Binaries binaries, Map<String, String> more) {
    try {
      Folders.makeTraversable(parent);
      var installation = binaries.unpackUnder(parent);
      Path folder = Files.createTempDirectory(parent.toRealPath(), "scratch-");
      try {
        return start(installation, folder, more);
      } catch (IOException | DrydockException e) {
        Folders.delete(folder);
        throw e;
      }
    } catch (IOException e) {
      throw new DrydockException(failure(parent, e), e);
    }
  }

  private static ScratchServer start(
      Installation installation, Path folder, Map<String, String> more) throws IOException {
    Path data = folder.resolve("data");
    var account = Account.of(Folders.parent(folder), data);
    account.own(folder);
    var cluster = new Cluster(installation, account, data);
    var settings = new TreeMap<>(QUICK);
    settings.putAll(more);
    var watchdog = Watchdog.over(folder, cluster.stopCommand(StopMode.IMMEDIATE));
    try {
      var password = new Password(folder.resolve("password"));
      password.make(account);
      cluster.create(password.file(), List.of("--no-sync"));
      return new ScratchServer(folder, cluster, settings, password.read(), watchdog);
    } catch (IOException e) {
      watchdog.close();
      throw e;
    }
  }

  /** Where it answers now; the port stays the same over {@link #stop} and {@link #start}. */
  public LoopbackServer address() {
    return new LoopbackServer(running.port(), Cluster.USER, password);
  }

  /** Process id of the server. */
  public long pid() {
    return running.pid();
  }

  /** Stops the server and keeps its data. */
  public void stop(StopMode mode) {
    try {
      cluster.stop(mode);
    } catch (IOException e) {
      throw new DrydockException(failure(folder, e), e);
    }
  }

  /** Starts the server again after a stop or a crash. */
  public void start() {
    try {
      running = cluster.start(running.port(), settings);
    } catch (IOException e) {
      throw new DrydockException(failure(folder, e), e);
    }
  }

  @Override
  public void close() {
    watchdog.close();
    try {
      cluster.stop(StopMode.IMMEDIATE);
      Folders.delete(folder);
    } catch (IOException e) {
      throw new DrydockException(failure(folder, e), e);
    }
  }

  private static Failure failure(Path place, IOException cause) {
    return new Failure(
        ErrorCode.DATABASE_UNREACHABLE,
        "The scratch PostgreSQL in %s did not do what it should: %s."
            .formatted(place, IoReason.of(cause)),
        "No other database was touched.",
        "Look at the reason given, free space or memory, and try again.");
  }
}
