package dev.drydock.postgres;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One dedicated connection to one server, never one of a pool, and what runs on it.
 *
 * <p>Whoever opens it closes it; not for use by two threads at once.
 */
public final class Session implements AutoCloseable {

  /** How the driver tells that TLS was asked for and the server has none. */
  private static final String NO_TLS = "08004";

  private static final String TOO_MANY =
      "The server, the database or the role allows no more connections: close others, or raise max_connections or the CONNECTION LIMIT. A run needs one, with steps outside a transaction two, and a third to show how they get on.";

  private static final int MILLIS_TO_ANSWER = 2000;

  private final DatabaseUrl url;
  private final Connection connection;
  private final Optional<String> searchPath;
  private final Silence silence;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private Optional<String> renamed = Optional.empty();

  private Session(DatabaseUrl url, Opened opened) {
    this.url = url;
    this.connection = opened.connection();
    this.searchPath = opened.searchPath();
    this.silence = opened.silence();
    var source = new SingleConnectionDataSource(connection, true);
    jdbc = new JdbcTemplate(source);
    transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
  }

  /**
   * Connects.
   *
   * @param purpose shown to others as the application's name, behind {@code drydock}
   */
  public static Session open(DatabaseUrl url, String purpose) {
    return open(url, purpose, Map.of());
  }

  /** The same, with properties of the driver that are stronger than the URL's. */
  static Session open(DatabaseUrl url, String purpose, Map<String, String> bounds) {
    try {
      return new Session(url, Opened.at(url, purpose, bounds));
    } catch (SQLException failure) {
      throw unreachable(url, failure);
    }
  }

  private static DrydockException unreachable(DatabaseUrl url, SQLException failure) {
    if (SqlStates.isLoginRefused(failure.getSQLState())) {
      return refused(
          "The server at %s refuses the login: %s".formatted(url.shownHost(), reason(failure)),
          "Correct user, password or database name in the URL; nothing is gained by waiting.",
          failure);
    }
    if (NO_TLS.equals(failure.getSQLState())) {
      return refused(
          "No connection to %s: %s".formatted(url.shownHost(), reason(failure)),
          "The URL asks for TLS, which this server does not speak: correct its sslmode; nothing is gained by waiting.",
          failure);
    }
    return new DrydockException(
        new Failure(
            ErrorCode.DATABASE_UNREACHABLE,
            "No connection to %s: %s".formatted(url.shownHost(), reason(failure)),
            Failure.NOTHING_EXECUTED,
            next(failure)),
        failure);
  }

  /** The connection is there, and the server answers with an error. */
  private static DrydockException unanswered(DatabaseUrl url, SQLException failure) {
    String state = failure.getSQLState();
    if (state == null || SqlStates.isUnreachable(state)) {
      return unreachable(url, failure);
    }
    return new DrydockException(
        new Failure(
            ErrorCode.STATEMENT_FAILED,
            "The first query failed on %s: %s [SQLSTATE %s]."
                .formatted(url.shownHost(), reason(failure).replaceAll("\\.$", ""), state),
            Failure.NOTHING_EXECUTED,
            SqlStates.isCancelled(state)
                ? "Somebody cancelled it, or the server had no answer in 15 min: look what its backend waits for, and try again."
                : "Look at what the database or the role sets (ALTER DATABASE … SET, ALTER ROLE … SET), and try again."),
        failure);
  }

  private static DrydockException hidden(TableName wanted, SQLException failure) {
    return new DrydockException(
        new Failure(
            ErrorCode.UNSUITABLE_SERVER,
            "The role may not look for the history table %s: %s".formatted(wanted, reason(failure)),
            Failure.NOTHING_EXECUTED,
            "Grant it USAGE on that schema, and CREATE where the table is still to be made; or give the URL of a role that has both in MIGRATION_DATABASE_URL."),
        failure);
  }

  private static String next(SQLException failure) {
    if (SqlStates.TOO_MANY_CONNECTIONS.equals(failure.getSQLState())) {
      return TOO_MANY;
    }
    if (SqlStates.isShortage(failure.getSQLState())) {
      return "The server lacks what the message names; the URL is right.";
    }
    return String.valueOf(failure.getMessage()).contains("SSL")
        ? "Check sslmode in the URL, and whether the server speaks TLS."
        : "Check host and port of the URL, and that the database is running.";
  }

  private static DrydockException refused(String what, String next, SQLException failure) {
    return new DrydockException(
        new Failure(ErrorCode.LOGIN_REFUSED, what, Failure.NOTHING_EXECUTED, next), failure);
  }

  private static String reason(SQLException failure) {
    if (failure.getCause() instanceof UnknownHostException) {
      return "no such host name is known.";
    }
    String message = String.valueOf(failure.getMessage()).strip().replaceAll("\\s*\\n\\s*", " ");
    return message.endsWith(".") ? message : message + ".";
  }

