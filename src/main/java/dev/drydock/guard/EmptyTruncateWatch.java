package dev.drydock.guard;

import dev.drydock.catalog.PinnedQuery;
import dev.drydock.catalog.RowCounters;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Watches a TRUNCATE that nobody declared: of empty tables it loses nothing. Whether they are empty
 * is asked under the very lock that the statement takes next.
 */
final class EmptyTruncateWatch implements StatementWatch {

  private final Set<String> tables;
  private final RewriteLedger ledger;
  private final Map<String, RowCounters> start;
  private boolean empty;

  /**
   * @param start what the session had written in each table before the run
   */
  EmptyTruncateWatch(Set<String> tables, RewriteLedger ledger, Map<String, RowCounters> start) {
    this.tables = tables;
    this.ledger = ledger;
    this.start = start;
  }

  @Override
  public boolean underLock() {
    return true;
  }

  @Override
  public void before(Connection connection) throws SQLException {
    Map<String, FileNodes.Stored> stored = FileNodes.read(connection, tables);
    stored.forEach((oid, table) -> ledger.found(oid, table.node()));
    var names = new HashMap<String, String>();
    stored.forEach((oid, table) -> names.put(oid, table.name()));
    if (names.isEmpty()) {
      return;
    }
    String all = "ONLY " + String.join(", ONLY ", names.values());
    PinnedQuery.rowsAfter(
        connection, "LOCK TABLE " + all + " IN ACCESS EXCLUSIVE MODE;", "SELECT 1", row -> {});
    Map<String, Long> counts = FileNodes.count(connection, names, 1);
    empty =
        counts.keySet().equals(names.keySet())
            && counts.values().stream().allMatch(count -> count == 0)
            && stored.entrySet().stream()
                .noneMatch(table -> hasDeleted(table.getKey(), table.getValue().counters()));
  }

  /** Rows that the run itself deleted are forgotten by a TRUNCATE's counters. */
  private boolean hasDeleted(String oid, RowCounters now) {
    return now.since(start.getOrDefault(oid, RowCounters.NONE)).deleted() > 0;
  }

  @Override
  public void after(Connection connection, long rows) throws SQLException {
    if (empty) {
      FileNodes.read(connection, tables).forEach((oid, table) -> ledger.emptied(oid, table.node()));
    }
  }
}
