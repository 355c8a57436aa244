package dev.drydock.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A primary and its hot standby, both real: a copy of the stopped primary that streams from it. */
public final class ServerPair implements AutoCloseable {

  private static final Path HOME = Path.of("target", "postgres").toAbsolutePath();

  private final Path folder;
  private final String password;
  private final Cluster first;
  private final Cluster second;
  private final Postmaster primary;
  private final Postmaster standby;

  private ServerPair(boolean synchronous) throws IOException {
    Folders.makeTraversable(HOME);
    Installation installation = Binaries.onClassPath().unpackUnder(HOME);
    folder = Files.createTempDirectory(HOME.toRealPath(), "pair-");
    Account account = Account.of(Folders.parent(folder), folder.resolve("first"));
    account.own(folder);
    first = new Cluster(installation, account, folder.resolve("first"));
    second = new Cluster(installation, account, folder.resolve("second"));
    var secret = new Password(folder.resolve("password"));
    secret.make(account);
    password = secret.read();
    first.create(secret.file(), List.of("--no-sync"));
    Postmaster once = first.start(0, Map.of("fsync", "off"));
    first.stop(StopMode.FAST);
    copy(account);
    primary =
        first.start(
            once.port(),
            Map.of(
                "fsync",
                "off",
                "synchronous_standby_names",
                synchronous ? "*" : "",
                "log_connections",
                "on"));
    standby = second.start(0, standbySettings());
  }

  private Map<String, String> standbySettings() {
    var settings = new TreeMap<String, String>();
    settings.put("fsync", "off");
    settings.put(
        "primary_conninfo",
        "host=127.0.0.1 port=%d user=%s password=%s application_name=replica"
            .formatted(primary.port(), Cluster.USER, password));
    return settings;
  }

  /** Starts both. */
  public static ServerPair start(boolean synchronous) {
    try {
      return new ServerPair(synchronous);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void copy(Account account) throws IOException {
    Command copied =
        Command.run(
            folder,
            account.wrap(
                List.of(
                    "cp",
                    "-a",
                    folder.resolve("first").toString(),
                    folder.resolve("second").toString())));
    if (!copied.succeeded()) {
      throw new IOException(copied.reason());
    }
    Path signal = Files.createFile(folder.resolve("second").resolve("standby.signal"));
    account.own(signal);
  }

  public int primaryPort() {
    return primary.port();
  }

  public int standbyPort() {
    return standby.port();
  }

  /** The primary first, then the standby. */
  public String url(int primaryPort) {
    return "postgres://%s:%s@127.0.0.1:%d,127.0.0.1:%d/postgres"
        .formatted(Cluster.USER, password, primaryPort, standby.port());
  }

  /** Runs a statement on the standby, which may be the primary by now. */
  public void onStandby(String sql) {
    on(standby.port(), sql);
  }

  public Connection connectToPrimary() throws SQLException {
    return address(primary.port()).connect("postgres");
  }

  private void on(int port, String sql) {
    try (var connection = address(port).connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The number that a query on the standby gives; -1 where it fails. */
  public long askStandby(String sql) {
    try (var connection = address(standby.port()).connect("postgres");
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException notYet) {
      return -1;
    }
  }

  private LoopbackServer address(int port) {
    return new LoopbackServer(port, Cluster.USER, password);
  }

  /** Nobody has a chance to say goodbye. */
  public void killPrimary() {
    ProcessHandle postmaster = ProcessHandle.of(primary.pid()).orElseThrow();
    List<ProcessHandle> children = postmaster.descendants().toList();
    postmaster.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    postmaster.onExit().join();
    children.forEach(child -> child.onExit().join());
  }

  /** Makes the standby the primary, and waits until it is. */
  public void promote() {
    onStandby("SELECT pg_promote(true, 60)");
  }

  @Override
  public void close() {
    try {
      second.stop(StopMode.IMMEDIATE);
      first.stop(StopMode.IMMEDIATE);
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
