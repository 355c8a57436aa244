package dev.drydock.guard;

import dev.drydock.catalog.PinnedQuery;
import dev.drydock.catalog.SequenceSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether a run can have set a sequence back itself. No catalog, lock or counter tells whose {@code
 * setval} it was; but a run in whose statements, and in all code they could reach, nothing calls it
 * can only have met that of another session.
 */
final class SetvalSuspicion {

  private SetvalSuspicion() {}

  /** Asks the server only where the statements alone do not decide. */
  static boolean isOurs(Connection connection, Baseline baseline) throws SQLException {
    if (baseline.unjudged() || baseline.maySetSequences()) {
      return true;
    }
    return any(connection, SequenceSql.SETTERS);
  }

  /** Whether code of the database as it is now may move a sequence. */
  static boolean mayBeMoved(Connection connection) throws SQLException {
    return any(connection, SequenceSql.MOVERS);
  }

  private static boolean any(Connection connection, String question) throws SQLException {
    var found = new AtomicBoolean();
    PinnedQuery.rows(connection, question, row -> found.set(true));
    return found.get();
  }
}
