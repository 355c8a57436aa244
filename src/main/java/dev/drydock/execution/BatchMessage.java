package dev.drydock.execution;

import dev.drydock.history.StepJournal;
import dev.drydock.postgres.RunSettings;
import dev.drydock.sql.BatchableUpdate;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements of one batch, which travel in one message: the transaction with bounds, UPDATE,
 * progress row and a look at what else it did; behind its COMMIT the search for the next batch's
 * end.
 *
 * @param file what the migration's file has set, each until its transaction ends
 */
record BatchMessage(
    RunSettings settings,
    List<String> file,
    BatchableUpdate statement,
    StepJournal journal,
    StepJournal.Key key,
    BatchLook seen) {

  /**
   * Settings under which keys become texts that mean the same in any session, and no plan but a
   * walk over the index is tried.
   */
  private static final String WALK =
      ", pg_catalog.set_config('datestyle', 'ISO, YMD', true), pg_catalog.set_config('intervalstyle', 'iso_8601', true), pg_catalog.set_config('extra_float_digits', '1', true), pg_catalog.set_config('enable_seqscan', 'off', true), pg_catalog.set_config('enable_sort', 'off', true)";

  /** The planner counts rows between two composite keys badly. */
  private static final String NO_SCAN = ", pg_catalog.set_config('enable_seqscan', 'off', true)";

  /** An error where policies would hide rows, which would silently not be filled. */
  private static final String ALL_ROWS = ", pg_catalog.set_config('row_security', 'off', true)";

  /** When the UPDATE began. */
  private static final String BEGAN =
      ", pg_catalog.set_config('drydock.began', extract(epoch FROM pg_catalog.clock_timestamp())::pg_catalog.text, true)";

  /** Microseconds that the UPDATE took. */
  private static final String TOOK_SQL =
      "SELECT ((extract(epoch FROM pg_catalog.clock_timestamp()) - pg_catalog.current_setting('drydock.began')::pg_catalog.numeric) * '1000000')::pg_catalog.int8::pg_catalog.text";

  BatchMessage {
    file = List.copyOf(file);
  }

  /** Place of the UPDATE, whose answer tells the rows. */
  int update() {
    return 1 + file.size();
  }

  /** Place of the answer how long it took. */
  int took() {
    return update() + (file.isEmpty() ? 1 : 2);
  }

  /** Place of the progress row. */
  int progress() {
    return took() + 1;
  }

  /** Place of the look at what else it did. */
  int look() {
    return progress() + 2;
  }

  /** Place of the COMMIT. */
  int commit() {
    return look() + 1;
  }

  /** Place of the answer where the next batch ends. */
  int next() {
    return commit() + walk().size() + 1;
  }

  /**
   * A batch.
   *
   * @param progress where it begins
   * @param to what the journal says afterwards
   * @param bounds of its transaction
   * @param next the query behind COMMIT
   */
  List<String> statements(
      BatchProgress progress, BatchPosition to, RunSettings bounds, String next) {
    BatchTable table = progress.table();
    String range = table.way().range(statement.called(), progress.position().at(), to.at());
    var statements = new ArrayList<String>();
    statements.add(
        bounds.boundsSql()
            + ALL_ROWS
            + (table.key().size() > 1 ? NO_SCAN : "")
            + seen.before(table)
            + BEGAN);
    statements.addAll(file);
    statements.add(BatchLook.noting(statement.within(table.schema(), table.name(), range)));
    if (!file.isEmpty()) {
      statements.add(bounds.ownSql());
    }
    statements.add(TOOK_SQL);
    statements.add(
        journal.progressSql(
            key,
            progress.journal(),
            to.text(),
            progress.rows() + " + " + BatchLook.updated(table)));
    statements.add("SET CONSTRAINTS ALL IMMEDIATE");
    statements.add(seen.sql(table));
    statements.add("COMMIT");
    statements.addAll(walk());
    statements.add(next);
    return statements;
  }

  /** Before each search for a place: as the role that may read the table. */
  List<String> walk() {
    var settings = new ArrayList<>(file);
    settings.add(this.settings.boundsSql() + ALL_ROWS + WALK);
    return settings;
  }
}
