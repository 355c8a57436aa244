package dev.drydock.guard;

import dev.drydock.catalog.CatalogPart;
import dev.drydock.catalog.CatalogReader;
import dev.drydock.catalog.CatalogSnapshot;
import dev.drydock.catalog.PinnedQuery;
import dev.drydock.catalog.RowCounters;
import dev.drydock.catalog.RowsBefore;
import dev.drydock.catalog.SequenceSql;
import dev.drydock.execution.CheckScope;
import dev.drydock.postgres.Session;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How everything stood before the first statement.
 *
 * @param later what goes with relations that no migration names
 * @param words every word of the migrations
 * @param named OIDs of the relations that the migrations name, whose definitions were read deparsed
 * @param searchPath schemas in which names are looked for
 * @param identity transaction id, current and session user
 * @param unseen what the role cannot see, in words
 * @param counters rows that the session had written in each catalog and old table until then
 * @param unjudged whether a migration holds a statement that nobody can judge beforehand
 * @param maySetSequences whether a statement may call {@code setval}
 */
record Baseline(
    CatalogSnapshot snapshot,
    RowsBefore later,
    OldTables tables,
    Set<String> words,
    Set<String> named,
    List<String> searchPath,
    String identity,
    String replicationRole,
    boolean superuser,
    boolean canStopCounting,
    boolean largeObjects,
    List<String> unseen,
    Map<String, RowCounters> counters,
    boolean unjudged,
    boolean maySetSequences,
    DependencyLedger dependencies) {

  private static final String HEADER =
      """
      SELECT 'path', s::pg_catalog.text FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) AS u(s)
      UNION ALL SELECT 'identity', pg_catalog.concat_ws(' ',
        pg_catalog.pg_current_xact_id_if_assigned(), current_user, session_user)::pg_catalog.text
      UNION ALL SELECT 'replication', pg_catalog.current_setting('session_replication_role')
      UNION ALL SELECT 'superuser', pg_catalog.current_setting('is_superuser')
      UNION ALL SELECT 'counting', %s
      UNION ALL SELECT 'objects', 'on'
        WHERE EXISTS (SELECT FROM pg_catalog.pg_largeobject_metadata)
      UNION ALL SELECT 'unseen', u.what FROM (%s) AS u(what)
      UNION ALL SELECT 'counters', (%s)
      """;

  /**
   * Reads it, in one message with other queries.
   *
   * @param first are sent before anything else
   * @param behind are sent behind it, pinned
   */
  static Baseline read(
      Connection connection,
      CheckScope scope,
      List<Session.Query> first,
      List<PinnedQuery.Asked> behind)
      throws SQLException {
    var statements = new ArrayList<String>();
    scope.migrations().forEach(migration -> statements.addAll(migration.statements()));
    Set<String> words = Words.of(statements);
    var later = new RowsBefore();
    var path = new ArrayList<String>();
    var unseen = new ArrayList<String>();
    var header = new HashMap<String, String>();
    var asked = new ArrayList<PinnedQuery.Asked>();
    first.forEach(query -> asked.add(new PinnedQuery.Asked(query.sql(), query.row()::processRow)));
    asked.add(
        new PinnedQuery.Asked(
            header(connection),
            row -> {
              if (row.getString(1).equals("path")) {
                path.add(row.getString(2));
              } else if (row.getString(1).equals("unseen")) {
                unseen.add(row.getString(2));
              } else {
                header.put(row.getString(1), text(row));
              }
            }));
    boolean unjudged = !scope.unjudged().isEmpty();
    var dependencies = new DependencyLedger();
    var last = new ArrayList<>(behind);
    if (unjudged) {
      last.add(dependencies.asked());
    }
    CatalogSnapshot snapshot =
        withoutOwn(CatalogReader.snapshot(connection, words, later, asked, last), scope.own());
    var tables = new OldTables(snapshot, path);
    boolean superuser = "on".equals(header.get("superuser"));
    return new Baseline(
        snapshot,
        later,
        tables,
        words,
        tables.named(words),
        List.copyOf(path),
        header.getOrDefault("identity", ""),
        header.getOrDefault("replication", ""),
        superuser,
        superuser || "true".equals(header.get("counting")),
        header.containsKey("objects"),
        List.copyOf(unseen),
        TransactionState.counters(header.get("counters")),
        unjudged,
        SequenceSql.maySet(statements),
        dependencies);
  }

  /** Columns that the run made earlier are not old; most runs made none, and copy nothing. */
  private static CatalogSnapshot withoutOwn(CatalogSnapshot read, Set<String> own) {
    return own.isEmpty()
        ? read
        : read.without(
            CatalogPart.ATTRIBUTE, key -> own.contains(CatalogPart.ATTRIBUTE.named(key)));
  }

  private static String header(Connection connection) throws SQLException {
    boolean parameters = connection.getMetaData().getDatabaseMajorVersion() >= 15;
    String counting =
        parameters
            ? "pg_catalog.has_parameter_privilege('track_counts', 'SET')::pg_catalog.text"
            : "'false'";
    return HEADER.formatted(counting, Unseen.SQL, TransactionState.probe(List.of()));
  }

  private static String text(ResultSet row) throws SQLException {
    String value = row.getString(2);
    return value == null ? "" : value;
  }

  boolean hasEventTriggers() {
    return snapshot
        .rows(CatalogPart.EVENT_TRIGGER)
        .anyMatch(row -> !row.get("evtenabled").equals("D"));
  }

  /** All counters that the transaction starts from, tables too. */
  Map<String, RowCounters> startCounters() {
    var all = new HashMap<>(counters);
    for (String oid : snapshot.keys(CatalogPart.CLASS)) {
      snapshot.statistics(oid).ifPresent(s -> all.put(oid, s.counters()));
    }
    return all;
  }
}
