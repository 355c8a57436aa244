package dev.drydock.execution;

import dev.drydock.history.StepJournal;
import dev.drydock.postgres.RunSettings;
import dev.drydock.sql.BatchableUpdate;
import java.util.List;

/**
 * The statements of one batch, which travel in one message: the transaction with bounds, UPDATE,
 * progress row and a look at what else it did; behind its COMMIT the search for the next batch's
 * end.
 */
record BatchMessage(
    RunSettings settings,
    BatchableUpdate update,
    StepJournal journal,
    StepJournal.Key key,
    BatchLook look) {

  /** Places among the statements. */
  static final int UPDATE = 1;

  static final int TOOK = 2;
  static final int PROGRESS = 3;
  static final int LOOK = 5;
  static final int COMMIT = 6;
  static final int NEXT = 8;

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
    String range = table.way().range(update.called(), progress.position().at(), to.at());
    return List.of(
        bounds.boundsSql()
            + ALL_ROWS
            + (table.key().size() > 1 ? NO_SCAN : "")
            + look.before(table)
            + BEGAN,
        BatchLook.noting(update.within(table.schema(), table.name(), range)),
        TOOK_SQL,
        journal.progressSql(
            key, progress.journal(), to.text(), progress.rows() + " + " + BatchLook.updated(table)),
        "SET CONSTRAINTS ALL IMMEDIATE",
        look.sql(table),
        "COMMIT",
        walkSql(),
        next);
  }

  /** Before each search for a place. */
  String walkSql() {
    return settings.boundsSql() + ALL_ROWS + WALK;
  }
}
