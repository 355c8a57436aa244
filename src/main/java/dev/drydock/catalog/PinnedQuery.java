package dev.drydock.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Runs Drydock's own queries so that nothing in the database can bend them: names resolve in {@code
 * pg_catalog} alone, and texts come in one form.
 *
 * <p>The settings hold inside a savepoint that is rolled back in the same message, so they leave as
 * they came, at the price of no further round trip. Needs an open transaction.
 */
public final class PinnedQuery {

  private static final String OPEN =
      "SAVEPOINT drydock_look; SET LOCAL search_path = pg_catalog, pg_temp;"
          + " SET LOCAL standard_conforming_strings = on; SET LOCAL quote_all_identifiers = off;"
          + " SET LOCAL bytea_output = 'hex'; SET LOCAL datestyle = 'ISO, YMD';"
          + " SET LOCAL timezone = 'UTC';\n";

  private static final String CLOSE =
      ";\nROLLBACK TO SAVEPOINT drydock_look; RELEASE SAVEPOINT drydock_look";

  private PinnedQuery() {}

  /** Takes the rows of an answer, one after the other. */
  @FunctionalInterface
  public interface RowTaker {

    /** Takes the current row. */
    void take(ResultSet row) throws SQLException;
  }

  /** Sends one SELECT and hands over its rows. */
  public static void rows(Connection connection, String sql, RowTaker taker) throws SQLException {
    rowsAfter(connection, "", sql, taker);
  }

  /**
   * Sends commands, outside the savepoint, and then one SELECT, all in one message.
   *
   * @param commands none, or statements each with its semicolon
   */
  public static void rowsAfter(Connection connection, String commands, String sql, RowTaker taker)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      boolean rows = statement.execute(commands + OPEN + sql + CLOSE);
      while (rows || statement.getUpdateCount() >= 0) {
        if (rows) {
          hand(statement, taker);
        }
        rows = statement.getMoreResults();
      }
    }
  }

  private static void hand(Statement statement, RowTaker taker) throws SQLException {
    try (ResultSet answer = statement.getResultSet()) {
      while (answer.next()) {
        taker.take(answer);
      }
    }
  }

  /** A text as a literal, whatever it holds. */
  public static String literal(String text) {
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
