package dev.drydock.postgres;

import dev.drydock.embedded.Binaries;
import dev.drydock.embedded.LoopbackServer;
import dev.drydock.embedded.ScratchServer;
import dev.drydock.embedded.StopMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL for tests: one shared by all tests of a JVM, and private ones for tests that
 * stop or kill theirs.
 *
 * <p>The major version is that of the system property {@code drydock.test.postgres}, else 18.
 * Threads may share it. Its time zone is awkward on purpose.
 */
public final class TestServer implements AutoCloseable {

  /** Where programs and data go; inside {@code target}, so that `mvn clean` removes them. */
  private static final Path HOME = Path.of("target", "postgres").toAbsolutePath();

  private static final int CLASS_PATH_MAJOR = 18;
  private static final int MAJOR = Integer.getInteger("drydock.test.postgres", CLASS_PATH_MAJOR);

  private static final Map<String, String> SETTINGS =
      Map.of(
          "autovacuum", "off", // it would run what a test puts into an index, at its own time
          "max_connections", "300",
          "shared_buffers", "64MB",
          "synchronous_commit", "on", // or else a killed server forgets what was committed
          "timezone", "Asia/Kathmandu",
          "log_timezone", "Asia/Kathmandu",
          "wal_level", "logical",
          "wal_sender_timeout", "10min", // a slow machine's subscriber is no dead one
          "max_prepared_transactions", "20");

  private final ScratchServer server;
  private final int major;
  private final AtomicInteger databases = new AtomicInteger();
  private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();

  private TestServer(ScratchServer server, int major) {
    this.server = server;
    this.major = major;
  }

  /** The server that all tests of this JVM share; nobody stops it. */
  public static TestServer shared() {
    return Shared.SERVER;
  }

  /** A server of the tested major version for one test alone; the caller closes it. */
  public static TestServer start() {
    return start(MAJOR);
  }

  /** A server of the given major version for one test alone; the caller closes it. */
  public static TestServer start(int major) {
    return start(major, Map.of());
  }

  /** The same with more server settings, which win over the fixture's. */
  public static TestServer start(int major, Map<String, String> more) {
    var settings = new TreeMap<>(SETTINGS);
    settings.putAll(more);
    return new TestServer(ScratchServer.start(HOME, binaries(major), settings), major);
  }

  /** The major version that this build tests. */
  public static int testedMajor() {
    return MAJOR;
  }

  public int major() {
    return major;
  }

  public int port() {
    return server.address().port();
  }

  /** A fresh database, used by the superuser; closing it drops it. */
  public TestDatabase newDatabase() {
    String name = nextName();
    execute("CREATE DATABASE " + name + copied());
    return TestDatabase.ofSuperuser(this, name);
  }

  /** A fresh database, used by an ordinary role that owns it; closing drops both. */
  public TestDatabase newDatabaseWithOwner() {
    String name = nextName();
    String owner = name + "_owner";
    execute(
        "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(owner, TestDatabase.OWNER_PASSWORD),
        "CREATE DATABASE %s OWNER %s%s".formatted(name, owner, copied()));
    return TestDatabase.ofOwner(this, name, owner);
  }

  /** Three times as fast as through the log; before 15 the only way. */
  private String copied() {
    return major >= 15 ? " STRATEGY file_copy" : "";
  }

  /** Runs each statement by itself as superuser in the database {@code postgres}. */
  public void execute(String... statements) {
    try {
      Connection connection = administering();
      try (var statement = connection.createStatement()) {
        for (String sql : statements) {
          statement.execute(sql);
        }
      } finally {
        idle.add(connection);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One that is still good, else a new one. */
  private Connection administering() throws SQLException {
    for (Connection known = idle.poll(); known != null; known = idle.poll()) {
      if (known.isValid(0)) {
        return known;
      }
    }
    return server.address().connect("postgres");
  }

  /** As a crash: nothing is written any more; the data stays. */
  public void stopImmediately() {
    server.stop(StopMode.IMMEDIATE);
  }

  public void stopFast() {
    server.stop(StopMode.FAST);
  }

  /** Starts it again, on the same port. */
  public void startAgain() {
    server.start();
  }

  /** Kills the server process with SIGKILL and waits until its children are gone too. */
  public void kill9() {
    ProcessHandle postmaster =
        ProcessHandle.of(server.pid())
            .orElseThrow(() -> new IllegalStateException("the server does not run"));
    var children = postmaster.descendants().toList();
    postmaster.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    awaitEnd(postmaster);
    children.forEach(TestServer::awaitEnd);
  }

  @Override
  public void close() {
    server.close();
  }

  LoopbackServer address() {
    return server.address();
  }

  private String nextName() {
    return "t" + databases.incrementAndGet();
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(200, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(process + " did not end", e);
    }
  }

  private static Binaries binaries(int major) {
    if (major == CLASS_PATH_MAJOR) {
      return Binaries.onClassPath();
    }
    Path jar = Path.of("target", "pg-binaries", major + ".jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException(
          "%s is missing: mvn process-test-resources -Pmatrix fetches it".formatted(jar));
    }
    return Binaries.inJar(jar);
  }

  /** Started by the first test that asks. */
  private static final class Shared {

    private static final TestServer SERVER = start(MAJOR, Map.of("synchronous_commit", "off"));

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close, "stop test server"));
    }
  }
}
