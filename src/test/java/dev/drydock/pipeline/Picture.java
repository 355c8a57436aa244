package dev.drydock.pipeline;

import dev.drydock.catalog.CatalogPart;
import dev.drydock.catalog.CatalogReader;
import dev.drydock.catalog.CatalogSnapshot;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * All that a database holds: schema, rows and history, without what differs from run to run (times,
 * ids of runs, digests, who) or after a crash, which lets a sequence skip up to 32 values. Two
 * pictures are equal when the databases are.
 *
 * @param lines one for each object and row, in order
 */
record Picture(List<String> lines) {

  private static final String MINE =
      "NOT IN ('pg_catalog', 'pg_toast', 'information_schema') AND n.nspname NOT LIKE 'pg_temp%'";

  private static final String SCHEMA =
      """
      SELECT format('relation %%s.%%s kind %%s persistence %%s', n.nspname, c.relname, c.relkind, c.relpersistence)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname %1$s
      UNION ALL
      SELECT format('column %%s.%%s.%%s %%s %%s %%s %%s', n.nspname, c.relname, a.attname, a.attnum,
                    format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
       WHERE a.attnum > 0 AND n.nspname %1$s
      UNION ALL
      SELECT format('index %%s', pg_get_indexdef(i.indexrelid) || i.indisvalid)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname %1$s
      UNION ALL
      SELECT format('constraint %%s %%s', o.conname, pg_get_constraintdef(o.oid))
        FROM pg_constraint o JOIN pg_namespace n ON n.oid = o.connamespace WHERE n.nspname %1$s
      UNION ALL
      SELECT format('function %%s.%%s', n.nspname, p.proname)
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname %1$s
      UNION ALL
      SELECT format('trigger %%s', t.tgname)
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE NOT t.tgisinternal AND n.nspname %1$s
      UNION ALL
      SELECT format('sequence %%s', s.sequencename) FROM pg_sequences s
      ORDER BY 1
      """
          .formatted(MINE);

  private static final String TABLES =
      "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE c.relkind = 'r' AND c.relname <> 'schema_migrations' AND n.nspname "
          + MINE
          + " ORDER BY 1";

  private static final String HISTORY =
      "SELECT format('history %s %s %s', id, drydock_checksum, drydock_version) FROM schema_migrations ORDER BY id";

  private static final EnumSet<CatalogPart> OF_ALL_DATABASES =
      EnumSet.of(
          CatalogPart.DATABASE,
          CatalogPart.TABLESPACE,
          CatalogPart.ROLE,
          CatalogPart.MEMBERSHIP,
          CatalogPart.SETTING,
          CatalogPart.PARAMETER,
          CatalogPart.SUBSCRIPTION,
          CatalogPart.SHARED_DESCRIPTION,
          CatalogPart.SHARED_SECURITY_LABEL);

  /** Takes one. */
  static Picture of(TestDatabase database) {
    try (Connection connection = database.connectAsSuperuser()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      var lines = new ArrayList<>(read(connection, SCHEMA));
      for (String table : read(connection, TABLES)) {
        lines.addAll(
            read(
                connection,
                "SELECT format('row of %%s: %%s', %s, t) FROM %s AS t ORDER BY 1"
                    .formatted(SqlQuoting.literal(table), table)));
      }
      if (lines.stream().anyMatch(line -> line.startsWith("relation public.schema_migrations "))) {
        lines.addAll(read(connection, HISTORY));
      }
      lines.addAll(objects(connection));
      connection.rollback();
      return new Picture(List.copyOf(lines));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As many of each kind as the guard sees, whatever the kind. */
  private static List<String> objects(Connection connection) throws SQLException {
    CatalogSnapshot seen = CatalogReader.snapshot(connection, List.of());
    return EnumSet.complementOf(OF_ALL_DATABASES).stream()
        .map(part -> part.words() + "s: " + seen.keys(part).size())
        .toList();
  }

  private static List<String> read(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var lines = new ArrayList<String>();
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
      return lines;
    }
  }
}
