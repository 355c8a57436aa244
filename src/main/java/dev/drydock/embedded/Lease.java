package dev.drydock.embedded;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A session that a process keeps open as long as it uses a shared server, so that others can tell.
 *
 * <p>A process that is killed gives its lease back by that.
 */
final class Lease implements AutoCloseable {

  private static final String NAME = "drydock embedded lease";
  private static final String CONNECT_SECONDS = "20";

  private static final String CANNOT_CONNECT_NOW = "57P03";
  private static final long RECOVERY_SECONDS = 60;
  private static final long PAUSE_MILLIS = 100;

  private final Connection session;

  private Lease(Connection session) {
    this.session = session;
  }

  /**
   * Takes a lease, and makes the database unless it exists.
   *
   * @param database its name, a plain word
   */
  static Lease on(LoopbackServer address, String database) throws SQLException {
    var lease = new Lease(connect(address));
    try {
      lease.ensureDatabase(database);
      return lease;
    } catch (SQLException e) {
      lease.close();
      throw e;
    }
  }

  /**
   * A server that recovers from a crash of one of its processes says that it cannot connect now.
   */
  private static Connection connect(LoopbackServer address) throws SQLException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RECOVERY_SECONDS);
    while (true) {
      try {
        return address.connect("postgres", properties());
      } catch (SQLException e) {
        if (!CANNOT_CONNECT_NOW.equals(e.getSQLState()) || System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
      }
    }
  }

  private static Properties properties() {
    var properties = new Properties();
    properties.setProperty("ApplicationName", NAME);
    properties.setProperty("connectTimeout", CONNECT_SECONDS);
    properties.setProperty("loginTimeout", CONNECT_SECONDS);
    properties.setProperty("tcpKeepAlive", "true");
    return properties;
  }

  private void ensureDatabase(String name) throws SQLException {
    if (!isTrue("SELECT EXISTS (SELECT FROM pg_database WHERE datname = '%s')".formatted(name))) {
      try (var statement = session.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      }
    }
  }

  /** Whether no other lease is open on the server. */
  boolean isLast() throws SQLException {
    return isTrue(
        "SELECT NOT EXISTS (SELECT FROM pg_stat_activity"
            + " WHERE application_name = '%s' AND pid <> pg_backend_pid())".formatted(NAME));
  }

  private boolean isTrue(String sql) throws SQLException {
    try (var statement = session.createStatement();
        var row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }

  /**
   * Takes the name off first, because a closed session is still listed for a moment. A session that
   * broke holds nothing any more.
   */
  @Override
  public void close() {
    try (session;
        var statement = session.createStatement()) {
      statement.execute("SET application_name = ''");
    } catch (SQLException broken) {
      return;
    }
  }
}
