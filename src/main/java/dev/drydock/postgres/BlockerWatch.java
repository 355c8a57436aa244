package dev.drydock.postgres;

import dev.drydock.migration.DrydockException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/**
 * Looks from a second connection who keeps a backend waiting, for as long as it is open. A hint for
 * people, never a decision: behind a pooler, or without the privilege to see others, it finds
 * nothing.
 *
 * <p>The thread that opens it closes it; {@link #seen()} may be asked from any.
 */
public final class BlockerWatch implements AutoCloseable {

  private static final long POLL_MILLIS = 100;

  private static final String SQL =
      """
      SELECT a.pid, a.application_name, a.state, a.backend_type, a.xact_start, a.usename,
             a.client_addr::pg_catalog.text AS address
        FROM pg_catalog.pg_stat_activity a
       WHERE a.pid = ANY (pg_catalog.pg_blocking_pids(%d))
      """;

  private final DatabaseUrl url;
  private final int backend;
  private final Map<Integer, Blocker> seen = new LinkedHashMap<>();
  private final Thread thread;

  private BlockerWatch(DatabaseUrl url, int backend) {
    this.url = url;
    this.backend = backend;
    thread = new Thread(this::look, "drydock-blockers");
    thread.setDaemon(true);
  }

  /**
   * A session that holds what a run waits for.
   *
   * @param pid zero for a prepared transaction, which has no process
   * @param application its own name, or what it is: {@code autovacuum worker}, {@code prepared
   *     transaction}
   * @param state such as {@code idle in transaction}; null when the role may not see it
   * @param since start of its transaction
   * @param table the table that it holds; null when that is not known
   * @param query what it runs or ran last, as far as that may be shown; null when it may not, or is
   *     not known
   */
  public record Blocker(
      int pid,
      @Nullable String application,
      @Nullable String user,
      @Nullable String state,
      @Nullable Instant since,
      @Nullable String address,
      @Nullable String table,
      @Nullable String query) {

    /** Where only the session is known. */
    public Blocker(
        int pid,
        @Nullable String application,
        @Nullable String user,
        @Nullable String state,
        @Nullable Instant since,
        @Nullable String address) {
      this(pid, application, user, state, since, address, null, null);
    }

    private static Blocker of(ResultSet row, int number) throws SQLException {
      OffsetDateTime since = row.getObject("xact_start", OffsetDateTime.class);
      String type = row.getString("backend_type");
      return new Blocker(
          row.getInt("pid"),
          "client backend".equals(type) ? row.getString("application_name") : type,
          row.getString("usename"),
          row.getString("state"),
          since == null ? null : since.toInstant(),
          row.getString("address"));
    }

    @Override
    public String toString() {
      return "%s%s%s%s%s%s"
          .formatted(
              pid == 0 ? "no backend" : "backend " + pid,
              application == null || application.isEmpty() ? "" : " (" + application + ")",
              state == null ? "" : ", " + state,
              since == null ? "" : ", in a transaction since " + since,
              table == null ? "" : ", holds " + table,
              query == null || query.isEmpty() ? "" : ": " + query);
    }
  }

  /** Begins to look who blocks this backend. */
  public static BlockerWatch over(DatabaseUrl url, int backend) {
    var watch = new BlockerWatch(url, backend);
    watch.thread.start();
    return watch;
  }

  /** Everybody seen so far, in the order of their appearance. */
  public List<Blocker> seen() {
    synchronized (seen) {
      return List.copyOf(seen.values());
    }
  }

  /** Who keeps a backend waiting at this moment. */
  static List<Blocker> now(Session session, int backend) {
    return session.jdbc().query(SQL.formatted(backend), Blocker::of);
  }

  private void look() {
    try (Session session = Session.open(url, "blockers", OutsideView.BOUNDS)) {
      while (!Thread.currentThread().isInterrupted()) {
        List<Blocker> now = now(session, backend);
        synchronized (seen) {
          now.forEach(blocker -> seen.put(blocker.pid(), blocker));
        }
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    } catch (DrydockException | DataAccessException unseen) {
      // A hint that is not to be had; the run goes on without it.
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
