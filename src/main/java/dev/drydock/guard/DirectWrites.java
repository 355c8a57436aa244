package dev.drydock.guard;

import dev.drydock.catalog.OwnChanges;
import dev.drydock.catalog.PinnedQuery;
import dev.drydock.catalog.RowCounters;
import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds catalogs that the run itself updated or deleted from, other than by DDL: {@code DELETE FROM
 * pg_trigger} leaves none of the locks that tell a DROP.
 *
 * <p>DDL gives its lock on a catalog back at once; a statement that names the catalog keeps ROW
 * EXCLUSIVE until the transaction ends. Nobody can write a catalog's TOAST table by itself.
 */
final class DirectWrites {

  private static final long FIRST_OF_USERS = 16384;

  /** Catalogs on which DDL keeps its lock too: comments, roles, databases, large objects. */
  private static final Set<Long> LOCKED_BY_DDL =
      Set.of(
          2609L, 2396L, 3592L, 1260L, 1261L, 1262L, 1213L, 1214L, 2964L, 6000L, 6100L, 6243L, 2613L,
          2995L, 2619L, 3429L);

  /** Catalogs of whose rows DDL locks each that it drops, and keeps its own lock when it alters. */
  private static final Set<String> LOCKED_WHEN_ALTERED = Set.of("1255", "2617", "2615");

  /** Catalogs whose columns are not all compared, and on which DDL never keeps its lock. */
  private static final Set<String> NEVER_LOCKED =
      Set.of(
          "1259", "1249", "2610", "2606", "2620", "2618", "1247", "2604", "3256", "2224", "3501",
          "3350");

  private static final String DEPENDENCIES = "2608";

  private final TransactionState state;
  private final Map<String, RowCounters> before;
  private final Baseline baseline;
  private final OwnChanges changes;

  DirectWrites(TransactionState state, Baseline baseline, OwnChanges changes) {
    this.state = state;
    this.before = baseline.counters();
    this.baseline = baseline;
    this.changes = changes;
  }

  List<Found> find(Connection connection) throws SQLException {
    var written = new HashMap<String, RowCounters>();
    for (String oid : state.writable()) {
      RowCounters own = directly(oid);
      if (own.total() > 0) {
        written.put(oid, own);
      }
    }
    var found = new ArrayList<Found>();
    add(found, EffectKind.DELETE_ROWS, "pg_catalog.pg_depend", dependencies(connection));
    if (!written.isEmpty()) {
      String oids = "'{" + String.join(",", written.keySet()) + "}'::oid[]";
      PinnedQuery.rows(
          connection,
          "SELECT c.oid::text, c.relname FROM pg_class c WHERE c.relkind <> 't' AND c.oid = ANY ("
              + oids
              + ")",
          row -> {
            RowCounters own = written.getOrDefault(row.getString(1), RowCounters.NONE);
            String name = "pg_catalog." + row.getString(2);
            add(found, EffectKind.DELETE_ROWS, name, own.deleted());
            add(found, EffectKind.UPDATE_ROWS, name, own.updated());
          });
    }
    return found;
  }

  /**
   * Changed types and expressions keep the lock, so there the dependencies that are left decide.
   */
  private long dependencies(Connection connection) throws SQLException {
    long deleted = own(DEPENDENCIES).deleted();
    if (!state.writable().contains(DEPENDENCIES) || deleted == 0) {
      return 0;
    }
    Set<String> words = baseline.words();
    if (words.contains("pg_depend")) {
      return deleted;
    }
    boolean mayBeRetyped =
        baseline.unjudged() || words.contains("type") || words.contains("expression");
    return mayBeRetyped || !baseline.superuser()
        ? baseline.dependencies().missing(connection, changes)
        : deleted;
  }

  private RowCounters own(String oid) {
    return state
        .written()
        .getOrDefault(oid, RowCounters.NONE)
        .since(before.getOrDefault(oid, RowCounters.NONE));
  }

  /** Rows of a catalog that no DDL explains; none of anything else. */
  private RowCounters directly(String oid) {
    long number = Long.parseLong(oid);
    boolean apart = LOCKED_BY_DDL.contains(number) || oid.equals(DEPENDENCIES);
    if (number >= FIRST_OF_USERS || apart) {
      return RowCounters.NONE;
    }
    RowCounters own = own(oid);
    return new RowCounters(
        0,
        NEVER_LOCKED.contains(oid) ? own.updated() : 0,
        dropsExplain(oid, own.deleted()) ? 0 : own.deleted());
  }

  private boolean dropsExplain(String oid, long deleted) {
    return LOCKED_WHEN_ALTERED.contains(oid)
        && deleted <= state.marks().objects().stream().filter(o -> o.startsWith(oid + "/")).count();
  }

  private static void add(List<Found> found, EffectKind kind, String catalog, long rows) {
    if (rows > 0) {
      found.add(
          new Found(
              new Effect(kind, catalog),
              "the server's own catalog, written past its commands",
              rows,
              false,
              null,
              false,
              List.of()));
    }
  }
}
