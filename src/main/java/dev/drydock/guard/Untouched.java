package dev.drydock.guard;

import dev.drydock.execution.CheckScope;
import dev.drydock.postgres.SqlQuoting;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * Proves without counters that a transaction has deleted and updated nothing in a table: another
 * session still sees each such row, marked. A row that is only locked is marked too, and large
 * tables are not read; both stay in doubt.
 *
 * @see <a href="https://www.postgresql.org/docs/current/ddl-system-columns.html">PostgreSQL, 5.6,
 *     xmax</a>
 */
final class Untouched {

  private static final long MOST_BYTES = 16L << 20;
  private static final String BOUNDS =
      "SET search_path = pg_catalog, pg_temp; SET row_security = off; SET lock_timeout = '500ms';"
          + " SET statement_timeout = '5s'";

  private Untouched() {}

  /** Those of the tables, by OID, of which nothing is proven. */
  static Set<String> doubtful(CheckScope scope, TransactionState state, Collection<String> tables) {
    var doubtful = new TreeSet<>(tables);
    if (state.locksServer() || tables.isEmpty()) {
      return doubtful;
    }
    try (Connection outside = scope.outside().call();
        Statement statement = outside.createStatement()) {
      statement.execute(BOUNDS);
      for (String oid : tables) {
        if (isUntouched(statement, oid)) {
          doubtful.remove(oid);
        }
      }
    } catch (Exception nobodyToAsk) {
      // What is not proven stays in doubt.
    }
    return doubtful;
  }

  private static boolean isUntouched(Statement statement, String oid) throws SQLException {
    String schema;
    String name;
    try (ResultSet row =
        statement.executeQuery(
            "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE c.oid = '%s'::oid AND pg_relation_size(c.oid) <= %d"
                    .formatted(oid, MOST_BYTES))) {
      if (!row.next()) {
        return false;
      }
      schema = row.getString(1);
      name = row.getString(2);
    }
    try (ResultSet row =
        statement.executeQuery(
            "SELECT EXISTS (SELECT FROM ONLY %s.%s t WHERE t.xmax <> '0'::xid)"
                .formatted(SqlQuoting.identifier(schema), SqlQuoting.identifier(name)))) {
      row.next();
      return !row.getBoolean(1);
    }
  }
}
