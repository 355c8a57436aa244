package dev.drydock.guard;

import dev.drydock.catalog.CatalogPart;
import dev.drydock.catalog.OwnChanges;
import dev.drydock.catalog.PinnedQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How many dependencies each object had before a run: {@code ALTER COLUMN … TYPE} keeps the lock on
 * {@code pg_depend} that else tells of rows deleted past the server's commands.
 *
 * <p>Only a superuser can delete them, and hide it only in what nobody can judge; else nothing is
 * read.
 */
final class DependencyLedger {

  /** One row per class, {@code object/column=count} joined by semicolons; none for others. */
  private static final String SQL =
      """
      SELECT q.classid::text, string_agg(q.entry, ';') FROM (
        SELECT d.classid, concat(d.objid, '/', d.objsubid, '=', count(*)) AS entry
          FROM pg_depend d
         WHERE current_setting('is_superuser') = 'on' AND d.objid >= '16384'::oid
         GROUP BY d.classid, d.objid, d.objsubid) q
       GROUP BY q.classid
      """;

  private static final String STILL_THERE =
      """
      SELECT v.class || '/' || v.object || '/' || v.part
        FROM (VALUES %s) AS v(class, object, part)
       CROSS JOIN LATERAL pg_identify_object(v.class, v.object, v.part) i
       WHERE i.identity IS NOT NULL
      """;

  private final Map<String, Long> before = new HashMap<>();

  /** The question, to be sent pinned at the beginning. */
  PinnedQuery.Asked asked() {
    return new PinnedQuery.Asked(SQL, row -> take(row, before));
  }

  private static void take(ResultSet row, Map<String, Long> counts) throws SQLException {
    for (String entry : row.getString(2).split(";")) {
      int equals = entry.indexOf('=');
      counts.put(
          row.getString(1) + "/" + entry.substring(0, equals),
          Long.valueOf(entry.substring(equals + 1)));
    }
  }

  /** Dependencies that objects have lost which are still there and which the run did not change. */
  long missing(Connection connection, OwnChanges own) throws SQLException {
    if (before.isEmpty()) {
      return 0;
    }
    var now = new HashMap<String, Long>();
    PinnedQuery.rows(connection, SQL, row -> take(row, now));
    var lost = new HashMap<String, Long>();
    before.forEach(
        (object, count) -> {
          long less = count - now.getOrDefault(object, 0L);
          if (less > 0 && !changed(object, own)) {
            lost.put(object, less);
          }
        });
    return stillThere(connection, lost);
  }

  private static boolean changed(String object, OwnChanges own) {
    String[] key = object.split("/");
    boolean column = !key[2].equals("0");
    boolean relation = key[0].equals(String.valueOf(CatalogPart.CLASS.catalog()));
    if (relation && isSequence(key[1], own)) {
      return true; // whose it is may change, and that is no loss
    }
    return own.changes().stream()
        .anyMatch(
            change ->
                column
                    ? change.part() == CatalogPart.ATTRIBUTE
                        && change.key().equals(key[1] + "/" + key[2])
                    : (relation && change.part() == CatalogPart.INHERITS)
                        ? change.key().startsWith(key[1] + "/")
                        : change.key().equals(key[1])
                            && key[0].equals(String.valueOf(change.part().catalog())));
  }

  private static boolean isSequence(String oid, OwnChanges own) {
    return own.before()
        .row(CatalogPart.CLASS, oid)
        .filter(row -> row.get("relkind").equals("S"))
        .isPresent();
  }

  private static long stillThere(Connection connection, Map<String, Long> lost)
      throws SQLException {
    if (lost.isEmpty()) {
      return 0;
    }
    String values =
        lost.keySet().stream()
            .map(object -> object.split("/"))
            .map(key -> "('%s'::oid, '%s'::oid, %s)".formatted(key[0], key[1], key[2]))
            .collect(Collectors.joining(","));
    var found = new ArrayList<Long>();
    PinnedQuery.rows(
        connection,
        STILL_THERE.formatted(values),
        row -> found.add(lost.getOrDefault(row.getString(1), 0L)));
    return found.stream().mapToLong(Long::longValue).sum();
  }
}
