package dev.drydock.history;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.ServerFacts;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.postgres.TableName;
import dev.drydock.postgres.TableShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the history is kept: {@code schema_migrations (id, executed_at)}, as the users' earlier
 * tools may have made it, plus Drydock's own columns.
 *
 * @param shape the table as it is; empty while it does not exist
 */
public record HistoryTable(String schema, String name, Optional<TableShape> shape) {

  private static final Map<String, String> OWN_COLUMNS = new LinkedHashMap<>();

  static {
    OWN_COLUMNS.put("drydock_checksum", "text");
    OWN_COLUMNS.put("drydock_duration_ms", "bigint");
    OWN_COLUMNS.put("drydock_run", "text");
    OWN_COLUMNS.put("drydock_by", "text");
    OWN_COLUMNS.put("drydock_version", "text");
    OWN_COLUMNS.put("drydock_plan", "text");
    OWN_COLUMNS.put("drydock_losses", "jsonb");
  }

  private static final Set<String> TEXTS = Set.of("text", "character varying");
  private static final Set<String> TIMES =
      Set.of("timestamp with time zone", "timestamp without time zone");

  /** Finds the table, or the place where it will be made; refuses another tool's. */
  public static HistoryTable of(ServerFacts facts, TableName wanted) {
    if (facts.table().isPresent()) {
      TableShape shape = facts.table().get();
      requireOurs(shape);
      return new HistoryTable(shape.schema(), shape.name(), facts.table());
    }
    String schema =
        wanted
            .schema()
            .or(() -> Optional.ofNullable(facts.schema()))
            .orElseThrow(() -> noSchema(facts));
    return new HistoryTable(schema, wanted.name(), Optional.empty());
  }

  /**
   * Whether the contract's table has such a column.
   *
   * @param type as {@code format_type} prints it, without modifiers
   */
  public static boolean fits(String column, String type) {
    switch (column) {
      case "id":
        return TEXTS.contains(type);
      case "executed_at":
        return TIMES.contains(type);
      default:
        return false;
    }
  }

  private static void requireOurs(TableShape shape) {
    boolean idFits = shape.column("id").filter(id -> fits("id", id.type())).isPresent();
    boolean timeFits =
        shape.column("executed_at").filter(at -> fits("executed_at", at.type())).isPresent();
    boolean canInsert =
        shape.columns().stream()
            .allMatch(column -> !column.required() || column.name().equals("id"));
    boolean ownFit =
        OWN_COLUMNS.entrySet().stream()
            .allMatch(
                own ->
                    shape
                        .column(own.getKey())
                        .map(TableShape.Column::type)
                        .orElse(own.getValue())
                        .equals(own.getValue()));
    if (!idFits || !timeFits || !canInsert || !ownFit) {
      throw foreign(shape);
    }
  }

  private static DrydockException foreign(TableShape shape) {
    String columns =
        String.join(
            ", ",
            shape.columns().stream().map(column -> column.name() + " " + column.type()).toList());
    return new DrydockException(
        new Failure(
            ErrorCode.FOREIGN_HISTORY_TABLE,
            "Table %s.%s (%s) belongs to another tool%s, not to Drydock."
                .formatted(shape.schema(), shape.name(), columns, owner(shape)),
            Failure.NOTHING_EXECUTED,
            "Keep that table as it is and name another one for Drydock:"
                + " DRYDOCK_HISTORY_TABLE=drydock_migrations."));
  }

  private static String owner(TableShape shape) {
    Optional<String> version = shape.column("version").map(TableShape.Column::type);
    if (version.isPresent() && shape.column("dirty").isPresent()) {
      return " (golang-migrate, by its columns version and dirty)";
    }
    if (version.filter(TEXTS::contains).isPresent() && shape.columns().size() == 1) {
      return " (Rails or dbmate, by its only column version)";
    }
    if (version.isPresent() && shape.column("inserted_at").isPresent()) {
      return " (Ecto, by its columns version and inserted_at)";
    }
    if (version.isPresent() && shape.column("statements").isPresent()) {
      return " (Supabase, by its columns version and statements)";
    }
    return "";
  }

  private static DrydockException noSchema(ServerFacts facts) {
    return new DrydockException(
        new Failure(
            ErrorCode.CONFIGURATION,
            "No schema of the search path exists for user %s in database %s, so there is no place for the history table."
                .formatted(facts.user(), facts.database()),
            Failure.NOTHING_EXECUTED,
            "Create the schema, or name one: DRYDOCK_HISTORY_TABLE=public.schema_migrations."));
  }

  public boolean exists() {
    return shape.isPresent();
  }

  /** Whether the table has a column; false while the table does not exist. */
  boolean has(String column) {
    return shape.flatMap(table -> table.column(column)).isPresent();
  }

  /** Qualified and quoted. */
  public String sql() {
    return SqlQuoting.identifier(schema) + "." + SqlQuoting.identifier(name);
  }

  /** One boolean: whether the table still has as many columns as it was found with, or none. */
  String unchangedSql() {
    return "SELECT count(*) = %d FROM pg_catalog.pg_attribute WHERE attrelid = pg_catalog.to_regclass(%s)::pg_catalog.oid AND attnum > 0 AND NOT attisdropped"
        .formatted(shape.map(found -> found.columns().size()).orElse(0), SqlQuoting.literal(sql()));
  }

  /** Statements still to be sent before rows can be written; empty when none. */
  public List<String> preparation() {
    var statements = new ArrayList<String>();
    if (!exists()) {
      statements.add(
          "CREATE TABLE IF NOT EXISTS %s (id text PRIMARY KEY, executed_at timestamptz NOT NULL DEFAULT now())"
              .formatted(sql()));
    }
    List<String> missing =
        OWN_COLUMNS.entrySet().stream()
            .filter(own -> !has(own.getKey()))
            .map(own -> "ADD COLUMN IF NOT EXISTS " + own.getKey() + " " + own.getValue())
            .toList();
    if (!missing.isEmpty()) {
      statements.add("ALTER TABLE %s %s".formatted(sql(), String.join(", ", missing)));
    }
    return statements;
  }

  /** The table as it is once {@link #preparation()} was sent. */
  public HistoryTable prepared() {
    var columns = new ArrayList<>(shape.map(TableShape::columns).orElse(List.of()));
    OWN_COLUMNS.forEach(
        (column, type) -> {
          if (!has(column)) {
            columns.add(new TableShape.Column(column, type, false));
          }
        });
    return new HistoryTable(schema, name, Optional.of(new TableShape(schema, name, columns)));
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
