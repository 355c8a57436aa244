package dev.drydock.postgres;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.postgresql.PGConnection;

/**
 * Finds out by behaviour whether a pooler shares server sessions between clients, without setting
 * anything that the next client of the same session would find.
 *
 * <p>A process id that the driver was told at login and that is not the server process's own proves
 * a proxy. Then two more connections are opened for a moment: while one of them is idle and the
 * other in a transaction, only a pooler in transaction mode lets them have the same server process,
 * or gives the idle one another than before, or none at all. A pooler in session mode cannot be
 * told from one in transaction mode that just had enough server connections.
 *
 * @param patience how long such a connection is waited for
 */
public record PoolerProbe(DatabaseUrl url, Pooling.Setting setting, Duration patience) {

  /** A busy pool may hand out other server processes than the one just given back. */
  private static final int ROUNDS = 5;

  /** The usual patience. */
  public PoolerProbe(DatabaseUrl url, Pooling.Setting setting) {
    this(url, setting, Duration.ofSeconds(2));
  }

  /**
   * What stands between this session and its server.
   *
   * @throws SQLException as the server or the connection says
   */
  public Pooling look(Session session) throws SQLException {
    return switch (setting) {
      case NONE -> Pooling.DIRECT;
      case TRANSACTION -> Pooling.TRANSACTION;
      case AUTO -> isItself(session.connection()) ? Pooling.DIRECT : behindProxy();
    };
  }

  /**
   * Goes on where sessions can be relied on.
   *
   * @throws DrydockException with {@code UNSUITABLE_SERVER} where they cannot
   */
  public void requireDirect(Session session) throws SQLException {
    Pooling found = look(session);
    if (!found.keepsSessions()) {
      throw refusal(found);
    }
  }

  private DrydockException refusal(Pooling found) {
    String what =
        found == Pooling.TRANSACTION
            ? "%s is a connection pooler in transaction mode: it gives the server session to others after each transaction."
            : "%s is a proxy or connection pooler, and whether it gives the server session to others after each transaction cannot be told.";
    return new DrydockException(
        new Failure(
            ErrorCode.UNSUITABLE_SERVER,
            what.formatted(url.shownHost())
                + " Steps outside a transaction need a session of their own.",
            Failure.NOTHING_EXECUTED,
            "Set MIGRATION_DATABASE_URL to the direct (unpooled) URL of the same database, which your platform shows beside the pooled one."
                + " If every client of this one keeps its session, say DRYDOCK_POOLER=none."));
  }

  private static boolean isItself(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID() == backend(connection);
  }

  private Pooling behindProxy() throws SQLException {
    String seconds = String.valueOf(Math.max(1, patience.toSeconds()));
    var bounds = Map.of("socketTimeout", seconds, "loginTimeout", seconds);
    try (Connection idle = Opened.at(url, "pooler probe", bounds).connection();
        Connection busy = Opened.at(url, "pooler probe", bounds).connection()) {
      busy.setAutoCommit(false);
      for (int round = 0; round < ROUNDS; round++) {
        if (areShared(idle, busy)) {
          return Pooling.TRANSACTION;
        }
      }
      return Pooling.UNPROVEN;
    } catch (SQLException noTwoSessions) {
      return Pooling.UNPROVEN;
    }
  }

  private static boolean areShared(Connection idle, Connection busy) throws SQLException {
    int before = backend(idle);
    int other = backend(busy);
    try {
      return other == before || backend(idle) != before;
    } catch (SQLException noAnswer) {
      // Its server process was given away; whoever has one of his own is answered.
      return true;
    } finally {
      busy.rollback();
    }
  }

  private static int backend(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }
}
