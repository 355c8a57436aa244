package dev.drydock.postgres;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of server and database before anything is planned, read in one round trip.
 *
 * @param versionNumber such as 180001
 * @param version such as {@code 18.1}
 * @param standby whether the server is in recovery, so read-only
 * @param readOnly whether the role's transactions may only read unless they say otherwise
 * @param place whether the role may make or alter the wanted table
 * @param systemIdentifier of the cluster; null when the role may not ask
 * @param timeline of the write-ahead log, which changes when a standby is promoted; null on a
 *     standby
 * @param databaseOid of the database in its cluster
 * @param schema {@code current_schema()}; null when no schema of the search path exists
 * @param role {@code current_user} as found
 * @param direct whether it is the server process that the driver was told of at login
 * @param connections how many the role or the database allows; null for any number
 * @param blocks whether the role may use DO with PL/pgSQL
 * @param lockSlots how many locks the server's settings promise to all its processes together; the
 *     table grows beyond, into spare shared memory
 * @param locksPerTransaction the setting {@code max_locks_per_transaction}
 * @param table the wanted table, when it exists
 * @param journal whether the journal of online steps lies beside it
 * @param otherHistories tables in which other tools keep theirs, qualified
 */
public record ServerFacts(
    int versionNumber,
    String version,
    boolean standby,
    boolean readOnly,
    Place place,
    @Nullable String systemIdentifier,
    @Nullable String timeline,
    String database,
    long databaseOid,
    String user,
    String role,
    @Nullable String schema,
    boolean direct,
    @Nullable Integer connections,
    boolean blocks,
    long lockSlots,
    long locksPerTransaction,
    Optional<TableShape> table,
    boolean journal,
    List<String> otherHistories) {

  /** What the role may do where the wanted table belongs. */
  public enum Place {
    /** Make it, or alter it; also where nobody can tell. */
    OPEN,
    /** It is there, and the role may write its rows; it is another role's. */
    FOREIGN,
    /** It is there, and the role may not write its rows. */
    UNWRITABLE,
    /** It is not there, and the role may not make it. */
    CLOSED,
    /** Its schema does not exist. */
    NOWHERE
  }

  /** Oldest server that Drydock works with. */
  private static final int OLDEST = 14;

  private static final String SQL =
      """
      SELECT pg_catalog.current_setting('server_version_num') AS version_number,
             pg_catalog.current_setting('server_version') AS version,
             pg_catalog.pg_is_in_recovery() AS standby,
             pg_catalog.current_setting('default_transaction_read_only')::pg_catalog.bool AS read_only,
             CASE WHEN c.oid IS NOT NULL THEN
                    CASE WHEN NOT pg_catalog.has_table_privilege(c.oid, 'SELECT')
                           OR NOT pg_catalog.has_table_privilege(c.oid, 'INSERT')
                           OR NOT pg_catalog.has_table_privilege(c.oid, 'UPDATE') THEN 'UNWRITABLE'
                         WHEN pg_catalog.pg_has_role(c.relowner, 'USAGE') THEN 'OPEN' ELSE 'FOREIGN' END
                  ELSE (SELECT CASE WHEN w.schema IS NULL THEN 'OPEN' WHEN s.oid IS NULL THEN 'NOWHERE'
                                    WHEN pg_catalog.has_schema_privilege(s.oid, 'CREATE') THEN 'OPEN' ELSE 'CLOSED' END
                          FROM (SELECT COALESCE(%s, pg_catalog.current_schema()::text) AS schema) w
                          LEFT JOIN pg_catalog.pg_namespace s ON s.nspname::text = w.schema)
                  END AS place,
             %s AS system_identifier,
             CASE WHEN NOT pg_catalog.pg_is_in_recovery()
                  THEN pg_catalog.substr(
                         pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 1, 8)
             END AS timeline,
             d.datname AS database,
             d.oid AS database_oid,
             session_user AS session_role,
             pg_catalog.current_setting('role') AS role,
             pg_catalog.current_schema() AS schema,
             pg_catalog.pg_backend_pid() = %s AS direct,
             (SELECT LEAST(CASE WHEN r.rolconnlimit >= 0 THEN r.rolconnlimit END,
                           CASE WHEN d.datconnlimit >= 0 THEN d.datconnlimit END)
                FROM pg_catalog.pg_roles r
               WHERE r.rolname = session_user AND NOT r.rolsuper) AS connections,
             EXISTS (SELECT FROM pg_catalog.pg_language l
                      WHERE l.lanname = 'plpgsql'
                        AND pg_catalog.has_language_privilege(l.oid, 'USAGE')) AS blocks,
             pg_catalog.current_setting('max_locks_per_transaction')::pg_catalog.int8
               * (SELECT pg_catalog.sum(s.setting::pg_catalog.int8) + '1'
                    FROM pg_catalog.pg_settings s
                   WHERE s.name IN ('max_connections', 'max_prepared_transactions', 'max_wal_senders',
                                    'max_worker_processes', 'autovacuum_max_workers'))::pg_catalog.int8
               AS lock_slots,
             pg_catalog.current_setting('max_locks_per_transaction')::pg_catalog.int8
               AS locks_per_transaction,
             n.nspname AS table_schema,
             c.relname AS table_name,
             c.relkind AS table_kind,
             EXISTS (SELECT FROM pg_catalog.pg_class j
                      WHERE j.relnamespace = c.relnamespace AND j.relname = 'drydock_steps') AS journal,
             %s AS other_histories,
             (SELECT pg_catalog.string_agg(
                       pg_catalog.concat_ws(
                         E'\\t', a.attname, pg_catalog.format_type(a.atttypid, NULL),
                         a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''),
                       E'\\n' ORDER BY a.attnum)
                FROM pg_catalog.pg_attribute a
               WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
        FROM pg_catalog.pg_database d
        LEFT JOIN pg_catalog.pg_class c ON c.oid = pg_catalog.to_regclass(%s)::pg_catalog.oid
        LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE d.datname = pg_catalog.current_database()
      """;

  /** Asks the server; where the wanted table lies is decided by the search path or its schema. */
  static String sql(TableName wanted, boolean identity, int backend) {
    return SQL.formatted(
        wanted.schema().map(SqlQuoting::literal).orElse("NULL") + "::pg_catalog.text",
        identity ? "(SELECT system_identifier FROM pg_catalog.pg_control_system())" : "NULL",
        backend,
        OtherTools.SQL,
        SqlQuoting.literal(wanted.sql()));
  }

  static ServerFacts of(ResultSet row) throws SQLException {
    return new ServerFacts(
        row.getInt("version_number"),
        row.getString("version").replaceAll(" .*", ""),
        row.getBoolean("standby"),
        row.getBoolean("read_only"),
        Place.valueOf(row.getString("place")),
        row.getString("system_identifier"),
        row.getString("timeline"),
        row.getString("database"),
        row.getLong("database_oid"),
        row.getString("session_role"),
        row.getString("role"),
        row.getString("schema"),
        row.getBoolean("direct"),
        row.getObject("connections", Integer.class),
        row.getBoolean("blocks"),
        row.getLong("lock_slots"),
        row.getLong("locks_per_transaction"),
        table(row),
        row.getBoolean("journal"),
        otherHistories(row.getString("other_histories")));
  }

  private static List<String> otherHistories(@Nullable String answer) {
    return answer == null ? List.of() : OtherTools.tables(answer);
  }

  private static Optional<TableShape> table(ResultSet row) throws SQLException {
    String name = row.getString("table_name");
    if (name == null) {
      return Optional.empty();
    }
    String columns = row.getString("columns");
    List<TableShape.Column> shapes =
        columns == null ? List.of() : columns.lines().map(ServerFacts::column).toList();
    return Optional.of(new TableShape(row.getString("table_schema"), name, shapes));
  }

  private static TableShape.Column column(String line) {
    String[] parts = line.split("\t", -1);
    return new TableShape.Column(parts[0], parts[1], parts[2].equals("t"));
  }

  /** Major version, such as 18. */
  public int major() {
    return versionNumber / 10_000;
  }

  /** Refuses a server that no migration can run on. */
  public void requireSuitable() {
    if (major() < OLDEST) {
      throw unsuitable(
          "The server is PostgreSQL %s; Drydock needs %d or newer.".formatted(version, OLDEST),
          "Upgrade the server.");
    }
    if (standby) {
      throw unsuitable(
          "The server is a standby (pg_is_in_recovery() is true), so it is read-only.",
          "Give the URL of the primary in DATABASE_URL or MIGRATION_DATABASE_URL.");
    }
  }

  /** Refuses a role that has no second connection, from which the waits of a step are bounded. */
  public void requireSecondConnection() {
    if (connections != null && connections < 2) {
      throw unsuitable(
          "%s may have %d connection to database %s at a time; a step outside a transaction needs a second one, and a third shows how it gets on."
              .formatted(user, connections, database),
          "ALTER ROLE %s CONNECTION LIMIT 3; or of the database, whichever is the limit."
              .formatted(SqlQuoting.identifier(user)));
    }
  }

  /**
   * Why nothing can be written as this role; empty where nothing speaks against it.
   *
   * @param alters whether the table is still to be made or altered
   */
  public Optional<Failure> unwritable(TableName history, boolean alters) {
    if (readOnly) {
      return Optional.of(
          new Failure(
              ErrorCode.UNSUITABLE_SERVER,
              "Transactions of %s may only read here: default_transaction_read_only is on."
                  .formatted(user),
              Failure.NOTHING_EXECUTED,
              "Take that setting off the role, the database or the URL, or give the URL of a role that may write in MIGRATION_DATABASE_URL."));
    }
    String role = SqlQuoting.identifier(user);
    String schema = SqlQuoting.identifier(history.schema().orElse("public"));
    return switch (place) {
      case OPEN -> Optional.empty();
      case FOREIGN ->
          alters
              ? unwritable(
                  "The history table %s belongs to another role than %s, and lacks columns of Drydock that only its owner may add."
                      .formatted(history, user),
                  "ALTER TABLE %s OWNER TO %s;".formatted(history, role))
              : Optional.empty();
      case UNWRITABLE ->
          unwritable(
              "%s may not read and write the history table %s.".formatted(user, history),
              "GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %s;".formatted(history, role));
      case CLOSED ->
          unwritable(
              "The history table %s does not exist, and %s may not make it: it lacks CREATE on its schema."
                  .formatted(history, user),
              "As the schema's owner: GRANT CREATE ON SCHEMA %s TO %s.".formatted(schema, role));
      case NOWHERE ->
          unwritable(
              "The history table %s does not exist, and neither does its schema."
                  .formatted(history),
              "CREATE SCHEMA %s; or name another table in DRYDOCK_HISTORY_TABLE."
                  .formatted(schema));
    };
  }

  private static Optional<Failure> unwritable(String what, String next) {
    return Optional.of(
        new Failure(
            ErrorCode.UNSUITABLE_SERVER,
            what,
            Failure.NOTHING_EXECUTED,
            next + " Or give the URL of a role that may in MIGRATION_DATABASE_URL."));
  }

  private static DrydockException unsuitable(String what, String next) {
    return new DrydockException(
        new Failure(ErrorCode.UNSUITABLE_SERVER, what, Failure.NOTHING_EXECUTED, next));
  }

  /** What tells this database from every other: in a digest, and between two URLs. */
  public String identity() {
    return "%s/%d/%s".formatted(systemIdentifier, databaseOid, database);
  }
}
