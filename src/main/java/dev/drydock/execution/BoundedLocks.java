package dev.drydock.execution;

import dev.drydock.lint.LockNeed;
import dev.drydock.lint.LockNeeds;
import dev.drydock.migration.LockMode;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.RunSettings;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is sent around the statements of one transaction so that nobody stalls behind its waits.
 *
 * <p>A waiting lock request makes all later ones queue behind it, so a strong lock is waited for
 * only shortly and the whole transaction is begun again later. Short waits never get past an
 * autovacuum, which yields after {@code deadlock_timeout}: so before anything else every table is
 * locked in SHARE UPDATE EXCLUSIVE, which stalls neither readers nor writers. Right before its
 * statement a table is then locked in exactly that statement's mode: the first one waits up to 100
 * ms, growing to 250 ms with the attempts; each further one, while others wait for the first
 * already, a fifth of that. Where LOCK TABLE is not possible (views, sequences, missing privileges)
 * the statement takes its lock itself, under the same bound.
 *
 * <p>One object for one attempt, asked in the order of the statements; sends nothing itself.
 */
public final class BoundedLocks {

  private static final int SHORTEST_MILLIS = 100;
  private static final int STEP_MILLIS = 50;
  private static final int LONGEST_MILLIS = 250;

  private final LockNeeds needs;
  private final long bound;
  private final long wait;
  private final boolean blocks;
  private Optional<MigrationId> ownBounds = Optional.empty();
  private boolean holding;

  /**
   * Locks for one attempt.
   *
   * @param bound longest wait for any lock, as the user set it
   * @param attempt from 1; later ones wait a little longer
   * @param blocks whether the role may use DO with PL/pgSQL; if not, every statement takes its
   *     locks itself
   */
  public BoundedLocks(LockNeeds needs, Duration bound, int attempt, boolean blocks) {
    this.needs = needs;
    this.bound = bound.toMillis();
    this.wait =
        Math.min(
            bound.toMillis(),
            Math.min(LONGEST_MILLIS, SHORTEST_MILLIS + (attempt - 1) * STEP_MILLIS));
    this.blocks = blocks;
  }

  /**
   * Something to be sent on behalf of a statement: if it fails, that statement could not get its
   * lock.
   */
  public record Order(MigrationId migration, Statement statement, String sql) {}

  /** To be sent before the first statement of the transaction. */
  public List<Order> first() {
    if (!blocks) {
      return List.of();
    }
    return needs.all().stream()
        .filter(first -> first.need().certain())
        .map(first -> new Order(first.migration(), first.statement(), weak(first.need())))
        .toList();
  }

  /** To be sent right before a statement, in the same message; empty for most. */
  public Optional<String> before(MigrationId migration, Statement statement) {
    List<LockNeed> strong =
        needs.of(migration, statement.number()).stream().filter(LockNeed::isStrong).toList();
    boolean first = statement.number() == 1;
    boolean late = holding;
    holding |= !strong.isEmpty();
    if (strong.isEmpty()) {
      return late && first ? Optional.of(setting(rest())) : Optional.empty();
    }
    List<LockNeed> certain = strong.stream().filter(LockNeed::certain).toList();
    long patience = late ? further() : wait;
    if (blocks && !certain.isEmpty()) {
      return Optional.of(strong(certain, patience, keepsOwn(migration)));
    }
    return keepsOwn(migration) ? Optional.empty() : Optional.of(setting(patience));
  }

  /** To be sent right after the same statement. */
  public Optional<String> after(MigrationId migration, Statement statement) {
    boolean strong = needs.of(migration, statement.number()).stream().anyMatch(LockNeed::isStrong);
    boolean own = keepsOwn(migration);
    if (RunSettings.touchesBounds(statement.text())) {
      ownBounds = Optional.of(migration);
    }
    return strong && !own ? Optional.of(setting(rest())) : Optional.empty();
  }

  /** Whether the migration set a timeout itself: then its statements run under that one. */
  private boolean keepsOwn(MigrationId migration) {
    return ownBounds.filter(migration::equals).isPresent();
  }

  /** While a strong lock is held, every wait stalls those who wait for it. */
  private long rest() {
    return holding ? Math.min(bound, LONGEST_MILLIS) : bound;
  }

  private long further() {
    return Math.max(1, wait / 5);
  }

  private static String weak(LockNeed need) {
    String yields =
        "(SELECT (s.setting::pg_catalog.int4 + 500)::pg_catalog.text FROM pg_catalog.pg_settings s"
            + " WHERE s.name OPERATOR(pg_catalog.=) 'deadlock_timeout')";
    return """
        DO $drydock$
        DECLARE before pg_catalog.text := pg_catalog.current_setting('lock_timeout');
        BEGIN
          PERFORM pg_catalog.set_config('lock_timeout', %s, true);
          %s
          PERFORM pg_catalog.set_config('lock_timeout', before, true);
        END $drydock$"""
        .formatted(yields, lock(need.table(), LockMode.SHARE_UPDATE_EXCLUSIVE, need.recurses()));
  }

  private String strong(List<LockNeed> needed, long patience, boolean putBack) {
    String locks =
        needed.stream()
            .map(need -> lock(need.table(), need.mode(), need.recurses()))
            .collect(Collectors.joining("\n  " + perform(further()) + "\n  "));
    return """
        DO $drydock$
        DECLARE before pg_catalog.text := pg_catalog.current_setting('lock_timeout');
        BEGIN
          %s
          %s
          %s
        END $drydock$"""
        .formatted(
            perform(patience),
            locks,
            putBack
                ? "PERFORM pg_catalog.set_config('lock_timeout', before, true);"
                : perform(patience));
  }

  /** Only where LOCK TABLE can work: on a table that is there, with the privilege to lock it. */
  private static String lock(QualifiedName table, LockMode mode, boolean recurses) {
    String name =
        table.schema().map(s -> SqlQuoting.identifier(s) + ".").orElse("")
            + SqlQuoting.identifier(table.name());
    return """
        IF EXISTS (SELECT FROM pg_catalog.pg_class c
                    WHERE c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%s)
                      AND c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p}')
                      AND pg_catalog.has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE')) THEN
            LOCK TABLE %s%s IN %s MODE;
          END IF;"""
        .formatted(SqlQuoting.literal(name), recurses ? "" : "ONLY ", name, mode);
  }

  private static String perform(long millis) {
    return "PERFORM pg_catalog.set_config('lock_timeout', '%dms', true);".formatted(millis);
  }

  private static String setting(long millis) {
    return "SELECT pg_catalog.set_config('lock_timeout', '%dms', true)".formatted(millis);
  }
}
