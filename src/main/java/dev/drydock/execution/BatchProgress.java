package dev.drydock.execution;

import java.util.List;
import java.util.Optional;

/**
 * Where a backfill is, between two batches.
 *
 * @param table it is in
 * @param journal the position as the journal has it; empty before the first batch
 * @param position in the table; ahead of the journal where the table was only just begun
 * @param rows filled so far, by all runs
 */
record BatchProgress(
    BatchTable table, Optional<String> journal, BatchPosition position, long rows) {

  /** After a batch was committed. */
  BatchProgress committed(BatchPosition to, long updated) {
    return new BatchProgress(table, Optional.of(to.text()), to, rows + updated);
  }

  /** The same, about to begin elsewhere. */
  BatchProgress at(BatchTable other, BatchPosition begin) {
    return new BatchProgress(other, journal, begin, rows);
  }

  /** Asks for the place that so many rows from here end at. */
  String edgeSql(int wanted) {
    return edgeSql(position.at(), wanted);
  }

  /** The same, from another place. */
  String edgeSql(List<String> at, int wanted) {
    return table.way().edgeSql(at, position.end(), wanted);
  }
}
