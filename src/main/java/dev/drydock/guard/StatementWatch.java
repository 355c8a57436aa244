package dev.drydock.guard;

import java.sql.Connection;
import java.sql.SQLException;

/** Looks at a single statement right before and right after it runs. */
interface StatementWatch {

  /** Whether {@link #before} is right only once the statement's lock is held. */
  default boolean underLock() {
    return false;
  }

  void before(Connection connection) throws SQLException;

  /**
   * After the statement.
   *
   * @param rows the number of its command tag
   */
  void after(Connection connection, long rows) throws SQLException;
}
