package dev.drydock.guard;

import dev.drydock.catalog.OwnMarks;
import dev.drydock.catalog.OwnRows;
import dev.drydock.catalog.PinnedQuery;
import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds what a superuser's run did to objects that came with the server; no other role can do that.
 */
final class SystemChanges {

  private static final String OURS = " AND " + OwnRows.of("x");

  private static final String CHANGED =
      """
      SELECT 'pg_catalog.' || x.proname FROM pg_proc x WHERE x.oid < '16384'::oid%1$s
      UNION ALL SELECT 'pg_catalog.' || x.typname FROM pg_type x WHERE x.oid < '16384'::oid%1$s
      UNION ALL SELECT x.oid::regclass::text FROM pg_class x WHERE x.oid < '16384'::oid
        AND x.relkind <> 't'%1$s
      UNION ALL SELECT x.attrelid::regclass || '.' || x.attname FROM pg_attribute x
        WHERE x.attrelid < '16384'::oid%1$s
      UNION ALL SELECT 'pg_catalog.' || x.oprname FROM pg_operator x
        WHERE x.oid < '16384'::oid%1$s
      UNION ALL SELECT 'cast ' || x.oid FROM pg_cast x WHERE x.oid < '16384'::oid%1$s
      UNION ALL SELECT 'pg_catalog.' || x.proname FROM pg_proc x
        WHERE x.pronamespace = '11'::oid AND x.oid >= '16384'::oid
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = '1255'::oid
            AND d.objid = x.oid AND d.deptype = 'e')%1$s
      UNION ALL SELECT 'pg_catalog.' || x.oprname FROM pg_operator x
        WHERE x.oprnamespace = '11'::oid AND x.oid >= '16384'::oid
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = '2617'::oid
            AND d.objid = x.oid AND d.deptype = 'e')%1$s
      """
          .formatted(OURS);

  private static final String DROPPED =
      """
       UNION ALL SELECT coalesce(i.type, 'object') || ' ' || o.class || '/' || o.object
         FROM (VALUES %s) AS o(class, object)
         CROSS JOIN LATERAL pg_identify_object(o.class, o.object, 0) i
        WHERE i.identity IS NULL
      """;

  private SystemChanges() {}

  /** Asks whatever the counters say: a superuser can stop them. */
  static List<Found> find(Connection connection, OwnMarks marks) throws SQLException {
    String locked = lockedSystemObjects(marks);
    var found = new ArrayList<Found>();
    PinnedQuery.rows(
        connection,
        CHANGED + (locked.isEmpty() ? "" : DROPPED.formatted(locked)),
        row ->
            found.add(
                new Found(
                    new Effect(EffectKind.CHANGE_OBJECT, row.getString(1)),
                    "belongs to the server",
                    null,
                    false,
                    null,
                    false,
                    List.of())));
    return found;
  }

  private static String lockedSystemObjects(OwnMarks marks) {
    var values = new ArrayList<String>();
    marks.exclusive().stream()
        .filter(oid -> isSystem(oid))
        .forEach(oid -> values.add("('1259'::oid, '" + oid + "'::oid)"));
    marks.objects().stream()
        .map(object -> object.split("/"))
        .filter(object -> isSystem(object[1]))
        .forEach(o -> values.add("('" + o[0] + "'::oid, '" + o[1] + "'::oid)"));
    return values.stream().collect(Collectors.joining(","));
  }

  private static boolean isSystem(String oid) {
    long number = Long.parseLong(oid);
    return number > 0 && number < 16384;
  }
}
