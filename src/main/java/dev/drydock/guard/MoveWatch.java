package dev.drydock.guard;

import dev.drydock.catalog.RowCounters;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Watches an UPDATE of a partitioned table: a row that moves to another partition counts as one
 * deleted and one inserted, and is neither.
 */
final class MoveWatch implements StatementWatch {

  private final OldTables tables;
  private final Set<String> family;
  private final Map<String, Long> moved;
  private Map<String, RowCounters> before = Map.of();

  /**
   * @param moved adds up, by partition, the rows that moved out of it
   */
  MoveWatch(String table, OldTables tables, Map<String, Long> moved) {
    this.tables = tables;
    this.family = tables.family(table);
    this.moved = moved;
  }

  @Override
  public void before(Connection connection) throws SQLException {
    before = TransactionState.read(connection, "").written();
  }

  @Override
  public void after(Connection connection, long rows) throws SQLException {
    Map<String, RowCounters> after = TransactionState.read(connection, "").written();
    RowCounters sum = RowCounters.NONE;
    var left = new HashMap<String, Long>();
    for (Map.Entry<String, RowCounters> entry : after.entrySet()) {
      if (family.contains(entry.getKey())) {
        RowCounters old = before.getOrDefault(entry.getKey(), tables.counters(entry.getKey()));
        RowCounters own = entry.getValue().since(old);
        sum = sum.plus(own);
        left.put(entry.getKey(), own.deleted());
      }
    }
    if (sum.inserted() == sum.deleted() && sum.updated() + sum.deleted() == rows) {
      left.forEach((oid, count) -> moved.merge(oid, count, Long::sum));
    }
  }
}
