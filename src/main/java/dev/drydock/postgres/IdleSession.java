package dev.drydock.postgres;

import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Ends a session that idles in a transaction: its client finds the connection closed, and what its
 * transaction did is rolled back. Never another run of Drydock's, never a session that works.
 */
public final class IdleSession {

  private static final String SQL =
      """
      SELECT pg_catalog.pg_terminate_backend(a.pid)
        FROM pg_catalog.pg_stat_activity a
       WHERE a.pid = ? AND a.backend_type = 'client backend' AND a.state = 'idle in transaction'
         AND a.datname = pg_catalog.current_database()
         AND a.application_name NOT LIKE 'drydock %'
         AND pg_catalog.clock_timestamp() - a.state_change >= ?::pg_catalog.float8 * interval '1 ms'
      """;

  private IdleSession() {}

  /**
   * Ends it where it has idled for so long, which the server checks once more.
   *
   * @return whether it was ended
   * @throws org.springframework.dao.DataAccessException where the role may not
   */
  public static boolean end(JdbcTemplate jdbc, int pid, Duration after) {
    List<Boolean> ended = jdbc.queryForList(SQL, Boolean.class, pid, after.toMillis());
    return ended.contains(true);
  }
}
