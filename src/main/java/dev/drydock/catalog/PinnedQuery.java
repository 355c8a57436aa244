package dev.drydock.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs Drydock's own queries so that nothing in the database can bend them: names resolve in {@code
 * pg_catalog} alone, and texts come in one form.
 *
 * <p>The settings hold inside a savepoint that is rolled back in the same message, so they leave as
 * they came, at the price of no further round trip. Needs an open transaction.
 */
public final class PinnedQuery {

  /**
   * For queries of the catalogs in a transaction of Drydock's own: of those, the planner expects
   * far more than comes, and to compile them first would take seconds where they take milliseconds.
   */
  public static final String OWN =
      "SET LOCAL search_path = pg_catalog, pg_temp; SET LOCAL jit = off;";

  private static final String OPEN =
      "SAVEPOINT drydock_look; "
          + OWN
          + " SET LOCAL standard_conforming_strings = on; SET LOCAL quote_all_identifiers = off;"
          + " SET LOCAL bytea_output = 'hex'; SET LOCAL datestyle = 'ISO, YMD';"
          + " SET LOCAL timezone = 'UTC'; SET LOCAL row_security = off;\n";

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
    send(connection, "", sql, List.of(taker));
  }

  /** Sends several SELECTs in one message. */
  public static void rows(Connection connection, List<Asked> asked) throws SQLException {
    send(connection, "", joined(asked), asked.stream().map(Asked::taker).toList());
  }

  /** A SELECT, or commands without rows and a SELECT behind them, and who takes its rows. */
  public record Asked(String sql, RowTaker taker) {}

  /**
   * Sends several SELECTs and a command as the session stands, and then several SELECTs pinned, in
   * one message. When it fails, none of the rows was handed over.
   *
   * @param first each qualifies every name itself
   * @param command without rows, behind those
   */
  public static void rows(
      Connection connection, List<Asked> first, String command, List<Asked> pinned)
      throws SQLException {
    send(
        connection,
        joined(first) + ";\n" + command + ";\n",
        joined(pinned),
        Stream.concat(first.stream(), pinned.stream()).map(Asked::taker).toList());
  }

  private static String joined(List<Asked> asked) {
    return asked.stream().map(Asked::sql).collect(Collectors.joining(";\n"));
  }

  /**
   * Sends commands without rows, as the session stands, and then one pinned SELECT, in one message.
   *
   * @param commands each with its semicolon
   */
  public static void rowsAfter(Connection connection, String commands, String sql, RowTaker taker)
      throws SQLException {
    send(connection, commands, sql, List.of(taker));
  }

  /** The same with several SELECTs, or commands that answer like one. */
  static void rowsAfter(Connection connection, String commands, List<Asked> asked)
      throws SQLException {
    send(connection, commands, joined(asked), asked.stream().map(Asked::taker).toList());
  }

  private static void send(
      Connection connection, String unpinned, String pinned, List<RowTaker> takers)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      boolean rows = statement.execute(unpinned + OPEN + pinned + CLOSE);
      int answer = 0;
      while (rows || statement.getUpdateCount() >= 0) {
        if (rows) {
          hand(statement, takers.get(answer));
          answer++;
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

  /** Undoes a pinned SELECT that failed, so that the transaction can go on without its answer. */
  public static void recover(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK TO SAVEPOINT drydock_look; RELEASE SAVEPOINT drydock_look");
    }
  }

  /** A text as a literal, whatever it holds. */
  public static String literal(String text) {
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }

  /** An array as a literal. */
  public static String array(Collection<String> elements) {
    String body =
        elements.stream()
            .map(element -> '"' + element.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
            .collect(Collectors.joining(",", "{", "}"));
    return literal(body);
  }
}
