package dev.drydock.guard;

import dev.drydock.catalog.PinnedQuery;
import dev.drydock.catalog.RowCounters;
import dev.drydock.execution.CheckScope;
import dev.drydock.migration.Failure;
import dev.drydock.migration.ObjectName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes declared losses into the history behind the look, and makes sure that this set off nothing
 * else: a trigger or rule on the history table would act where nobody looks any more.
 */
final class Recording {

  private final Connection connection;
  private final Baseline baseline;
  private final CheckScope scope;

  Recording(Connection connection, Baseline baseline, CheckScope scope) {
    this.connection = connection;
    this.baseline = baseline;
    this.scope = scope;
  }

  /**
   * Sends the statements in one message: updates of one row of the history each, and inserts beside
   * it.
   *
   * @param seen how the transaction stood at the look
   */
  Optional<Failure> of(List<String> statements, TransactionState seen) throws SQLException {
    TransactionState now =
        TransactionState.read(
            connection, String.join(";\n", statements) + ";\n" + TransactionState.RUN_DEFERRED);
    long rows = statements.stream().filter(sql -> sql.startsWith("UPDATE ")).count();
    boolean quiet = wroteOnly(history(), rows, seen, now);
    if (quiet && now.canDefer()) {
      TransactionState settled = TransactionState.read(connection, TransactionState.RUN_DEFERRED);
      quiet = settled.written().equals(now.written()) && sameElse(now, settled);
    }
    return quiet ? Optional.empty() : Optional.of(setOff());
  }

  /** The OID of the history table, which this very run may have made. */
  private String history() throws SQLException {
    Optional<String> old =
        baseline.tables().find(List.of(scope.historySchema(), scope.historyTable()));
    if (old.isPresent()) {
      return old.get();
    }
    var found = new ArrayList<String>();
    String name = ObjectName.of(scope.historySchema(), scope.historyTable());
    PinnedQuery.rows(
        connection,
        "SELECT to_regclass(%s)::oid::text".formatted(PinnedQuery.literal(name)),
        row -> found.add(row.getString(1)));
    return found.get(0);
  }

  /**
   * Counters of a table that was not locked at the look stood as at the start: the session's
   * earlier transactions may be in them.
   */
  private boolean wroteOnly(
      String history, long rows, TransactionState seen, TransactionState now) {
    Map<String, RowCounters> before = baseline.startCounters();
    before.putAll(seen.written());
    Map<String, RowCounters> moved = new HashMap<>();
    now.written()
        .forEach(
            (oid, counters) ->
                moved.put(oid, counters.since(before.getOrDefault(oid, RowCounters.NONE))));
    RowCounters own = moved.getOrDefault(history, RowCounters.NONE);
    moved.remove(history);
    return own.equals(new RowCounters(0, rows, 0))
        && moved.values().stream().allMatch(other -> other.updated() + other.deleted() == 0)
        && now.written().keySet().containsAll(seen.written().keySet())
        && sameElse(seen, now);
  }

  private static boolean sameElse(TransactionState before, TransactionState after) {
    return before.identity().equals(after.identity())
        && before.marks().catalogs().equals(after.marks().catalogs())
        && after.closeHeld().isEmpty();
  }

  private Failure setOff() {
    return Refusals.untrustworthy(
        "Writing the losses into %s.%s set off other work, which no look would see any more."
            .formatted(scope.historySchema(), scope.historyTable()),
        "Drop the trigger or rule on that table; it is Drydock's.");
  }
}
