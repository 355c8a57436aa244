package dev.drydock.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Asks the connected server whether its grammar accepts a statement, without running it: {@code
 * SELECT 1/0; <statement>} as one message of the simple protocol. The server parses the whole
 * message before it runs anything, and then stops at the division.
 *
 * <p>The attempt stands in the server's log, so nobody may ask about a statement that holds a
 * secret. To be used outside a transaction.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html">PostgreSQL, 53.2.2.1
 *     Multiple Statements in a Simple Query</a>
 */
public final class ServerGrammar {

  private static final String BEFORE = "SELECT 1/0; ";
  private static final String DIVISION_BY_ZERO = "22012";

  private static final int FLAGS =
      QueryExecutor.QUERY_ONESHOT
          | QueryExecutor.QUERY_EXECUTE_AS_SIMPLE
          | QueryExecutor.QUERY_SUPPRESS_BEGIN
          | QueryExecutor.QUERY_NO_BINARY_TRANSFER;

  private ServerGrammar() {}

  /**
   * What the server does not accept.
   *
   * @param position in the statement, characters from 1; zero when the server named none
   */
  public record Rejection(String message, int position) {}

  /**
   * Empty when the grammar accepts the statement.
   *
   * @throws SQLException when the connection is gone
   */
  public static Optional<Rejection> rejection(Connection connection, String statement)
      throws SQLException {
    QueryExecutor executor = connection.unwrap(BaseConnection.class).getQueryExecutor();
    var query = new NativeQuery(BEFORE + statement, new int[0], true, SqlCommand.BLANK);
    var answer = new Answer();
    executor.execute(executor.wrap(List.of(query)), null, answer, 0, 0, FLAGS);
    SQLException error = answer.error;
    if (error == null) {
      throw new SQLException("the server ran a division by zero", "XX000");
    }
    if (SqlStates.isUnreachable(error.getSQLState())) {
      throw error;
    }
    return DIVISION_BY_ZERO.equals(error.getSQLState())
        ? Optional.empty()
        : Optional.of(rejection(error));
  }

  private static Rejection rejection(SQLException error) {
    ServerErrorMessage server =
        error instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    if (server == null) {
      return new Rejection(String.valueOf(error.getMessage()), 0);
    }
    int position = Math.max(0, server.getPosition() - BEFORE.length());
    return new Rejection(String.valueOf(server.getMessage()), position);
  }

  private static final class Answer extends ResultHandlerBase {
    private @Nullable SQLException error;

    @Override
    public void handleWarning(SQLWarning warning) {
      // The division's failure is the answer.
    }

    @Override
    public void handleError(SQLException failure) {
      if (error == null) {
        error = failure;
      }
    }

    @Override
    public void handleCompletion() {
      // The caller looks at the error.
    }
  }
}
