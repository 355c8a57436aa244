package dev.drydock.execution;

import dev.drydock.online.Backfill;
import dev.drydock.postgres.ComputedColumnsSql;
import dev.drydock.postgres.Session;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.postgres.WalkedKeySql;
import dev.drydock.sql.BatchableUpdate;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what a backfill has to visit: the table itself, its partitions, its children. */
final class BatchTables {

  /** In the order of oids, so that what is attached later comes behind. */
  private static final String SQL =
      """
      WITH RECURSIVE below (oid) AS (
        SELECT c.oid FROM pg_catalog.pg_class c
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = {schema} AND c.relname = {table}
        UNION
        SELECT h.inhrelid FROM pg_catalog.pg_inherits h JOIN below b ON b.oid = h.inhparent
         WHERE {children} AND NOT h.inhdetachpending)
      SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind,
             c.relrowsecurity AS row_security,
             EXISTS (SELECT FROM pg_catalog.pg_rewrite r
                      WHERE r.ev_class = c.oid AND r.ev_type = '2') AS rules,
             {computed} AS computed,
             (SELECT pg_catalog.string_agg(pg_catalog.concat_ws(' ', a.attname, a.attnum), ', ' ORDER BY a.attname)
                FROM pg_catalog.pg_attribute a
               WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                 AND a.attname::pg_catalog.text = ANY ({set})) AS set,
             size.blocks,
             CASE WHEN c.relpages > 0 AND c.reltuples >= '0'
               THEN (c.reltuples::float8 / c.relpages::float8 * size.blocks::float8)::pg_catalog.int8 ELSE 0 END AS rows,
             key.names, key.types, key.greater, key.at_most
        FROM below b
        JOIN pg_catalog.pg_class c ON c.oid = b.oid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       CROSS JOIN LATERAL (
        SELECT CASE WHEN c.relkind = 'r' THEN pg_catalog.pg_relation_size(c.oid)
                 / pg_catalog.current_setting('block_size')::pg_catalog.int8 ELSE 0 END) AS size (blocks)
        LEFT JOIN LATERAL (
        {key}) AS key ON true
       ORDER BY c.oid
      """;

  private BatchTables() {}

  /** The query that reads them. */
  static Session.Query query(Backfill backfill, BatchableUpdate update, List<BatchTable> into) {
    return new Session.Query(
        SQL.replace("{schema}", SqlQuoting.literal(backfill.schema()))
            .replace("{table}", SqlQuoting.literal(backfill.table()))
            .replace("{children}", String.valueOf(!update.only()))
            .replace("{set}", set(update))
            .replace("{key}", WalkedKeySql.KEY)
            .replace("{computed}", ComputedColumnsSql.COMPUTED),
        row -> into.add(table(row)));
  }

  private static String set(BatchableUpdate update) {
    return update.columns().stream()
        .map(SqlQuoting::literal)
        .collect(Collectors.joining(", ", "ARRAY[", "]::pg_catalog.text[]"));
  }

  private static BatchTable table(ResultSet row) throws SQLException {
    return new BatchTable(
        row.getLong("oid"),
        row.getString("schema"),
        row.getString("name"),
        row.getString("kind").charAt(0),
        row.getLong("rows"),
        row.getLong("blocks"),
        row.getBoolean("row_security"),
        row.getBoolean("rules"),
        Optional.ofNullable(row.getString("computed")),
        String.valueOf(row.getString("set")),
        key(row));
  }

  private static List<BatchTable.Column> key(ResultSet row) throws SQLException {
    Array names = row.getArray("names");
    if (names == null) {
      return List.of();
    }
    String[] columns = (String[]) names.getArray();
    String[] types = (String[]) row.getArray("types").getArray();
    String[] greater = (String[]) row.getArray("greater").getArray();
    String[] atMost = (String[]) row.getArray("at_most").getArray();
    var key = new ArrayList<BatchTable.Column>();
    for (int i = 0; i < columns.length; i++) {
      key.add(new BatchTable.Column(columns[i], types[i], greater[i], atMost[i]));
    }
    return key;
  }
}
