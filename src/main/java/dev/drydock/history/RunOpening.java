package dev.drydock.history;

import dev.drydock.migration.AppliedMigration;
import dev.drydock.postgres.RunLock;
import dev.drydock.postgres.RunSettings;
import dev.drydock.postgres.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the first message of a transaction brings: the bounds are set, the run lock is tried, the
 * history is read behind it.
 *
 * @param locked whether the run lock is ours now, until the transaction ends, and the history table
 *     still has the shape it was found with: another run may have made or extended it meanwhile
 * @param settings the run's, with the session values that were found
 * @param rows the history; as it was before another run's end when {@code locked} is false
 */
public record RunOpening(boolean locked, RunSettings settings, List<AppliedMigration> rows) {

  /**
   * What a run asks first, in this order, in one message; others may be asked behind it.
   *
   * @param opening to be called when all queries have their answers
   */
  public record Questions(List<Session.Query> queries, Supplier<RunOpening> opening) {}

  /** What opens a run. */
  public static Questions questions(HistoryTable table, RunLock lock, RunSettings settings) {
    var locked = new boolean[1];
    var found = new ArrayList<RunSettings.Setting>();
    var rows = new ArrayList<AppliedMigration>();
    var queries = new ArrayList<Session.Query>();
    queries.add(
        new Session.Query(
            RunSettings.FOUND_SQL,
            row -> found.add(new RunSettings.Setting(row.getString(1), row.getString(2)))));
    queries.add(Session.Query.unread(settings.boundsSql()));
    queries.add(new Session.Query(lock.trySql(), row -> locked[0] = row.getBoolean(1)));
    queries.add(new Session.Query(table.unchangedSql(), row -> locked[0] &= row.getBoolean(1)));
    history(table, rows).ifPresent(queries::add);
    return new Questions(
        queries, () -> new RunOpening(locked[0], settings.found(found), List.copyOf(rows)));
  }

  /** Opens a run. */
  public static RunOpening locking(
      Session session, HistoryTable table, RunLock lock, RunSettings settings) throws SQLException {
    Questions questions = questions(table, lock, settings);
    session.read(questions.queries());
    return questions.opening().get();
  }

  /**
   * Reads the history under the same bounds, in an implicit transaction of the message's own.
   *
   * @param more asked behind it, unless there is none
   */
  public static List<AppliedMigration> reading(
      Session session, HistoryTable table, RunSettings settings, List<Session.Query> more)
      throws SQLException {
    var rows = new ArrayList<AppliedMigration>();
    Optional<Session.Query> history = history(table, rows);
    if (history.isPresent()) {
      var queries = new ArrayList<Session.Query>();
      queries.add(Session.Query.unread(settings.boundsSql()));
      queries.add(history.get());
      queries.addAll(more);
      session.read(queries);
    }
    return rows;
  }

  private static Optional<Session.Query> history(HistoryTable table, List<AppliedMigration> rows) {
    return table.exists()
        ? Optional.of(
            new Session.Query(
                new SchemaHistory(table).readSql(), row -> rows.add(SchemaHistory.row(row, 0))))
        : Optional.empty();
  }
}
