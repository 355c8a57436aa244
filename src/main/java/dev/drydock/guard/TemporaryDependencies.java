package dev.drydock.guard;

import dev.drydock.catalog.PinnedQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds permanent objects that depend on temporary ones: the end of the session would drop them by
 * cascade, long after the look.
 */
final class TemporaryDependencies {

  private static final String SQL =
      """
      WITH gone AS MATERIALIZED (
        SELECT 'pg_class'::regclass::oid AS class, c.oid AS object FROM pg_class c
         WHERE c.relnamespace = %1$s
        UNION ALL SELECT 'pg_type'::regclass::oid, t.oid FROM pg_type t WHERE t.typnamespace = %1$s
        UNION ALL SELECT 'pg_proc'::regclass::oid, p.oid FROM pg_proc p WHERE p.pronamespace = %1$s
        UNION ALL SELECT 'pg_namespace'::regclass::oid, %1$s)
      SELECT DISTINCT i.type, i.identity FROM gone g
        JOIN pg_depend d ON d.refclassid = g.class AND d.refobjid = g.object
        CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) i
       WHERE NOT EXISTS (SELECT FROM gone o WHERE o.class = d.classid AND o.object = d.objid)
         AND coalesce(i.schema !~ '^pg_(toast_)?temp', i.identity !~ '(on|for) pg_(toast_)?temp')
       ORDER BY 1, 2
      """;

  private TemporaryDependencies() {}

  /**
   * Names them.
   *
   * @param temporary OID of the session's temporary schema
   */
  static List<String> find(Connection connection, String temporary) throws SQLException {
    var found = new ArrayList<String>();
    if (!temporary.equals("0")) {
      PinnedQuery.rows(
          connection,
          SQL.formatted("'" + temporary + "'::oid"),
          row -> found.add(row.getString(1) + " " + row.getString(2)));
    }
    return found;
  }
}
