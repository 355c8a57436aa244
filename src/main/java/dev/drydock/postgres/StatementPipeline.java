package dev.drydock.postgres;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Field;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.core.Tuple;

/**
 * Sends several statements in one round trip and knows which of them failed.
 *
 * <p>Each statement is a Parse message of its own, so the server refuses a text that holds more
 * than one ("cannot insert multiple commands into a prepared statement"), its error positions count
 * from that statement, and nothing of pgjdbc rewrites or splits it. Behind the first failure the
 * server skips all others until the final Sync. Rows of queries come whole (a limit would leave a
 * query half executed) and are discarded, but for those of statements that ask for theirs.
 *
 * <p>pgjdbc offers no public call for this (a JDBC batch hides the failing index), so its {@code
 * core} types are used here and nowhere else.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html">PostgreSQL, 53.2.4
 *     Pipelining</a>
 */
public final class StatementPipeline {

  private static final int FLAGS =
      QueryExecutor.QUERY_ONESHOT | QueryExecutor.QUERY_NO_BINARY_TRANSFER;

  private static final int[] NO_PARAMETERS = {};

  private StatementPipeline() {}

  /**
   * How far the server came.
   *
   * @param completed what each completed statement did, in order
   * @param failure the server's error for the statement behind those; null when all completed
   */
  public record Outcome(List<Completed> completed, @Nullable SQLException failure) {}

  /**
   * A statement that completed.
   *
   * @param command the server's command tag without numbers, such as {@code INSERT}
   * @param rows rows it inserted, updated, deleted; zero for others
   * @param answer the rows of its answer as texts, for a statement that asked for them
   * @param nanoTime when its end arrived, on the clock of {@link System#nanoTime()}
   */
  public record Completed(
      String command, long rows, List<List<@Nullable String>> answer, long nanoTime) {

    /** The first column of the answer's first row; null where there is none. */
    public @Nullable String value() {
      return answer.isEmpty() || answer.get(0).isEmpty() ? null : answer.get(0).get(0);
    }
  }

  /**
   * Sends the statements, behind a BEGIN where no transaction is open, and waits for the end;
   * failures of the server are in the outcome.
   *
   * @param asking indexes of the statements whose answers are wanted; the others' are discarded
   */
  public static Outcome send(Connection connection, List<String> statements, Set<Integer> asking)
      throws SQLException {
    return send(connection, statements, asking, FLAGS);
  }

  /** Sends statements as they are, whose rows nobody needs; the first failure is thrown. */
  public static void run(Connection connection, List<String> statements) throws SQLException {
    SQLException failure =
        send(connection, statements, Set.of(), FLAGS | QueryExecutor.QUERY_SUPPRESS_BEGIN)
            .failure();
    if (failure != null) {
      throw failure;
    }
  }

  private static Outcome send(
      Connection connection, List<String> statements, Set<Integer> asking, int flags)
      throws SQLException {
    QueryExecutor executor = connection.unwrap(BaseConnection.class).getQueryExecutor();
    var queries = new ArrayList<NativeQuery>(statements.size());
    for (String statement : statements) {
      queries.add(new NativeQuery(statement, NO_PARAMETERS, false, SqlCommand.BLANK));
    }
    var progress = new Progress(asking);
    executor.execute(executor.wrap(queries), null, progress, 0, 0, flags);
    if (progress.failure != null && progress.completed.size() == statements.size()) {
      throw progress.failure; // of no statement: the driver ends a connection that it cannot follow
    }
    return new Outcome(List.copyOf(progress.completed), progress.failure);
  }

  private static final class Progress extends ResultHandlerBase {
    private final List<Completed> completed = new ArrayList<>();
    private final Set<Integer> asking;
    private @Nullable SQLException failure;

    Progress(Set<Integer> asking) {
      this.asking = asking;
    }

    @Override
    public void handleResultRows(
        Query query, Field[] fields, List<Tuple> rows, @Nullable ResultCursor cursor) {
      boolean asked = asking.contains(completed.size());
      completed.add(new Completed("SELECT", 0, asked ? texts(rows) : List.of(), System.nanoTime()));
    }

    private static List<List<@Nullable String>> texts(List<Tuple> rows) {
      var texts = new ArrayList<List<@Nullable String>>(rows.size());
      for (Tuple row : rows) {
        var fields = new ArrayList<@Nullable String>(row.fieldCount());
        for (int i = 0; i < row.fieldCount(); i++) {
          byte[] field = row.get(i);
          fields.add(field == null ? null : new String(field, StandardCharsets.UTF_8));
        }
        texts.add(fields);
      }
      return texts;
    }

    @Override
    public void handleCommandStatus(String status, long rows, long oid) {
      completed.add(new Completed(command(status), rows, List.of(), System.nanoTime()));
    }

    private static String command(String status) {
      int end = status.length();
      while (end > 0 && " 0123456789".indexOf(status.charAt(end - 1)) >= 0) {
        end--;
      }
      return status.substring(0, end);
    }

    @Override
    public void handleWarning(SQLWarning warning) {
      // Notices are for a person at a terminal; they can hold row data.
    }

    @Override
    public void handleError(SQLException error) {
      if (failure == null) {
        failure = error;
      }
    }

    @Override
    public void handleCompletion() {
      // The outcome tells of the failure.
    }
  }
}
