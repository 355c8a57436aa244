package dev.drydock.history;

import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Loss;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.ObjectName;
import dev.drydock.postgres.SqlQuoting;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The SQL that keeps how far online steps came: table {@code drydock_steps} beside the history. It
 * has a row only while its migration has none in the history; every name is qualified, so that no
 * search path can lead it astray.
 */
public final class StepJournal {

  private static final String NAME = "drydock_steps";

  /** Rows that keep what an unfinished run made; they are no steps. */
  private static final String MADE = "made";

  /** In place of a statement's number: rows that keep why runs ended. */
  private static final int FAILED = -3;

  /** Most such rows of one migration. */
  private static final int FAILURES = 50;

  /** Rows that keep when a migration was taken up last; nobody reads them as steps. */
  private static final String RESUMED = "resumed";

  private static final String NOW = "pg_catalog.clock_timestamp()";
  private static final String EQUALS = " OPERATOR(pg_catalog.=) ";
  private static final String DIFFERS = " OPERATOR(pg_catalog.<>) ";

  private final String schema;

  /** The journal beside a history table. */
  public StepJournal(HistoryTable history) {
    schema = history.schema();
  }

  /**
   * Where a step is.
   *
   * @param action which part of its form, from 1; zero where the statement runs as a whole
   * @param form name of the safe form
   * @param text hash of the statement as written
   */
  public record Key(MigrationId migration, int statement, int action, String form, String text) {}

  /** Qualified and quoted. */
  public String sql() {
    return SqlQuoting.identifier(schema) + "." + NAME;
  }

  /** What forgetting steps takes away, as the guard names it. */
  public Effect forgetting() {
    return new Effect(EffectKind.DELETE_ROWS, ObjectName.of(schema, NAME));
  }

  /** One boolean: whether the table exists. */
  public String existsSql() {
    return "SELECT pg_catalog.to_regclass(%s) IS NOT NULL".formatted(SqlQuoting.literal(sql()));
  }

  /** Makes the table. */
  public String createSql() {
    return """
        CREATE TABLE IF NOT EXISTS %s (
          migration text NOT NULL,
          statement integer NOT NULL,
          action integer NOT NULL,
          form text NOT NULL,
          text_hash text NOT NULL,
          done boolean NOT NULL,
          run text NOT NULL,
          backend integer NOT NULL,
          backend_start timestamptz NOT NULL,
          position text,
          rows bigint NOT NULL DEFAULT 0,
          started_at timestamptz NOT NULL,
          ended_at timestamptz,
          plan text,
          pending text,
          steps text,
          losses jsonb,
          idle interval NOT NULL DEFAULT '0',
          touched_at timestamptz,
          PRIMARY KEY (migration, statement, action))"""
        .formatted(sql());
  }

  /** All rows, in the order of the steps. */
  public String readSql() {
    return """
        SELECT migration, statement, action, form, text_hash, done, run, backend, backend_start, position, rows, started_at, greatest(started_at, ended_at, touched_at) AS last_sign, plan, pending, steps
          FROM %s WHERE form%s'%s' ORDER BY migration COLLATE "C", statement, action"""
        .formatted(sql(), DIFFERS, RESUMED);
  }

