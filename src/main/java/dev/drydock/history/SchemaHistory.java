package dev.drydock.history;

import dev.drydock.migration.AppliedMigration;
import dev.drydock.migration.Checksum;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.Loss;
import dev.drydock.migration.Migration;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.SqlQuoting;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads and writes rows of the history table. */
public final class SchemaHistory {

  private static final String SUFFIX = ".sql";

  /** Setting in which a migration's start is kept until its row is written. */
  private static final String STARTED = "drydock.started";

  private final HistoryTable table;

  public SchemaHistory(HistoryTable table) {
    this.table = table;
  }

  /** What every row of a run says besides its migration. */
  public record Entry(String run, String by, String version, String plan) {}

  /** The query for all rows; to be asked only while the table exists. */
  public String readSql() {
    return Stream.of(
            "drydock_checksum",
            "drydock_duration_ms",
            "drydock_run",
            "drydock_by",
            "drydock_version",
            "drydock_plan",
            "drydock_losses")
        .map(column -> table.has(column) ? column : "NULL AS " + column)
        .collect(
            Collectors.joining(
                ", ",
                "SELECT id, executed_at::timestamptz AS executed_at, ",
                " FROM " + table.sql()));
  }

  /** One row; an earlier tool's {@code .sql} ending is not part of the id. */
  public static AppliedMigration row(ResultSet row, int number) throws SQLException {
    String id = row.getString("id");
    String bare = id.endsWith(SUFFIX) ? id.substring(0, id.length() - SUFFIX.length()) : id;
    return new AppliedMigration(
        new MigrationId(bare.isBlank() ? id : bare),
        row.getObject("executed_at", OffsetDateTime.class).toInstant(),
        text(row, "drydock_checksum").flatMap(Checksum::parse),
        text(row, "drydock_duration_ms").map(Long::valueOf).map(Duration::ofMillis),
        text(row, "drydock_run"),
        text(row, "drydock_by"),
        text(row, "drydock_version"),
        text(row, "drydock_plan"),
        text(row, "drydock_losses").map(RecordedLosses::parse).orElse(List.of()));
  }

  private static Optional<String> text(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }

  /** To be selected before a migration's first statement: notes the start on the server's clock. */
  public static final String STARTS =
      "pg_catalog.set_config('%s', extract(epoch FROM pg_catalog.clock_timestamp())::pg_catalog.text, true)"
          .formatted(STARTED);

  /** The same for a migration that began earlier: an SQL expression for that moment. */
  public static String startedAt(String moment) {
    return "pg_catalog.set_config('%s', extract(epoch FROM %s)::pg_catalog.text, true)"
        .formatted(STARTED, moment);
  }

  /**
   * To be sent behind a migration's last statement: its row, with the time since {@link #STARTS},
   * which it answers in milliseconds. Every name and operator is qualified, so that no search path
   * can lead it astray.
   */
  public String insertSql(Migration migration, Entry entry) {
    String took =
        "'1000'::pg_catalog.numeric OPERATOR(pg_catalog.*) (extract(epoch FROM pg_catalog.clock_timestamp())"
            + " OPERATOR(pg_catalog.-) NULLIF(pg_catalog.current_setting('%s', true), '')::pg_catalog.numeric)"
                .formatted(STARTED);
    return "INSERT INTO %s (id, executed_at, drydock_checksum, drydock_duration_ms, drydock_run, drydock_by, drydock_version, drydock_plan) VALUES (%s, pg_catalog.clock_timestamp(), %s, %s, %s, %s, %s, %s) RETURNING drydock_duration_ms"
        .formatted(
            table.sql(),
            SqlQuoting.literal(migration.id().value()),
            SqlQuoting.literal(migration.checksum().toString()),
            took,
            SqlQuoting.literal(entry.run()),
            SqlQuoting.literal(entry.by()),
            SqlQuoting.literal(entry.version()),
            SqlQuoting.literal(entry.plan()));
  }

  /** Loads what writing losses down needs, which takes a while the first time. */
  public static void practise() {
    RecordedLosses.json(
        List.of(new Loss(EffectKind.DROP_TABLE, "practice", null, 0L, false, null, true)));
  }

  /** To be sent behind the last look: what one migration of the run lost, as it declared. */
  public String lossesSql(MigrationId migration, List<Loss> losses) {
    return lossesSql(
        migration, SqlQuoting.literal(RecordedLosses.json(losses)) + "::pg_catalog.jsonb");
  }

  /** The same for a migration of which steps were committed before: with what those lost. */
  public String lossesSql(MigrationId migration, StepJournal journal, List<Loss> losses) {
    return lossesSql(
        migration,
        "NULLIF(%s OPERATOR(pg_catalog.||) %s::pg_catalog.jsonb, '[]')"
            .formatted(
                journal.lossesOf(migration), SqlQuoting.literal(RecordedLosses.json(losses))));
  }

  private String lossesSql(MigrationId migration, String losses) {
    return "UPDATE %s SET drydock_losses = %s WHERE id OPERATOR(pg_catalog.=) %s"
        .formatted(table.sql(), losses, SqlQuoting.literal(migration.value()));
  }

  /** Id and milliseconds of the migrations of one run, as written. */
  public String runSql(String run) {
    return "SELECT id, drydock_duration_ms FROM %s WHERE drydock_run OPERATOR(pg_catalog.=) %s"
        .formatted(table.sql(), SqlQuoting.literal(run));
  }
}
