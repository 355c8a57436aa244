package dev.drydock.guard;

import dev.drydock.catalog.PinnedQuery;
import dev.drydock.catalog.RowCounters;
import dev.drydock.migration.ObjectName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.BiConsumer;

/** Reads where tables are stored now, and counts rows of tables that the run has locked anyway. */
final class FileNodes {

  /**
   * A table as it is stored now.
   *
   * @param name as SQL writes it
   * @param node its file node; another one means that it was rewritten or truncated
   * @param counters rows the transaction wrote in it until now
   */
  record Stored(String name, String node, RowCounters counters) {}

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private FileNodes() {}

  static Map<String, Stored> read(Connection connection, Collection<String> oids)
      throws SQLException {
    var stored = new HashMap<String, Stored>();
    PinnedQuery.rows(connection, List.of(asked(oids, stored::put)));
    return stored;
  }

  /** The question, for a message with others. */
  static PinnedQuery.Asked asked(Collection<String> oids, BiConsumer<String, Stored> taker) {
    String sql =
        """
        SELECT c.oid::text, n.nspname, c.relname, c.relfilenode::text,
               pg_stat_get_xact_tuples_inserted(c.oid), pg_stat_get_xact_tuples_updated(c.oid),
               pg_stat_get_xact_tuples_deleted(c.oid)
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.oid = ANY ('{%s}'::oid[])
        """
            .formatted(String.join(",", oids));
    return new PinnedQuery.Asked(
        sql,
        row ->
            taker.accept(
                row.getString(1),
                new Stored(
                    ObjectName.of(row.getString(2), row.getString(3)),
                    row.getString(4),
                    new RowCounters(row.getLong(5), row.getLong(6), row.getLong(7)))));
  }

  /**
   * Counts the visible rows of each table that the role may read whole.
   *
   * @param limit stops counting one table there
   */
  static Map<String, Long> count(Connection connection, Map<String, String> names, long limit)
      throws SQLException {
    var counts = new HashMap<String, Long>();
    if (names.isEmpty()) {
      return counts;
    }
    var sql = new StringJoiner(" UNION ALL ");
    names.forEach(
        (oid, name) ->
            sql.add(
                "SELECT '%s', (SELECT count(*) FROM (SELECT 1 FROM ONLY %s LIMIT %d) r)"
                    .formatted(oid, name, limit)));
    try {
      PinnedQuery.rows(
          connection, sql.toString(), row -> counts.put(row.getString(1), row.getLong(2)));
    } catch (SQLException denied) {
      if (!INSUFFICIENT_PRIVILEGE.equals(denied.getSQLState())) {
        throw denied;
      }
      PinnedQuery.recover(connection);
      counts.clear();
      if (names.size() > 1) {
        for (Map.Entry<String, String> one : names.entrySet()) {
          counts.putAll(count(connection, Map.of(one.getKey(), one.getValue()), limit));
        }
      }
    }
    return counts;
  }
}
