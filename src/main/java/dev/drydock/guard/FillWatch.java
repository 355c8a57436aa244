package dev.drydock.guard;

import dev.drydock.catalog.PinnedQuery;
import dev.drydock.catalog.RowCounters;
import dev.drydock.sql.PlainUpdate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Watches a plain UPDATE that fills only columns added in this run, or only NULLs: it overwrites
 * nothing, if the server agrees. It must have updated exactly as many rows as its command tag says,
 * of that table and nothing else, and no trigger or rule may have been there to write more.
 */
final class FillWatch implements StatementWatch {

  private final PlainUpdate update;
  private final String table;
  private final OldTables tables;
  private final Map<String, Long> filled;
  private boolean possible;
  private Map<String, RowCounters> before = Map.of();

  /**
   * @param filled adds up, by table, the rows of updates that overwrote nothing
   */
  FillWatch(PlainUpdate update, String table, OldTables tables, Map<String, Long> filled) {
    this.update = update;
    this.table = table;
    this.tables = tables;
    this.filled = filled;
  }

  @Override
  public void before(Connection connection) throws SQLException {
    Set<String> family = tables.family(table);
    possible = fillsOnly(connection, family) && !writesMore(connection, family);
    if (possible) {
      before = TransactionState.read(connection, "").written();
    }
  }

  /**
   * All columns are new by their number, however they are called, or are only set where null; in
   * each table of the family, since a new column may become one with an older one of a child.
   */
  private boolean fillsOnly(Connection connection, Set<String> family) throws SQLException {
    String names =
        update.columns().stream().map(PinnedQuery::literal).collect(Collectors.joining(","));
    var found = new HashSet<String>();
    var old = new HashSet<String>();
    PinnedQuery.rows(
        connection,
        "SELECT attrelid::text, attname, attnum FROM pg_attribute WHERE attrelid = ANY ('{%s}'::oid[]) AND attname IN (%s)"
            .formatted(String.join(",", family), names),
        row -> {
          found.add(row.getString(2));
          if (row.getInt(3) <= tables.highestColumn(row.getString(1))) {
            old.add(row.getString(2));
          }
        });
    return found.equals(update.columns()) && update.onlyWhereNull().containsAll(old);
  }

  /**
   * Whether an enabled trigger or a rule may write more than the statement says, or a generated
   * column is computed anew by code that may have changed since: the server's own is in no
   * dependency, and before version 15 those of others are the column's.
   */
  private boolean writesMore(Connection connection, Set<String> family) throws SQLException {
    var writers = new HashSet<String>();
    String oids = "'{" + String.join(",", family) + "}'::oid[]";
    String sql =
        """
        SELECT t.tgname FROM pg_trigger t
         WHERE t.tgrelid = ANY (%1$s) AND NOT t.tgisinternal AND t.tgenabled <> 'D'
           AND (t.tgtype::int4 & 16) <> 0
           AND (t.tgattr::text = '' OR EXISTS (SELECT FROM pg_attribute a
             WHERE a.attrelid = t.tgrelid AND a.attnum = ANY (t.tgattr) AND a.attname IN (%2$s)))
        UNION ALL SELECT r.rulename FROM pg_rewrite r WHERE r.ev_class = ANY (%1$s)
        UNION ALL SELECT a.attname FROM pg_attribute a
          JOIN pg_attrdef e ON e.adrelid = a.attrelid AND e.adnum = a.attnum
          JOIN pg_depend d ON d.classid = '2604'::oid AND d.objid = e.oid
            OR d.classid = '1259'::oid AND d.objid = a.attrelid AND d.objsubid = a.attnum
         WHERE a.attrelid = ANY (%1$s) AND a.attgenerated = 's' AND d.refclassid IN ('1255'::oid, '2617'::oid)
        """
            .formatted(
                oids,
                update.columns().stream()
                    .map(PinnedQuery::literal)
                    .collect(Collectors.joining(",")));
    PinnedQuery.rows(connection, sql, row -> writers.add(row.getString(1)));
    return !writers.isEmpty();
  }

  @Override
  public void after(Connection connection, long rows) throws SQLException {
    if (!possible) {
      return;
    }
    Map<String, RowCounters> after = TransactionState.read(connection, "").written();
    Set<String> family = tables.family(table);
    var updated = new HashMap<String, Long>();
    boolean onlyUpdates = true;
    for (Map.Entry<String, RowCounters> entry : after.entrySet()) {
      RowCounters old = before.getOrDefault(entry.getKey(), tables.counters(entry.getKey()));
      RowCounters moved = entry.getValue().since(old);
      boolean server = Long.parseLong(entry.getKey()) < 16384;
      if (moved.total() > 0 && !server) {
        onlyUpdates &= family.contains(entry.getKey()) && moved.total() == moved.updated();
        updated.put(entry.getKey(), moved.updated());
      }
    }
    long total = updated.values().stream().mapToLong(Long::longValue).sum();
    if (onlyUpdates && total == rows) {
      updated.forEach((oid, count) -> filled.merge(oid, count, Long::sum));
    }
  }
}
