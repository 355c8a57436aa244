package dev.drydock.postgres;

import dev.drydock.migration.LockMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks {@code pg_locks} who holds what a plan wants. A hint, never a guarantee: a moment later
 * others may hold it.
 */
public final class LockHolders {

  /** Shorter transactions are live traffic: who waits for none to be there waits for ever. */
  private static final long OLD_MILLIS = 1_000;

  private static final long IDLE_MILLIS = 250;

  private static final String SQL =
      """
      WITH locks AS MATERIALIZED (SELECT * FROM pg_catalog.pg_locks WHERE granted)
      SELECT COALESCE(l.pid, 0) AS pid, l.virtualtransaction AS holder,
             l.relation::pg_catalog.regclass::pg_catalog.text AS relation,
             CASE WHEN l.pid IS NULL THEN 'prepared transaction ' || p.gid
                  WHEN a.backend_type <> 'client backend' THEN a.backend_type
                  ELSE a.application_name END AS application,
             COALESCE(a.usename, p.owner) AS usename, a.state, a.query,
             COALESCE(a.xact_start, p.prepared) AS since,
             a.client_addr::pg_catalog.text AS address,
             l.pid IS NULL AS prepared,
             a.backend_type = 'autovacuum worker' AS autovacuum,
             a.query LIKE '%%(to prevent wraparound)' AS wraparound,
             a.state LIKE 'idle in transaction%%'
               AND pg_catalog.clock_timestamp() - a.state_change >= interval '%d ms' AS idle,
             pg_catalog.clock_timestamp() - a.xact_start >= interval '%d ms' AS old
        FROM (VALUES %s) AS w(name, recurses, modes)
       CROSS JOIN LATERAL (
             SELECT pg_catalog.to_regclass(w.name)::pg_catalog.oid AS oid
              UNION
             SELECT t.relid::pg_catalog.oid
               FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass(w.name)) AS t
              WHERE w.recurses) AS r
        JOIN locks l
          ON l.relation = r.oid AND l.locktype = 'relation'
             AND l.mode = ANY (w.modes::pg_catalog.text[])
             AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d
                                WHERE d.datname = pg_catalog.current_database())
        LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
        LEFT JOIN pg_catalog.pg_prepared_xacts p
          ON l.pid IS NULL
             AND p.transaction IN (SELECT t.transactionid FROM locks t
                                    WHERE t.pid IS NULL AND t.locktype = 'transactionid'
                                      AND t.virtualtransaction = l.virtualtransaction)
       WHERE l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
       ORDER BY since NULLS LAST, pid
      """;

  private LockHolders() {}

  /**
   * A lock that a plan is going to take.
   *
   * @param schema of the table, unquoted
   * @param table unquoted
   * @param recurses whether partitions are locked too
   */
  public record Want(String schema, String table, LockMode mode, boolean recurses) {

    private String row() {
      String modes =
          Stream.of(LockMode.values())
              .filter(mode::conflictsWith)
              .map(LockMode::catalogName)
              .collect(Collectors.joining(",", "{", "}"));
      String name = SqlQuoting.identifier(schema) + "." + SqlQuoting.identifier(table);
      return "(%s, %s, %s)"
          .formatted(SqlQuoting.literal(name), recurses, SqlQuoting.literal(modes));
    }
  }

  /**
   * Somebody who holds a lock that conflicts with a wanted one.
   *
   * @param transaction tells its transactions apart, also where nothing else may be seen
   * @param kind what it is
   */
  public record Holder(BlockerWatch.Blocker who, String transaction, Kind kind) {}

  /** What can be expected of a holder. */
  public enum Kind {
    /** It will be gone in a moment, or gives way when asked: an ordinary autovacuum. */
    PASSING,
    /** It has held the lock for longer: a report, a forgotten transaction, a prepared one. */
    STAYING,
    /** A vacuum that prevents wraparound: it does not give way. */
    WRAPAROUND,
    /** The role may not see what it does. */
    UNSEEN
  }

  /** The question, as one statement; each wanted table at least once. */
  public static String sql(List<Want> wanted) {
    return SQL.formatted(
        IDLE_MILLIS, OLD_MILLIS, wanted.stream().map(Want::row).collect(Collectors.joining(", ")));
  }

  /**
   * Reads one row of the answer.
   *
   * @param shown what of a query may be shown
   */
  public static Holder holder(ResultSet row, UnaryOperator<@Nullable String> shown)
      throws SQLException {
    OffsetDateTime since = row.getObject("since", OffsetDateTime.class);
    var who =
        new BlockerWatch.Blocker(
            row.getInt("pid"),
            row.getString("application"),
            row.getString("usename"),
            row.getString("state"),
            since == null ? null : since.toInstant(),
            row.getString("address"),
            row.getString("relation"),
            shown.apply(row.getString("query")));
    return new Holder(who, row.getString("holder"), kind(row));
  }

  private static Kind kind(ResultSet row) throws SQLException {
    if (row.getBoolean("wraparound") && row.getBoolean("autovacuum")) {
      return Kind.WRAPAROUND;
    }
    if (row.getBoolean("autovacuum")) {
      return Kind.PASSING;
    }
    if (row.getBoolean("prepared") || row.getBoolean("idle") || row.getBoolean("old")) {
      return Kind.STAYING;
    }
    return row.getString("state") == null && row.getObject("since") == null
        ? Kind.UNSEEN
        : Kind.PASSING;
  }
}
