package dev.drydock.guard;

import dev.drydock.catalog.RowCounters;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps account of where each old table is stored and why: a new file node that no watched
 * statement explains is a loss.
 */
final class RewriteLedger {

  /**
   * How many rows a table had right after a harmless rewrite.
   *
   * @param counters what the transaction had written in it by then
   */
  record Counted(long rows, RowCounters counters) {}

  private final OldTables tables;
  private final Map<String, String> explained = new HashMap<>();
  private final Map<String, Counted> counted = new HashMap<>();
  private final Set<String> emptied = new HashSet<>();
  private final Set<String> unexplained = new HashSet<>();

  RewriteLedger(OldTables tables) {
    this.tables = tables;
  }

  /**
   * Before a watched statement: whatever happened to the table until now is on no one's account.
   */
  void found(String oid, String node) {
    if (!node.equals(expected(oid))) {
      unexplained.add(oid);
    }
  }

  /** After a watched statement that rewrote the table harmlessly. */
  void rewritten(String oid, String node, Counted rows) {
    explained.put(oid, node);
    counted.put(oid, rows);
  }

  /** After a TRUNCATE of a table that was empty. */
  void emptied(String oid, String node) {
    explained.put(oid, node);
    emptied.add(oid);
  }

  /** Whether its storage is where watched statements left it. */
  boolean explains(String oid, String nodeNow) {
    return !unexplained.contains(oid) && nodeNow.equals(expected(oid));
  }

  /** The count after its last harmless rewrite, unless it was empty then anyway. */
  Optional<Counted> counted(String oid) {
    return emptied.contains(oid) ? Optional.empty() : Optional.ofNullable(counted.get(oid));
  }

  private String expected(String oid) {
    return explained.getOrDefault(oid, tables.fileNode(oid));
  }
}
