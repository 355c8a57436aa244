package dev.drydock.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Asks the connected server whether its grammar accepts statements, without running or analysing
 * them: {@code SELECT 1/0; <statement>}. The server parses the whole text before it runs anything,
 * and then stops at the division; whatever else it says is its grammar's word, so a table that does
 * not exist yet is no matter, and nothing is locked.
 *
 * <p>All statements are asked in one PL/pgSQL block, which catches the errors, so they do not show
 * in the server's log. Only the place of a rejection must be asked outside of it: that attempt is
 * logged. Nobody may ask about a statement that holds a secret.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html">PostgreSQL, 53.2.2.1
 *     Multiple Statements in a Simple Query</a>
 */
public final class ServerGrammar {

  /** No schema of a search path may put its own division in the place of the server's. */
  private static final String BEFORE = "SELECT 1 OPERATOR(pg_catalog./) 0; ";

  private static final String DIVISION_BY_ZERO = "22012";

  /** The server is in trouble or at a limit, which says nothing of the statement. */
  private static final List<String> NO_VERDICT = List.of("53", "54", "57", "58", "P0", "XX");

  /** Rejections whose places are asked for, one round trip each. */
  private static final int PLACES = 20;

  private static final String ASKED =
      "SELECT pg_catalog.set_config('drydock.grammar', %s, true),"
          + " pg_catalog.set_config('drydock.rejected', '[]', true)";

  private static final String BLOCK =
      """
      DO $drydock$
      DECLARE
        one pg_catalog.text;
        number pg_catalog.int4 := 0;
        rejected pg_catalog.jsonb := '[]';
      BEGIN
        FOREACH one IN ARRAY pg_catalog.current_setting('drydock.grammar')::pg_catalog._text LOOP
          BEGIN
            EXECUTE pg_catalog.concat('%s', one);
            RAISE EXCEPTION 'the server ran a division by zero';
          EXCEPTION
            WHEN division_by_zero THEN NULL;
            WHEN OTHERS THEN
              rejected := pg_catalog.jsonb_insert(rejected, '{-1}',
                pg_catalog.jsonb_build_array(number, SQLSTATE, SQLERRM), true);
          END;
          number := number OPERATOR(pg_catalog.+) 1;
        END LOOP;
        PERFORM pg_catalog.set_config('drydock.rejected', rejected::pg_catalog.text, true);
      END $drydock$"""
          .formatted(BEFORE);

  private static final String ANSWER =
      "SELECT r OPERATOR(pg_catalog.->>) 0 AS number, r OPERATOR(pg_catalog.->>) 1 AS state,"
          + " r OPERATOR(pg_catalog.->>) 2 AS message FROM pg_catalog.json_array_elements("
          + "pg_catalog.current_setting('drydock.rejected')::pg_catalog.json) AS r";

  private static final int FLAGS =
      QueryExecutor.QUERY_ONESHOT
          | QueryExecutor.QUERY_EXECUTE_AS_SIMPLE
          | QueryExecutor.QUERY_SUPPRESS_BEGIN
          | QueryExecutor.QUERY_NO_BINARY_TRANSFER;

  private final List<String> statements;
  private final Map<Integer, Rejection> rejected = new TreeMap<>();
  private final Map<Integer, String> unanswered = new TreeMap<>();

  /** A question about these statements, which {@link #queries} ask. */
  public ServerGrammar(List<String> statements) {
    this.statements = List.copyOf(statements);
  }

  /**
   * What the server does not accept.
   *
   * @param position in the statement, characters from 1; zero when the server named none
   */
  public record Rejection(String message, int position) {}

  /** The question, to be sent in one message with others; none where nothing is asked. */
  public List<Session.Query> queries() {
    return statements.isEmpty()
        ? List.of()
        : List.of(
            Session.Query.unread(ASKED.formatted(quoted(array(statements)))),
            Session.Query.unread(BLOCK),
            new Session.Query(ANSWER, this::answered));
  }

  private void answered(ResultSet row) throws SQLException {
    int number = row.getInt("number");
    String state = row.getString("state");
    if (NO_VERDICT.contains(state.substring(0, 2))) {
      unanswered.put(number, state);
    } else {
      rejected.put(number, new Rejection(row.getString("message"), 0));
    }
  }

  /** Whether the server did not get to a verdict on the statement of this index. */
  public boolean isUnanswered(int index) {
    return unanswered.containsKey(index);
  }

  /**
   * What the server rejects of the statements, by their index, with the places of the first ones.
   *
   * @param connection outside a transaction
   * @throws SQLException when the connection is gone
   */
  public Map<Integer, Rejection> rejections(Connection connection) throws SQLException {
    var placed = new TreeMap<Integer, Rejection>(rejected);
    for (int index : rejected.keySet().stream().limit(PLACES).toList()) {
      rejection(connection, statements.get(index)).ifPresent(r -> placed.put(index, r));
    }
    return placed;
  }

  private static String array(List<String> texts) {
    return texts.stream()
        .map(text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** Between dollars, which no setting of the session gives another meaning. */
  private static String quoted(String text) {
    String tag = "$drydock$";
    for (int n = 0; text.contains(tag); n++) {
      tag = "$drydock" + n + "$";
    }
    return tag + text + tag;
  }

  /** The server's error on one statement, with its place; empty when the grammar accepts it. */
  private static Optional<Rejection> rejection(Connection connection, String statement)
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
