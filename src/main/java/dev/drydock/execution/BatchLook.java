package dev.drydock.execution;

import dev.drydock.catalog.CatalogPart;
import dev.drydock.history.StepJournal;
import dev.drydock.postgres.SqlQuoting;

/**
 * The last statement before a batch's COMMIT: it fails where functions or triggers did more than
 * fill the table, so that the batch is rolled back.
 *
 * <p>It asks the server's lock table and the transaction's own row counters, and reads no user
 * object. Rows that triggers insert elsewhere are no loss.
 */
final class BatchLook {

  /** SQLSTATE 22P02, invalid_text_representation: the findings are no number. */
  static final String STATE = "22P02";

  private static final String DELETED = "drydock.deleted";
  private static final String CATALOG = "drydock.catalog";

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
              WHEN pg_catalog.pg_stat_get_xact_tuples_deleted(m.o) OPERATOR(pg_catalog.>) 0 THEN 'deleted rows of '
              ELSE 'updated rows of ' END,
            CASE WHEN c.oid IS NULL THEN 'a table'
              ELSE pg_catalog.concat(pg_catalog.quote_ident(n.nspname), '.', pg_catalog.quote_ident(c.relname)) END) AS what
          FROM (SELECT l.relation AS o, pg_catalog.bool_or(l.mode OPERATOR(pg_catalog.<>) 'RowExclusiveLock') AS strong
              FROM pg_catalog.pg_locks l
             WHERE l.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid() AND l.granted
               AND l.locktype OPERATOR(pg_catalog.=) 'relation'
               AND l.mode OPERATOR(pg_catalog.<>) 'AccessShareLock' AND l.mode OPERATOR(pg_catalog.<>) 'RowShareLock'
             GROUP BY l.relation) m
          LEFT JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) m.o
          LEFT JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
         WHERE m.strong OR c.relkind OPERATOR(pg_catalog.=) 'f'::pg_catalog."char"
            OR CASE WHEN m.o OPERATOR(pg_catalog.=) %1$d::pg_catalog.oid
                 THEN pg_catalog.pg_stat_get_xact_tuples_deleted(m.o) OPERATOR(pg_catalog.>) pg_catalog.current_setting('%3$s')::pg_catalog.int8
                 WHEN m.o OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%2$s)::pg_catalog.oid THEN false
                 ELSE c.relkind OPERATOR(pg_catalog.=) 'r'::pg_catalog."char"
                   AND (pg_catalog.pg_stat_get_xact_tuples_deleted(m.o) OPERATOR(pg_catalog.>) 0
                     OR pg_catalog.pg_stat_get_xact_tuples_updated(m.o) OPERATOR(pg_catalog.>) 0) END
        UNION ALL SELECT 'changed the catalog'
         WHERE pg_catalog.current_setting('%4$s') OPERATOR(pg_catalog.<>) %5$s) w""";

  private BatchLook() {}

  /** Goes into the batch's first SELECT: the counts may hold those of earlier transactions. */
  static String before(BatchTable table) {
    return ", pg_catalog.set_config('%s', pg_catalog.pg_stat_get_xact_tuples_deleted(%d)::pg_catalog.text, true), pg_catalog.set_config('%s', %s, true)"
        .formatted(DELETED, table.oid(), CATALOG, CATALOG_ROWS);
  }

  static String sql(BatchTable table, StepJournal journal) {
    return SQL.formatted(
        table.oid(), SqlQuoting.literal(journal.sql()), DELETED, CATALOG, CATALOG_ROWS);
  }

  /** What it found, out of the server's message. */
  static String found(String message) {
    int from = message.indexOf('{');
    int to = message.lastIndexOf('}');
    return from < 0 || to < from ? message : message.substring(from + 1, to);
  }
}
