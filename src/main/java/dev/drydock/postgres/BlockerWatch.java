package dev.drydock.postgres;

import dev.drydock.migration.DrydockException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
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

  /** So many are named in a sentence; the report has them all. */
  private static final int NAMED = 5;

  /**
   * A prepared transaction has no process; it is known by the row lock that is waited for. What a
   * backend is, not every role may see; its application's name everybody may.
   */
  private static final String SQL =
      """
      SELECT a.pid, a.state, a.xact_start AS since, a.usename,
             NULLIF(a.query, '<insufficient privilege>') AS query,
             CASE WHEN a.backend_type <> 'client backend' THEN a.backend_type
                  ELSE a.application_name END AS application,
             a.client_addr::pg_catalog.text AS address
        FROM pg_catalog.pg_stat_activity a
       WHERE a.pid = ANY (pg_catalog.pg_blocking_pids(%1$d))
       UNION ALL
      SELECT 0, NULL, p.prepared, p.owner, NULL, 'prepared transaction '::pg_catalog.text || p.gid, NULL
        FROM pg_catalog.pg_locks w
        JOIN pg_catalog.pg_prepared_xacts p ON p.transaction = w.transactionid
       WHERE w.pid = %1$d AND NOT w.granted
      """;

  private final DatabaseUrl url;
  private final int backend;
  private final UnaryOperator<String> shown;
  private final Map<Integer, Blocker> seen = new LinkedHashMap<>();
  private final Thread thread;

  private BlockerWatch(DatabaseUrl url, int backend, UnaryOperator<String> shown) {
    this.url = url;
    this.backend = backend;
    this.shown = shown;
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

    private static Blocker of(ResultSet row, UnaryOperator<String> shown) throws SQLException {
      OffsetDateTime since = row.getObject("since", OffsetDateTime.class);
      String query = row.getString("query");
      return new Blocker(
          row.getInt("pid"),
          row.getString("application"),
          row.getString("usename"),
          row.getString("state"),
          since == null ? null : since.toInstant(),
          row.getString("address"),
          null,
          query == null ? null : shown.apply(query));
    }

    /** Whether anything tells who it is, or what it does. */
    boolean isKnown() {
      return (application != null && !application.isEmpty())
          || user != null
          || state != null
          || query != null;
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

  /**
   * Begins to look who blocks this backend.
   *
   * @param shown what of another session's query may be shown
   */
  static BlockerWatch over(DatabaseUrl url, int backend, UnaryOperator<String> shown) {
    var watch = new BlockerWatch(url, backend, shown);
    watch.thread.start();
    return watch;
  }

  /** Everybody seen so far, in the order of their appearance but for {@link #knownFirst}. */
  public List<Blocker> seen() {
    synchronized (seen) {
      return knownFirst(seen.values());
    }
  }

  /** Who keeps a backend waiting at this moment; {@link #knownFirst}. */
  static List<Blocker> now(Session session, int backend, UnaryOperator<String> shown) {
    return knownFirst(
        session.jdbc().query(SQL.formatted(backend), (row, number) -> Blocker.of(row, shown)));
  }

  /** In their order, but last those who are hidden or gone: their number alone explains nothing. */
  static List<Blocker> knownFirst(Collection<Blocker> some) {
    return some.stream().sorted(Comparator.comparing(blocker -> !blocker.isKnown())).toList();
  }

  /** A sentence behind another one; empty where nobody was seen. */
  public static String inTheWay(List<Blocker> blockers) {
    if (blockers.isEmpty()) {
      return "";
    }
    String names =
        blockers.stream().limit(NAMED).map(Blocker::toString).collect(Collectors.joining("; "));
    int more = blockers.size() - NAMED;
    return " In the way: %s%s.".formatted(names, more > 0 ? "; and %d more".formatted(more) : "");
  }

  private void look() {
    try (Session session = Session.open(url, "blockers", OutsideView.BOUNDS)) {
      while (!Thread.currentThread().isInterrupted()) {
        List<Blocker> now = now(session, backend, shown);
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
