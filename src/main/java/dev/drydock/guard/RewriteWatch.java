package dev.drydock.guard;

import dev.drydock.catalog.PinnedQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Watches an ALTER TABLE or CLUSTER whose own text explains that its table is rewritten, and counts
 * the rows right after it.
 *
 * <p>Where event triggers run inside the statement, the text explains too little; there the rows
 * are counted before as well, under the lock that the statement takes next.
 */
final class RewriteWatch implements StatementWatch {

  private final String table;
  private final Set<String> family;
  private final RewriteLedger ledger;
  private final boolean eventTriggers;
  private final Consumer<TypeSteps> retyped;
  private TypeSteps types = new TypeSteps();
  private Map<String, FileNodes.Stored> before = Map.of();
  private Map<String, Long> countsBefore = Map.of();

  /**
   * @param retyped is told what types the table's columns had before and after the statement
   */
  RewriteWatch(
      String table,
      Set<String> family,
      RewriteLedger ledger,
      boolean eventTriggers,
      Consumer<TypeSteps> retyped) {
    this.table = table;
    this.retyped = retyped;
    this.family = family;
    this.ledger = ledger;
    this.eventTriggers = eventTriggers;
  }

  @Override
  public boolean underLock() {
    return eventTriggers;
  }

  @Override
  public void before(Connection connection) throws SQLException {
    types = new TypeSteps();
    before = new HashMap<>();
    PinnedQuery.rows(
        connection, List.of(types.askBefore(table), FileNodes.asked(family, before::put)));
    before.forEach((oid, stored) -> ledger.found(oid, stored.node()));
    if (eventTriggers) {
      lock(connection);
      countsBefore = FileNodes.count(connection, names(before), Long.MAX_VALUE);
    }
  }

  private void lock(Connection connection) throws SQLException {
    var names = names(before).values();
    if (!names.isEmpty()) {
      String tables = "ONLY " + String.join(", ONLY ", names);
      PinnedQuery.rowsAfter(
          connection, "LOCK TABLE " + tables + " IN ACCESS EXCLUSIVE MODE;", "SELECT 1", row -> {});
    }
  }

  @Override
  public void after(Connection connection, long rows) throws SQLException {
    var after = new HashMap<String, FileNodes.Stored>();
    PinnedQuery.rows(
        connection, List.of(types.askAfter(table), FileNodes.asked(family, after::put)));
    retyped.accept(types);
    var rewritten = new HashMap<String, FileNodes.Stored>();
    after.forEach(
        (oid, stored) -> {
          FileNodes.Stored old = before.get(oid);
          if (old != null && !old.node().equals(stored.node())) {
            rewritten.put(oid, stored);
          }
        });
    Map<String, Long> counts = FileNodes.count(connection, names(rewritten), Long.MAX_VALUE);
    rewritten.forEach(
        (oid, stored) -> {
          if (counts.containsKey(oid)) {
            note(oid, stored, counts.get(oid));
          }
        });
  }

  /** A table that lost rows inside the statement keeps its loss: nothing explains its new node. */
  private void note(String oid, FileNodes.Stored stored, long count) {
    Long had = countsBefore.get(oid);
    if (had == null || had == count) {
      ledger.rewritten(oid, stored.node(), new RewriteLedger.Counted(count, stored.counters()));
    }
  }

  private static Map<String, String> names(Map<String, FileNodes.Stored> tables) {
    var names = new HashMap<String, String>();
    tables.forEach(
        (oid, stored) -> {
          if (!stored.node().equals("0")) {
            names.put(oid, stored.name());
          }
        });
    return names;
  }
}
