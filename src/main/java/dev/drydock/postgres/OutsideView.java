package dev.drydock.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/**
 * Looks from a second connection at the backend that does a run's work, and can end its statement.
 *
 * <p>It is found by the application's name, which holds the run's id: behind a pooler the id that
 * the driver knows is the pooler's, and means another backend. Where a pooler drops the name, or
 * the role may not see its own sessions, nothing is found. For one thread at a time.
 *
 * @see <a href="https://www.postgresql.org/docs/current/progress-reporting.html">PostgreSQL,
 *     27.4</a>
 */
public final class OutsideView implements AutoCloseable {

  private static final String SIGHT =
      """
      SELECT a.pid, a.query, a.wait_event_type = 'Lock' AS waits, p.phase, p.done, p.total
        FROM pg_catalog.pg_stat_activity a
        LEFT JOIN (
          SELECT pid, phase,
                 CASE WHEN tuples_total > 0 THEN tuples_done ELSE blocks_done END AS done,
                 CASE WHEN tuples_total > 0 THEN tuples_total ELSE blocks_total END AS total
            FROM pg_catalog.pg_stat_progress_create_index
          UNION ALL
          SELECT pid, phase, heap_blks_scanned, heap_blks_total
            FROM pg_catalog.pg_stat_progress_cluster
          UNION ALL
          SELECT pid, 'copying', bytes_processed, bytes_total
            FROM pg_catalog.pg_stat_progress_copy
          UNION ALL
          SELECT pid, phase, heap_blks_scanned, heap_blks_total
            FROM pg_catalog.pg_stat_progress_vacuum
          UNION ALL
          SELECT pid, phase, sample_blks_scanned, sample_blks_total
            FROM pg_catalog.pg_stat_progress_analyze) p ON p.pid = a.pid
       WHERE a.datname = pg_catalog.current_database() AND a.application_name = ?::pg_catalog.text
         AND a.state = 'active' AND a.pid <> pg_catalog.pg_backend_pid()
      """;

  private static final String END =
      """
      SELECT pg_catalog.pg_cancel_backend(a.pid)
        FROM pg_catalog.pg_stat_activity a
       WHERE a.datname = pg_catalog.current_database() AND a.application_name = ?::pg_catalog.text
         AND a.state = 'active' AND a.pid <> pg_catalog.pg_backend_pid()
      """;

  /** In seconds; a pooler may have no second connection to give while the run has the first. */
  static final Map<String, String> BOUNDS =
      Map.of("connectTimeout", "5", "loginTimeout", "5", "socketTimeout", "5");

  private final Session session;
  private final String application;
  private final UnaryOperator<String> shown;

  private OutsideView(Session session, String application, UnaryOperator<String> shown) {
    this.shown = shown;
    this.session = session;
    this.application = application;
  }

  /**
   * What a look saw.
   *
   * @param query the text that runs, cut where the server cuts it; never shown
   * @param blockers who keeps it from a lock
   * @param phase the server's word; null where the statement has no progress view
   * @param total zero when unknown
   */
  public record Sight(
      String query,
      List<BlockerWatch.Blocker> blockers,
      @Nullable String phase,
      long done,
      long total) {}

  /**
   * Connects.
   *
   * @param purpose that of the watched session
   * @param shown what of other sessions' queries may be shown
   * @throws dev.drydock.migration.DrydockException where no connection is to be had
   */
  public static OutsideView of(DatabaseUrl url, String purpose, UnaryOperator<String> shown) {
    return new OutsideView(
        Session.open(url, "watch of " + purpose, BOUNDS), Opened.applicationName(purpose), shown);
  }

  /** What runs right now; empty when nothing does, or it cannot be seen. */
  public Optional<Sight> look() throws DataAccessException {
    return session.jdbc().query(SIGHT, this::sight, application).stream().findFirst();
  }

  /** Ends the statement that runs right now, if any. */
  public void endStatement() throws DataAccessException {
    session.jdbc().query(END, row -> {}, application);
  }

  private Sight sight(ResultSet row, int number) throws SQLException {
    List<BlockerWatch.Blocker> blockers =
        row.getBoolean("waits") ? BlockerWatch.now(session, row.getInt("pid"), shown) : List.of();
    return new Sight(
        row.getString("query"),
        blockers,
        row.getString("phase"),
        row.getLong("done"),
        row.getLong("total"));
  }

  @Override
  public void close() {
    session.close();
  }
}
