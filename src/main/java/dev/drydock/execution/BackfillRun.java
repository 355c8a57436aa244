package dev.drydock.execution;

import dev.drydock.catalog.SequenceSql;
import dev.drydock.history.StepJournal;
import dev.drydock.history.StepRecord;
import dev.drydock.migration.DrydockException;
import dev.drydock.online.Backfill;
import dev.drydock.postgres.RunSettings;
import dev.drydock.postgres.Session;
import dev.drydock.sql.BatchableUpdate;
import dev.drydock.sql.FileSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Executes an UPDATE in batches: short transactions along the primary key, each with its progress
 * row, so that it can be stopped and killed at any moment and goes on exactly where it was.
 *
 * <p>The caller holds the run lock on the same session, has written {@link StepJournal#beganSql},
 * and writes {@link StepJournal#doneSql} afterwards. Not for use by two threads at once.
 */
public final class BackfillRun {

  /** Settings of a batch that no file may change: how long it waits, and that it misses no row. */
  private static final Set<String> OWN =
      Set.of("lock_timeout", "statement_timeout", "transaction_timeout", "row_security");

  private final Session session;
  private final RunSettings settings;
  private final Duration lockBudget;
  private final StepJournal journal;
  private final StatementErrors errors;

  /**
   * A run on a direct connection.
   *
   * @param settings whose bounds hold in each batch; the wait for a row's lock is shorter
   * @param lockBudget longest time in which one batch is tried again because of locks
   */
  public BackfillRun(
      Session session,
      RunSettings settings,
      Duration lockBudget,
      StepJournal journal,
      StatementErrors errors) {
    this.session = session;
    this.settings = settings;
    this.lockBudget = lockBudget;
    this.journal = journal;
    this.errors = errors;
  }

  /**
   * Fills rows until all are done or the observer asks to stop.
   *
   * @param file settings that earlier statements of its file made, which hold in each batch
   * @param major version of the server, such as 18
   * @param before what the journal says of the step, read under the run lock
   * @throws DrydockException when a batch fails; those before it stay
   */
  public BackfillOutcome run(
      Backfill backfill,
      StepJournal.Key key,
      List<String> file,
      int major,
      Optional<StepRecord> before,
      RunObserver observer) {
    var checks = new BackfillChecks(backfill, key);
    BatchableUpdate update = checks.update();
    List<BatchTable> tables = tables(backfill, key, update);
    checks.check(update, tables);
    Optional<String> journalled = before.flatMap(StepRecord::position);
    BatchPosition position = journalled.map(BatchPosition::parse).orElse(BatchPosition.NOWHERE);
    checks.sameKey(position, tables);
    List<BatchTable> leaves = tables.stream().filter(table -> table.kind() == 'r').toList();
    long rows = before.map(StepRecord::rows).orElse(0L);
    var progress = new BatchProgress(tables.get(0), journalled, position, rows);
    var batches =
        new Batches(
            session,
            new BatchMessage(
                settings,
                FileSettings.forTransaction(file, OWN),
                update,
                journal,
                key,
                look(backfill, update, key, major)),
            new BatchPace(backfill.rows()),
            lockBudget,
            new BatchFailures(key, errors));
    long total = leaves.stream().mapToLong(BatchTable::rows).sum();
    var news = new BatchNews(observer, key, total, progress);
    return new BackfillWalk(batches, new BatchPressure(session, major), news, progress)
        .through(leaves);
  }

  private BatchLook look(
      Backfill backfill, BatchableUpdate update, StepJournal.Key key, int major) {
    var sequences = new AtomicBoolean(SequenceSql.maySet(List.of(backfill.statement())));
    var written = new ArrayList<Long>();
    try {
      session.read(
          List.of(
              Session.Query.unread(settings.boundsSql()),
              Session.Query.unread(
                  "SELECT pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true)"),
              new Session.Query(BatchLook.COUNTED, row -> written.add(row.getLong(1))),
              new Session.Query(SequenceSql.SETTERS, row -> sequences.set(true))));
    } catch (SQLException failure) {
      throw errors.inBatch(key.migration(), key.statement(), 0, failure);
    }
    Set<String> untriggered = backfill.automatic() ? update.columns() : Set.of();
    return new BatchLook(journal, major, sequences.get(), written, untriggered);
  }

  private List<BatchTable> tables(Backfill backfill, StepJournal.Key key, BatchableUpdate update) {
    var tables = new ArrayList<BatchTable>();
    try {
      session.read(
          List.of(
              Session.Query.unread(settings.boundsSql()),
              BatchTables.query(backfill, update, tables)));
    } catch (SQLException failure) {
      throw errors.inBatch(key.migration(), key.statement(), 0, failure);
    }
    return tables;
  }
}
