package dev.drydock.postgres;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.dao.DataAccessException;

/**
 * What a connection's silence means. A statement may last for hours, and an answer that was lost on
 * its way never comes: both look alike from here. So after a while a second connection asks whether
 * the backend is still at work. Where it waits for the client, or is gone, or nobody can be asked,
 * and that twice, the connection is given up.
 *
 * <p>A proxy that hides the backend is believed as long as it lets the second connection through.
 * Threads may share it: the one that reads, and those that watch over writes.
 */
final class Silence implements AutoCloseable {

  /** Of looks: two, each with the wait before it. */
  private static final int SLICES = 4;

  private static final int DOUBTS = 2;

  private static final String SQL =
      """
      SELECT pg_catalog.pg_backend_pid() AS own, a.pid, a.state, a.wait_event
        FROM (SELECT) one LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = ?
      """;

  private final DatabaseUrl url;
  private final Duration longest;
  private volatile int backend;
  private @Nullable Session view;

  /**
   * Of a connection that is being opened.
   *
   * @param longest after which a connection without a sign of life is given up; at least 4 s
   */
  Silence(DatabaseUrl url, Duration longest) {
    this.url = url;
    this.longest = longest;
  }

  /** The connection is open. */
  void of(Connection connection) throws SQLException {
    backend = connection.unwrap(PGConnection.class).getBackendPID();
  }

  int sliceMillis() {
    return (int) longest.toMillis() / SLICES;
  }

  /** A read begins. */
  Doubts begun() {
    return new Doubts();
  }

  /** What was found during one silence. */
  final class Doubts {
    private final long since = System.nanoTime();
    private int found;

    /**
     * Nothing came for a slice.
     *
     * @throws ServerSilentException where no more is to be expected
     */
    void ask() throws ServerSilentException {
      Optional<String> doubt = doubt();
      found = doubt.isPresent() ? found + 1 : 0;
      if (found == DOUBTS) {
        throw new ServerSilentException(
            Duration.ofNanos(System.nanoTime() - since), doubt.orElseThrow());
      }
    }
  }

  /** Why no answer is to be expected; empty where one is. */
  private synchronized Optional<String> doubt() {
    if (backend == 0) {
      return Optional.of("it does not go on with the login");
    }
    try {
      Session open = view();
      int shown = open.connection().unwrap(PGConnection.class).getBackendPID();
      return Objects.requireNonNull(
          open.jdbc().queryForObject(SQL, (row, number) -> read(row, shown), backend));
    } catch (DrydockException refused) {
      boolean answered = refused.failure().code() == ErrorCode.LOGIN_REFUSED;
      return answered || SqlStates.isShortage(SqlStates.of(refused))
          ? Optional.empty()
          : unreachable();
    } catch (SQLException | DataAccessException lost) {
      close();
      return unreachable();
    }
  }

  private static Optional<String> unreachable() {
    return Optional.of("nor does it answer on another connection");
  }

  private Session view() {
    Session open = view;
    if (open == null) {
      String seconds = String.valueOf(Math.max(1, sliceMillis() / 1000));
      var bounds =
          Map.of("connectTimeout", seconds, "loginTimeout", seconds, "socketTimeout", seconds);
      open = Session.open(url, "sign of life", bounds);
      view = open;
    }
    return open;
  }

  private static Optional<String> read(ResultSet row, int shown) throws SQLException {
    if (row.getInt("own") != shown) {
      return Optional.empty();
    }
    if (row.getInt("pid") == 0) {
      return Optional.of("its backend is gone");
    }
    String state = row.getString("state");
    boolean hidden = state == null || "disabled".equals(state);
    boolean waits = String.valueOf(row.getString("wait_event")).startsWith("Client");
    return hidden || ("active".equals(state) && !waits)
        ? Optional.empty()
        : Optional.of("its backend waits for this client, so what either said was lost on the way");
  }

  @Override
  public synchronized void close() {
    Session open = view;
    view = null;
    if (open != null) {
      open.close();
    }
  }
}