  /** One row. */
  public static StepRecord row(ResultSet row, int number) throws SQLException {
    return new StepRecord(
        new MigrationId(row.getString("migration")),
        row.getInt("statement"),
        row.getInt("action"),
        row.getString("form"),
        row.getString("text_hash"),
        row.getBoolean("done"),
        row.getString("run"),
        row.getInt("backend"),
        instant(row, "backend_start"),
        Optional.ofNullable(row.getString("position")),
        row.getLong("rows"),
        instant(row, "started_at"),
        instant(row, "last_sign"),
        Optional.ofNullable(row.getString("plan")),
        Optional.ofNullable(row.getString("pending")),
        Optional.ofNullable(row.getString("steps")));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /** Says, before a step, that this backend begins it; what a predecessor came to stays. */
  public String beganSql(Key key, String run) {
    return insert(key, run, "false", "NULL")
        + " ON CONFLICT (migration, statement, action) DO UPDATE SET"
        + " run = EXCLUDED.run, backend = EXCLUDED.backend, backend_start = EXCLUDED.backend_start";
  }

  /**
   * An SQL expression for the moment at which a migration was begun, but later by the time in which
   * no run worked at it.
   */
  public String beganAt(MigrationId migration) {
    return "(SELECT coalesce(min(started_at OPERATOR(pg_catalog.+) idle), %1$s) FROM %2$s WHERE migration%3$s%4$s AND form%5$s'%6$s' AND form%5$s'%7$s')"
        .formatted(
            NOW, sql(), EQUALS, SqlQuoting.literal(migration.value()), DIFFERS, MADE, RESUMED);
  }

  /**
   * Says that a run goes on with what others began: the time since their last sign is not counted.
   * Each of their rows keeps the last sign of its run, whichever of them this one takes over.
   */
  public List<String> resumedSql(String run) {
    return List.of(
        """
        UPDATE %1$s s SET touched_at = o.last, idle = s.idle OPERATOR(pg_catalog.+) (%2$s OPERATOR(pg_catalog.-) g.last)
          FROM (SELECT migration, max(greatest(started_at, ended_at, touched_at)) AS last FROM %1$s GROUP BY migration) g,
               (SELECT migration, run, max(greatest(started_at, ended_at, touched_at)) AS last FROM %1$s GROUP BY migration, run) o
         WHERE g.migration%3$ss.migration AND o.migration%3$ss.migration AND o.run%3$ss.run"""
            .formatted(sql(), NOW, EQUALS),
        """
        INSERT INTO %1$s (migration, statement, action, form, text_hash, done, run, backend, backend_start, started_at)
        SELECT m.migration, -2, -1, '%2$s', '', true, %3$s, pg_catalog.pg_backend_pid(), %4$s, %4$s FROM (SELECT DISTINCT migration FROM %1$s) m
            ON CONFLICT (migration, statement, action) DO UPDATE SET run = EXCLUDED.run, started_at = EXCLUDED.started_at"""
            .formatted(sql(), RESUMED, SqlQuoting.literal(run), NOW));
  }

  /** What a run was allowed to do when it began a statement. */
  public record Approval(String plan, String pending) {}

  /**
   * Says that a statement is begun, or done; fits into its own transaction.
   *
   * @param steps its safe form; empty for a statement that runs as written
   */
  public String statementSql(
      Key key, String run, boolean done, Approval approval, Optional<String> steps) {
    return """
        %s ON CONFLICT (migration, statement, action) DO UPDATE SET form = EXCLUDED.form, text_hash = EXCLUDED.text_hash, done = EXCLUDED.done, run = EXCLUDED.run,
         ended_at = EXCLUDED.ended_at, backend = EXCLUDED.backend, backend_start = EXCLUDED.backend_start, plan = EXCLUDED.plan, pending = EXCLUDED.pending, steps = EXCLUDED.steps"""
        .formatted(
            insert(key, run, String.valueOf(done), done ? NOW : "NULL")
                    .replace("ended_at)", "ended_at, plan, pending, steps)")
                + ", %s, %s, %s"
                    .formatted(
                        SqlQuoting.literal(approval.plan()),
                        SqlQuoting.literal(approval.pending()),
                        steps.map(SqlQuoting::literal).orElse("NULL")));
  }

  /** Says that a step is over; fits into the step's own transaction. */
  public String doneSql(Key key, String run) {
    return insert(key, run, "true", NOW)
        + " ON CONFLICT (migration, statement, action) DO UPDATE SET"
        + " done = true, run = EXCLUDED.run, ended_at = EXCLUDED.ended_at";
  }

  /**
   * The same, and what the step made.
   *
   * @param made an SQL expression of how the server prints it
   */
  public String doneSql(Key key, String run, String made) {
    return insert(key, run, "true", NOW).replace("ended_at)", "ended_at, position)")
        + ", "
        + made
        + " ON CONFLICT (migration, statement, action) DO UPDATE SET"
        + " done = true, run = EXCLUDED.run, ended_at = EXCLUDED.ended_at, position = EXCLUDED.position";
  }

  private String insert(Key key, String run, String done, String ended) {
    return """
        INSERT INTO %s (migration, statement, action, form, text_hash, done, run, backend, backend_start, started_at, ended_at)
        SELECT %s, %d, %d, %s, %s, %s, %s, pg_catalog.pg_backend_pid(), coalesce((SELECT backend_start FROM pg_catalog.pg_stat_activity WHERE pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid()), pg_catalog.clock_timestamp()), pg_catalog.clock_timestamp(), %s"""
        .formatted(
            sql(),
            SqlQuoting.literal(key.migration().value()),
            key.statement(),
            key.action(),
            SqlQuoting.literal(key.form()),
            SqlQuoting.literal(key.text()),
            done,
            SqlQuoting.literal(run),
            ended);
  }

  /**
   * Says how far a backfill came; belongs into the batch's own transaction. Fails with 22012 (a
   * division by zero) unless the row still says what this run read or wrote last: then another run
   * has moved it, and the batch must not count.
   *
   * @param from position as it was; empty where the row has none
   * @param rows expression for the rows filled so far
   */
  public String progressSql(Key key, Optional<String> from, String to, String rows) {
    return """
        WITH moved AS (
          UPDATE %s SET position = %s, rows = %s, touched_at = pg_catalog.clock_timestamp()
           WHERE %s AND NOT done AND coalesce(position, '')%s%s RETURNING 1)
        SELECT 1 OPERATOR(pg_catalog./) count(*) FROM moved"""
        .formatted(
            sql(),
            SqlQuoting.literal(to),
            rows,
            at(key),
            EQUALS,
            SqlQuoting.literal(from.orElse("")));
  }

  /**
   * Keeps what a step of a migration lost until its history row is written: a row of its own, in
   * the step's own transaction.
   */
  public String lossesSql(MigrationId migration, String run, List<Loss> losses) {
    return """
        INSERT INTO %1$s (migration, statement, action, form, text_hash, done, run, backend, backend_start, started_at, ended_at, losses)
        SELECT %2$s, 0, -1 OPERATOR(pg_catalog.-) count(*)::pg_catalog.int4, 'losses', '', true, %3$s, pg_catalog.pg_backend_pid(), %4$s, %4$s, %4$s, %5$s::pg_catalog.jsonb
          FROM %1$s WHERE migration%6$s%2$s AND statement%6$s0"""
        .formatted(
            sql(),
            SqlQuoting.literal(migration.value()),
            SqlQuoting.literal(run),
            NOW,
            SqlQuoting.literal(RecordedLosses.json(losses)),
            EQUALS);
  }

  /**
   * Keeps what a transaction made, for a run that goes on with it: what is the run's own may be
   * changed by it. Fits into that transaction.
   *
   * @param last the last migration of the run, whose history row ends it
   * @param names as the commit check calls them
   */
  public String madeSql(MigrationId last, String run, Collection<String> names) {
    return """
        INSERT INTO %1$s (migration, statement, action, form, text_hash, done, run, backend, backend_start, position, started_at, ended_at)
        SELECT %2$s, -1, -1 OPERATOR(pg_catalog.-) count(*)::pg_catalog.int4, '%3$s', '', true, %4$s, pg_catalog.pg_backend_pid(), %5$s, %6$s, %5$s, %5$s
          FROM %1$s WHERE migration%7$s%2$s AND statement%7$s-1"""
        .formatted(
            sql(),
            SqlQuoting.literal(last.value()),
            MADE,
            SqlQuoting.literal(run),
            NOW,
            SqlQuoting.literal(String.join(",", names)),
            EQUALS);
  }

  /** The names that such rows keep. */
  public static Set<String> made(List<StepRecord> records) {
    return records.stream()
        .filter(StepJournal::isMade)
        .flatMap(record -> record.position().stream())
        .flatMap(names -> Stream.of(names.split(",")))
        .collect(Collectors.toSet());
  }

  /** Whether a row keeps what was made, and is no step. */
  public static boolean isMade(StepRecord record) {
    return record.form().equals(MADE);
  }

  /**
   * Keeps why a run ended within a migration, until that is done: a row of its own for each of the
   * latest {@value #FAILURES} runs.
   *
   * @param why without row data and secrets
   */
  public List<String> failureSql(MigrationId migration, String run, Failure why) {
    String kept =
        "%1$s WHERE migration%2$s%3$s AND statement%2$s%4$d"
            .formatted(sql(), EQUALS, SqlQuoting.literal(migration.value()), FAILED);
    return List.of(
        """
        INSERT INTO %1$s (migration, statement, action, form, text_hash, done, run, backend, backend_start, position, started_at, ended_at)
        SELECT %2$s, %3$d, 1 OPERATOR(pg_catalog.+) coalesce(max(action), 0), '%4$s', '%5$s', true, %6$s, pg_catalog.pg_backend_pid(), %7$s, %8$s, %7$s, %7$s
          FROM %9$s"""
            .formatted(
                sql(),
                SqlQuoting.literal(migration.value()),
                FAILED,
                StepRecord.FAILURE,
                why.code(),
                SqlQuoting.literal(run),
                NOW,
                SqlQuoting.literal(inAnyEncoding(why.what())),
                kept),
        "DELETE FROM %s AND action OPERATOR(pg_catalog.<=) (SELECT max(action) OPERATOR(pg_catalog.-) %d FROM %s)"
            .formatted(kept, FAILURES, kept));
  }

  /** Not every database can hold the one sign of our words that is not ASCII. */
  private static String inAnyEncoding(String words) {
    return words.replace("…", "...");
  }

  /** An SQL expression for all that was kept so, as the history keeps it. */
  String lossesOf(MigrationId migration) {
    return "coalesce((SELECT pg_catalog.jsonb_agg(l.one ORDER BY s.action DESC) FROM %s s, pg_catalog.jsonb_array_elements(s.losses) l(one) WHERE s.migration%s%s), '[]')"
        .formatted(sql(), EQUALS, SqlQuoting.literal(migration.value()));
  }

  /** Forgets a step that left nothing, so that it may begin anew. */
  public String forgetSql(Key key) {
    return "DELETE FROM %s WHERE %s".formatted(sql(), at(key));
  }

  /** Forgets all steps of a migration; fits into the transaction of its history row. */
  public String forgetSql(MigrationId migration) {
    return "DELETE FROM %s WHERE migration%s%s"
        .formatted(sql(), EQUALS, SqlQuoting.literal(migration.value()));
  }

  private static String at(Key key) {
    return "migration%1$s%2$s AND statement%1$s%3$d AND action%1$s%4$d"
        .formatted(
            EQUALS, SqlQuoting.literal(key.migration().value()), key.statement(), key.action());
  }
}
