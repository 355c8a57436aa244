package dev.drydock.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A server that replays what is done on this one. An ACCESS EXCLUSIVE lock is taken there again,
 * and waits there for the queries that it serves, for {@code max_standby_streaming_delay} at most.
 *
 * @param name as it calls itself; null where the role may not see it
 * @param lag how far its replay is behind; null where that is not known, or nothing is to be done
 */
public record Standby(@Nullable String name, @Nullable String lag) {

  /** Reads those that are connected. */
  public static final String SQL =
      """
      SELECT application_name, pg_catalog.date_trunc('milliseconds', replay_lag)::pg_catalog.text AS lag
        FROM pg_catalog.pg_stat_replication
       ORDER BY pid
      """;

  /** Reads a row of {@link #SQL}. */
  public static Standby of(ResultSet row, int number) throws SQLException {
    return new Standby(row.getString("application_name"), row.getString("lag"));
  }

  @Override
  public String toString() {
    return (name == null || name.isEmpty() ? "a standby" : name)
        + (lag == null ? "" : ", replay " + lag + " behind");
  }
}
