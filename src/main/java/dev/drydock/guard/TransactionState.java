package dev.drydock.guard;

import dev.drydock.catalog.CatalogPart;
import dev.drydock.catalog.KeptPlan;
import dev.drydock.catalog.OwnMarks;
import dev.drydock.catalog.PinnedQuery;
import dev.drydock.catalog.RowCounters;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the run's transaction holds and has written, by the server's own account.
 *
 * @param identity transaction id, current and session user
 * @param replicationRole the setting {@code session_replication_role}
 * @param temporary OID of the session's temporary schema; {@code 0} for none
 * @param canDefer whether any trigger or constraint of the database can be deferred
 * @param marks what tells its own doings from others'
 * @param written rows written in relations on which it still holds a write lock, by OID
 * @param sequences OIDs of the sequences it has locked
 * @param foreignTables OIDs of the foreign tables it has locked for writing
 * @param writable OIDs of the tables it has locked for writing rows
 * @param kept what plan the session keeps, as {@link KeptPlan#KEPT} tells it; empty for none
 * @param closeHeld statements that close the cursors {@code WITH HOLD}, which COMMIT would run
 */
record TransactionState(
    String identity,
    String replicationRole,
    String temporary,
    boolean canDefer,
    OwnMarks marks,
    Map<String, RowCounters> written,
    Set<String> sequences,
    Set<String> foreignTables,
    Set<String> writable,
    String kept,
    String closeHeld) {

  /** Lets deferred triggers and constraints run now. */
  static final String RUN_DEFERRED = "SET CONSTRAINTS ALL IMMEDIATE;\n";

  private static final long FIRST_OF_USERS = 16384;

  /** Catalogs whose counters are read. */
  private static final String CATALOGS = CatalogPart.catalogs();

  private static final String COUNTERS =
      "SELECT string_agg(concat_ws(',', w.o, w.i, w.u, w.d), ';') FROM (SELECT o,"
          + " pg_stat_get_xact_tuples_inserted(o) AS i, pg_stat_get_xact_tuples_updated(o) AS u,"
          + " pg_stat_get_xact_tuples_deleted(o) AS d FROM %s) w WHERE w.i + w.u + w.d > 0";

  private static final String SQL =
      """
      WITH mine AS MATERIALIZED (
        SELECT DISTINCT l.locktype, l.relation, l.classid, l.objid, l.mode FROM pg_locks l
         WHERE l.pid = pg_backend_pid() AND l.granted AND l.locktype IN ('relation', 'object')
           AND l.mode NOT IN ('AccessShareLock', 'RowShareLock', 'SIReadLock')),
      relations AS MATERIALIZED (
        SELECT DISTINCT m.relation AS o FROM mine m WHERE m.locktype = 'relation')
      SELECT 'identity', concat_ws(' ', pg_current_xact_id_if_assigned(), current_user, session_user)
      UNION ALL SELECT 'replication', current_setting('session_replication_role')
      UNION ALL SELECT 'temporary', pg_my_temp_schema()::text
      UNION ALL SELECT 'deferrable', 't' WHERE EXISTS (
        SELECT FROM pg_trigger t WHERE t.tgdeferrable)
      UNION ALL SELECT 'exclusive', string_agg(m.relation::text, ',') FROM mine m
        WHERE m.locktype = 'relation' AND m.mode = 'AccessExclusiveLock'
      UNION ALL SELECT 'objects', string_agg(concat_ws('/', m.classid, m.objid), ',') FROM mine m
        WHERE m.locktype = 'object' AND m.mode = 'AccessExclusiveLock'
      UNION ALL SELECT 'sequences', string_agg(c.oid::text, ',') FROM pg_class c
        WHERE c.relkind = 'S' AND c.oid IN (SELECT o FROM relations)
      UNION ALL SELECT 'foreign', string_agg(c.oid::text, ',') FROM pg_class c
        WHERE c.relkind = 'f' AND c.oid IN (SELECT m.relation FROM mine m
          WHERE m.locktype = 'relation' AND m.mode = 'RowExclusiveLock')
      UNION ALL SELECT 'writable', string_agg(m.relation::text, ',') FROM mine m
        WHERE m.locktype = 'relation' AND m.mode = 'RowExclusiveLock'
      UNION ALL SELECT 'held', string_agg('CLOSE ' || quote_ident(c.name) || ';', ' ')
        FROM pg_cursors c WHERE c.is_holdable
      UNION ALL SELECT 'kept', (%s)
      UNION ALL SELECT 'written', (%s)
      UNION ALL SELECT 'catalogs', (%s)
      """
          .formatted(
              KeptPlan.KEPT,
              COUNTERS.formatted("relations"),
              COUNTERS.formatted("unnest('" + CATALOGS + "'::oid[]) AS c(o)"));

  /**
   * Asks the server.
   *
   * @param commands sent before in the same message; none, or each with its semicolon
   */
  static TransactionState read(Connection connection, String commands) throws SQLException {
    var values = new HashMap<String, String>();
    PinnedQuery.rowsAfter(
        connection,
        commands,
        SQL,
        row -> {
          String value = row.getString(2);
          values.put(row.getString(1), value == null ? "" : value);
        });
    var catalogs = new HashMap<Integer, RowCounters>();
    counters(values.get("catalogs")).forEach((oid, c) -> catalogs.put(Integer.valueOf(oid), c));
    return new TransactionState(
        values.getOrDefault("identity", ""),
        values.getOrDefault("replication", ""),
        values.getOrDefault("temporary", "0"),
        values.containsKey("deferrable"),
        new OwnMarks(list(values.get("exclusive")), list(values.get("objects")), catalogs),
        counters(values.get("written")),
        list(values.get("sequences")),
        list(values.get("foreign")),
        list(values.get("writable")),
        values.getOrDefault("kept", ""),
        values.getOrDefault("held", ""));
  }

  /** One SELECT of the counters of some tables and of the catalogs; qualifies every name itself. */
  static String probe(List<String> tables) {
    String oids = CATALOGS.substring(0, CATALOGS.length() - 1) + join(tables) + "}";
    return ("SELECT pg_catalog.string_agg(pg_catalog.concat_ws(',', w.o, w.i, w.u, w.d), ';')"
            + " FROM (SELECT o, pg_catalog.pg_stat_get_xact_tuples_inserted(o) AS i,"
            + " pg_catalog.pg_stat_get_xact_tuples_updated(o) AS u,"
            + " pg_catalog.pg_stat_get_xact_tuples_deleted(o) AS d"
            + " FROM pg_catalog.unnest('%s'::pg_catalog.oid[]) AS c(o)) w"
            + " WHERE w.i OPERATOR(pg_catalog.>) 0 OR w.u OPERATOR(pg_catalog.>) 0"
            + " OR w.d OPERATOR(pg_catalog.>) 0")
        .formatted(oids);
  }

  private static String join(List<String> oids) {
    return oids.isEmpty() ? "" : "," + String.join(",", oids);
  }

  /** Reads {@code oid,inserted,updated,deleted;…}. */
  static Map<String, RowCounters> counters(@Nullable String text) {
    var counters = new HashMap<String, RowCounters>();
    if (text == null || text.isEmpty()) {
      return counters;
    }
    for (String entry : text.split(";")) {
      String[] n = entry.split(",");
      counters.put(
          n[0], new RowCounters(Long.parseLong(n[1]), Long.parseLong(n[2]), Long.parseLong(n[3])));
    }
    return counters;
  }

  private static Set<String> list(@Nullable String text) {
    return text == null || text.isEmpty() ? Set.of() : Set.of(text.split(","));
  }

  /** Whether it locks what came with the server: another session could not even log in. */
  boolean locksServer() {
    return marks.exclusive().stream().anyMatch(oid -> Long.parseLong(oid) < FIRST_OF_USERS);
  }

  /** Tables locked for writing in which no counter moved. */
  Set<String> writableUncounted() {
    return writable.stream().filter(oid -> !written.containsKey(oid)).collect(Collectors.toSet());
  }

  /** All rows written in anything but the server's own catalogs. */
  long rowsWritten() {
    return written.entrySet().stream()
        .filter(entry -> Long.parseLong(entry.getKey()) >= FIRST_OF_USERS)
        .mapToLong(entry -> entry.getValue().total())
        .sum();
  }
}
