package dev.drydock.execution;

import static java.util.stream.Collectors.joining;

import dev.drydock.catalog.CatalogPart;
import dev.drydock.catalog.SequenceSql;
import dev.drydock.history.StepJournal;
import dev.drydock.online.Backfill;
import dev.drydock.postgres.SqlQuoting;
import java.util.List;
import java.util.Set;

/**
 * The last statement before a batch's COMMIT: it fails where functions or triggers did more than
 * fill the table, so that the batch is rolled back.
 *
 * <p>It asks the server's lock table and the transaction's own row counters, and reads no user
 * object. Rows that triggers insert elsewhere are no loss.
 *
 * @param major version of the server, such as 18
 * @param sequences whether code that the batch could reach may set a sequence back
 * @param written tables, by their OIDs, of which earlier transactions of the session updated or
 *     deleted rows that the server still counts
 * @param untriggered columns whose update must fire no trigger of others; none where it may
 */
record BatchLook(
    StepJournal journal,
    int major,
    boolean sequences,
    List<Long> written,
    Set<String> untriggered) {

  BatchLook {
    written = List.copyOf(written);
    untriggered = Set.copyOf(untriggered);
  }

  /** SQLSTATE 22P02, invalid_text_representation: the findings are no number. */
  static final String STATE = "22P02";

  private static final String DELETED = "drydock.deleted";
  private static final String UPDATED = "drydock.updated";
  private static final String FILLED = "drydock.filled";
  private static final String WRITTEN = "drydock.written";
  private static final String CATALOG = "drydock.catalog";
  private static final String SEQUENCES = "drydock.sequences";

  /** Where asking for positions locks, no more sequences than these are asked in each batch. */
  private static final int MOST_LOCKED = 1000;

  /** Rows written in the catalogs, as far as the server has not summed them up elsewhere yet. */
  private static final String CATALOG_ROWS =
      """
      (SELECT pg_catalog.sum(pg_catalog.pg_stat_get_xact_tuples_inserted(o)
          OPERATOR(pg_catalog.+) pg_catalog.pg_stat_get_xact_tuples_updated(o)
          OPERATOR(pg_catalog.+) pg_catalog.pg_stat_get_xact_tuples_deleted(o))::pg_catalog.text
        FROM pg_catalog.unnest('%s'::pg_catalog.oid[]) AS c(o))"""
          .formatted(CatalogPart.catalogs());

  private static final String SQL =
      """
      SELECT ('{'::pg_catalog.text OPERATOR(pg_catalog.||) pg_catalog.string_agg(w.what, '; ')
          OPERATOR(pg_catalog.||) '}'::pg_catalog.text)::pg_catalog.int4
        FROM (
        SELECT pg_catalog.concat(
            CASE WHEN m.strong THEN 'locked or changed '
              WHEN c.relkind OPERATOR(pg_catalog.=) 'f'::pg_catalog."char" THEN 'wrote foreign table '
              WHEN pg_catalog.pg_stat_get_xact_tuples_deleted(m.o) OPERATOR(pg_catalog.>) CASE WHEN m.o OPERATOR(pg_catalog.=) %1$d::pg_catalog.oid THEN pg_catalog.current_setting('%3$s')::pg_catalog.int8 ELSE %9$s END THEN 'deleted rows of '
              WHEN m.o OPERATOR(pg_catalog.=) %1$d::pg_catalog.oid THEN 'updated more rows of '
              ELSE 'updated rows of ' END,
            CASE WHEN c.oid IS NULL THEN 'a table'
              ELSE pg_catalog.concat(pg_catalog.quote_ident(n.nspname), '.', pg_catalog.quote_ident(c.relname)) END) AS what
          FROM (SELECT l.relation AS o, pg_catalog.bool_or(l.mode OPERATOR(pg_catalog.<>) 'RowExclusiveLock') AS strong
              FROM pg_catalog.pg_locks l
             WHERE l.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid() AND l.granted
               AND l.locktype OPERATOR(pg_catalog.=) 'relation'
               AND l.mode OPERATOR(pg_catalog.<>) ALL ('{AccessShareLock,RowShareLock,SIReadLock}'::pg_catalog.text[])
             GROUP BY l.relation) m
          LEFT JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) m.o
          LEFT JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
         WHERE m.strong OR c.relkind OPERATOR(pg_catalog.=) 'f'::pg_catalog."char"
            OR CASE WHEN m.o OPERATOR(pg_catalog.=) %1$d::pg_catalog.oid
                 THEN pg_catalog.pg_stat_get_xact_tuples_deleted(m.o) OPERATOR(pg_catalog.>) pg_catalog.current_setting('%3$s')::pg_catalog.int8
                   OR pg_catalog.pg_stat_get_xact_tuples_updated(m.o) OPERATOR(pg_catalog.>) (pg_catalog.current_setting('%6$s')::pg_catalog.int8 OPERATOR(pg_catalog.+) pg_catalog.current_setting('%7$s')::pg_catalog.int8)
                 WHEN m.o OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%2$s)::pg_catalog.oid THEN false
                 ELSE c.relkind OPERATOR(pg_catalog.=) 'r'::pg_catalog."char"
                   AND (pg_catalog.pg_stat_get_xact_tuples_deleted(m.o) OPERATOR(pg_catalog.>) %9$s
                     OR pg_catalog.pg_stat_get_xact_tuples_updated(m.o) OPERATOR(pg_catalog.>) %10$s) END
        UNION ALL SELECT 'changed the catalog'
         WHERE pg_catalog.current_setting('%4$s') OPERATOR(pg_catalog.<>) %5$s
        %8$s) w""";

  /** The tables of {@link #written}. */
  static final String COUNTED =
      """
      SELECT c.oid::pg_catalog.int8 FROM pg_catalog.pg_class c
       WHERE c.relkind OPERATOR(pg_catalog.=) 'r'::pg_catalog."char"
         AND (pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) OPERATOR(pg_catalog.>) 0
           OR pg_catalog.pg_stat_get_xact_tuples_updated(c.oid) OPERATOR(pg_catalog.>) 0)""";

  private static final String COUNTS =
      """
      , pg_catalog.set_config('%s', (SELECT pg_catalog.json_object_agg(o, pg_catalog.json_build_object(
          'deleted', pg_catalog.pg_stat_get_xact_tuples_deleted(o), 'updated', pg_catalog.pg_stat_get_xact_tuples_updated(o)))::pg_catalog.text
        FROM pg_catalog.unnest('{%s}'::pg_catalog.oid[]) AS w(o)), true)""";

  private static final String COUNT =
      "COALESCE(pg_catalog.json_extract_path_text(pg_catalog.current_setting('%s')::pg_catalog.json, m.o::pg_catalog.text, '%s')::pg_catalog.int8, 0)";

  /** Sequences that the transaction has used. */
  private static final String USED =
      """
      EXISTS (SELECT FROM pg_catalog.pg_locks l
         WHERE l.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid() AND l.relation OPERATOR(pg_catalog.=) c.oid
           AND l.mode OPERATOR(pg_catalog.=) 'RowExclusiveLock')""";

  private static final String SET_BACK =
      """
      UNION ALL SELECT pg_catalog.concat('set sequence ', pg_catalog.quote_ident(n.nspname), '.', pg_catalog.quote_ident(c.relname),
            CASE WHEN s.seqrelid IS NULL THEN ' perhaps, which this role may not read'
              ELSE pg_catalog.concat(' back from ', was.value, ', which no rollback undoes') END)
          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
          LEFT JOIN pg_catalog.pg_sequence s ON s.seqrelid OPERATOR(pg_catalog.=) c.oid AND %2$s
          LEFT JOIN pg_catalog.json_each_text(pg_catalog.current_setting('%1$s')::pg_catalog.json) AS was (oid, value)
            ON was.oid OPERATOR(pg_catalog.=) c.oid::pg_catalog.text
          CROSS JOIN LATERAL (SELECT CASE WHEN was.value IS NOT NULL THEN %3$s END) AS now (value)
         WHERE c.relkind OPERATOR(pg_catalog.=) 'S'::pg_catalog."char" AND c.relpersistence OPERATOR(pg_catalog.<>) 't'::pg_catalog."char" AND %4$s
           AND CASE WHEN s.seqrelid IS NULL THEN true WHEN was.value IS NULL THEN false WHEN now.value IS NULL THEN true
             WHEN s.seqincrement OPERATOR(pg_catalog.<) 0 THEN now.value OPERATOR(pg_catalog.>) was.value::pg_catalog.int8
             ELSE now.value OPERATOR(pg_catalog.<) was.value::pg_catalog.int8 END
      """;

  /** The server holds off whoever would make one until the batch's COMMIT. */
  private static final String FIRED =
      """
      UNION ALL SELECT pg_catalog.concat('fired the trigger ', pg_catalog.quote_ident(t.tgname))
         FROM pg_catalog.pg_trigger t
        WHERE t.tgrelid OPERATOR(pg_catalog.=) %d::pg_catalog.oid AND NOT t.tgisinternal
          AND t.tgenabled OPERATOR(pg_catalog.<>) 'D'::pg_catalog."char" AND t.tgenabled OPERATOR(pg_catalog.<>) 'R'::pg_catalog."char"
          AND (t.tgtype::pg_catalog.int4 OPERATOR(pg_catalog.&) 16) OPERATOR(pg_catalog.<>) 0
          AND NOT pg_catalog.starts_with(t.tgname::pg_catalog.text, '%s_')
          AND (pg_catalog.cardinality(t.tgattr::pg_catalog.int2[]) OPERATOR(pg_catalog.=) 0 OR EXISTS (SELECT FROM pg_catalog.pg_attribute a
                WHERE a.attrelid OPERATOR(pg_catalog.=) t.tgrelid AND a.attnum OPERATOR(pg_catalog.=) ANY (t.tgattr::pg_catalog.int2[])
                  AND a.attname::pg_catalog.text OPERATOR(pg_catalog.=) ANY (%s)))
      """;

  private static final String POSITIONS =
      """
      , pg_catalog.set_config('%s', coalesce((SELECT pg_catalog.json_object_agg(p.oid, p.last)::pg_catalog.text
        FROM (SELECT c.oid, CASE WHEN %s THEN %s END AS last FROM pg_catalog.pg_class c
          WHERE c.relkind OPERATOR(pg_catalog.=) 'S'::pg_catalog."char" AND c.relpersistence OPERATOR(pg_catalog.<>) 't'::pg_catalog."char") p WHERE p.last IS NOT NULL), '{}'), true)""";

  /** The UPDATE, which notes how many rows it filled itself. */
  static String noting(String update) {
    return "WITH drydock_filled AS (%s\nRETURNING 1) SELECT pg_catalog.set_config('%s', pg_catalog.count(*)::pg_catalog.text, true) FROM drydock_filled"
        .formatted(update, FILLED);
  }

  /** Goes into the batch's first SELECT: the counts may hold those of earlier transactions. */
  String before(BatchTable table) {
    String counts =
        ", pg_catalog.set_config('%1$s', pg_catalog.pg_stat_get_xact_tuples_deleted(%5$d)::pg_catalog.text, true), pg_catalog.set_config('%2$s', pg_catalog.pg_stat_get_xact_tuples_updated(%5$d)::pg_catalog.text, true), pg_catalog.set_config('%3$s', %4$s, true)"
            .formatted(DELETED, UPDATED, CATALOG, CATALOG_ROWS, table.oid());
    if (!written.isEmpty()) {
      String oids = written.stream().map(String::valueOf).collect(joining(","));
      counts += COUNTS.formatted(WRITTEN, oids);
    }
    return sequences
        ? counts + POSITIONS.formatted(SEQUENCES, isReadable(), SequenceSql.last(major))
        : counts;
  }

  /** What was counted of a table before the batch. */
  private String count(String what) {
    return written.isEmpty() ? "0" : COUNT.formatted(WRITTEN, what);
  }

  private String isReadable() {
    return SequenceSql.isMomentary(major)
        ? SequenceSql.isReadable()
        : "(SELECT pg_catalog.count(*) OPERATOR(pg_catalog.<=) %d FROM pg_catalog.pg_sequence) AND %s"
            .formatted(MOST_LOCKED, SequenceSql.isReadable());
  }

  /** How many rows of the table were updated, as an expression. */
  static String updated(BatchTable table) {
    return "pg_catalog.pg_stat_get_xact_tuples_updated(%d) - pg_catalog.current_setting('%s')::pg_catalog.int8"
        .formatted(table.oid(), UPDATED);
  }

  String sql(BatchTable table) {
    String back =
        sequences ? SET_BACK.formatted(SEQUENCES, isReadable(), SequenceSql.last(major), USED) : "";
    if (!untriggered.isEmpty()) {
      String columns =
          untriggered.stream()
              .map(SqlQuoting::literal)
              .collect(joining(", ", "ARRAY[", "]::pg_catalog.text[]"));
      back += FIRED.formatted(table.oid(), Backfill.OWN_TRIGGERS, columns);
    }
    return SQL.formatted(
        table.oid(),
        SqlQuoting.literal(journal.sql()),
        DELETED,
        CATALOG,
        CATALOG_ROWS,
        UPDATED,
        FILLED,
        back,
        count("deleted"),
        count("updated"));
  }

  /** What it found, out of the server's message. */
  static String found(String message) {
    int from = message.indexOf('{');
    int to = message.lastIndexOf('}');
    return from < 0 || to < from ? message : message.substring(from + 1, to);
  }
}