  public Connection connection() {
    return connection;
  }

  /** For statements of Drydock's own. */
  public JdbcTemplate jdbc() {
    return jdbc;
  }

  /** READ COMMITTED, read and write; BEGIN travels with the first statement. */
  public TransactionTemplate transaction() {
    return transaction;
  }

  /**
   * Shows another purpose from now on; false where the server does not answer at once, or where a
   * pooler may hand the name to others with its server process.
   *
   * @param purpose as for {@link #open}
   */
  boolean goesOnAs(String purpose) {
    try {
      String name = RunSettings.nameSql(Opened.applicationName(purpose), backend());
      var named = new ArrayList<String>();
      int bound = connection.getNetworkTimeout();
      connection.setNetworkTimeout(Runnable::run, MILLIS_TO_ANSWER);
      read(List.of(new Query(name, row -> named.add(row.getString(1)))));
      connection.setNetworkTimeout(Runnable::run, bound);
      renamed = Optional.of(name);
      return named.get(0) != null;
    } catch (SQLException gone) {
      return false;
    }
  }

  /**
   * What a session needs again behind {@code RESET ALL}, so that others go on to know it and a
   * runner that is gone without a word does not hold it for hours.
   */
  public List<String> steadySql() {
    return Stream.concat(Stream.of(RunSettings.steadySql()), renamed.stream()).toList();
  }

  /** Looks from a second connection who keeps this one waiting. */
  public BlockerWatch watchBlockers(UnaryOperator<String> shown) {
    try {
      return BlockerWatch.over(url, backend(), shown);
    } catch (SQLException failure) {
      throw unreachable(url, failure);
    }
  }

  /** Bounds from a second connection how long this one's statements wait for others. */
  public WaitBound boundWaits(
      Duration longest, UnaryOperator<String> shown, Consumer<List<BlockerWatch.Blocker>> waiting) {
    try {
      return WaitBound.over(url, backend(), longest, shown, waiting);
    } catch (SQLException failure) {
      throw unreachable(url, failure);
    }
  }

  /** The server process as the driver was told at login; that of a pooler is another. */
  private int backend() throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID();
  }

  /** Host and port as connected, without credentials. */
  public String shownHost() {
    return url.shownHost();
  }

  /**
   * Reads the server's facts, in a transaction of its own when none is open.
   *
   * @param wanted the table whose shape is asked for too
   */
  public ServerFacts facts(TableName wanted) {
    try {
      return facts(wanted, true);
    } catch (SQLException failure) {
      if (!SqlStates.INSUFFICIENT_PRIVILEGE.equals(failure.getSQLState())) {
        throw unanswered(url, failure);
      }
    }
    try {
      return facts(wanted, false);
    } catch (SQLException failure) {
      throw SqlStates.INSUFFICIENT_PRIVILEGE.equals(failure.getSQLState())
          ? hidden(wanted, failure)
          : unanswered(url, failure);
    }
  }

  private ServerFacts facts(TableName wanted, boolean identity) throws SQLException {
    var facts = new ArrayList<ServerFacts>();
    var queries = new ArrayList<Query>();
    queries.add(Query.unread(RunSettings.openingSql(backend())));
    searchPath.map(RunSettings::searchPathSql).map(Query::unread).ifPresent(queries::add);
    queries.add(
        new Query(
            ServerFacts.sql(wanted, identity, backend()), row -> facts.add(ServerFacts.of(row))));
    read(queries);
    return facts.get(0);
  }

  /** The URL's search path, where a pooler refused it at startup; each transaction must set it. */
  public Optional<String> searchPath() {
    return searchPath;
  }

  /**
   * Sends several queries in one round trip and hands each one's result to its reader.
   *
   * @throws SQLException as the server or the connection says
   */
  public void read(List<Query> queries) throws SQLException {
    if (queries.isEmpty()) {
      return;
    }
    String sql = queries.stream().map(Query::sql).collect(Collectors.joining(";\n"));
    try (Statement statement = connection.createStatement()) {
      boolean more = statement.execute(sql);
      for (Query query : queries) {
        if (more) {
          query.read(statement.getResultSet());
        }
        more = statement.getMoreResults();
      }
    }
  }

  /**
   * A query and who reads its rows.
   *
   * @param sql one statement without a semicolon at its end
   */
  public record Query(String sql, RowCallbackHandler row) {
    private void read(ResultSet rows) throws SQLException {
      while (rows.next()) {
        row.processRow(rows);
      }
    }

    /** A query whose rows nobody needs. */
    public static Query unread(String sql) {
      return new Query(sql, row -> {});
    }
  }

  @Override
  public void close() {
    silence.close();
    try {
      connection.close();
    } catch (SQLException ignored) {
      // The server sees the socket close; nothing of ours depends on a polite goodbye.
    }
  }
}
