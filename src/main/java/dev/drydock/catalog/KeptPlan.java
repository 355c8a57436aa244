package dev.drydock.catalog;

import dev.drydock.catalog.PinnedQuery.RowTaker;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The large query of a look, and its plan. To write and to plan it takes longer than to run it, so
 * both are kept from the practice, before any lock, to the look before COMMIT, for which traffic
 * waits.
 *
 * <p>A migration may have put another statement under the plan's name; it is used only where the
 * server shows the same text, that of the whole message. The same text prepared under another
 * search path is no way around that: the server then analyses it anew, under the pinned one
 * (https://www.postgresql.org/docs/current/sql-prepare.html, Notes). For one transaction and one
 * thread.
 */
public final class KeptPlan {

  /** What the session keeps, as one value: the digest of its text; no row where there is none. */
  public static final String KEPT =
      "SELECT encode(sha256(convert_to(btrim(statement, E' \\n'), 'UTF8')), 'hex')"
          + " FROM pg_prepared_statements WHERE name = 'drydock_look'";

  private static final String PREPARE = "PREPARE drydock_look (pg_catalog.bool) AS ";
  private static final String GENERIC = "SET LOCAL plan_cache_mode = force_generic_plan;\n";
  private static final String PRACTISE = GENERIC + "EXECUTE drydock_look(false)";
  private static final String LOOK = GENERIC + "EXECUTE drydock_look(true)";
  private static final String FORGET = "DEALLOCATE drydock_look";

  /** SQLSTATE of a name that a statement has already. */
  private static final String DUPLICATE = "42P05";

  private @Nullable Object question;
  private UnaryOperator<String> writing = UnaryOperator.identity();
  private String sql = "";
  private String digest = "";

  /**
   * Writes the query, unless it was asked the same the last time.
   *
   * @param query from a condition, whether its rows are wanted at all
   */
  void ask(Object asked, UnaryOperator<String> query) {
    if (!asked.equals(question)) {
      question = asked;
      writing = query;
      sql = query.apply("$1");
      digest = "";
    }
  }

  /**
   * Lets the session keep its plan, pinned, and looks at nothing; no strong lock should be held.
   */
  void keep(Connection connection, RowTaker taker) throws SQLException {
    var practice =
        List.of(
            new PinnedQuery.Asked(PREPARE + sql + ";\n" + PRACTISE, taker),
            new PinnedQuery.Asked(KEPT, row -> digest = row.getString(1)));
    try {
      PinnedQuery.rows(connection, practice);
    } catch (SQLException leftByAnEarlierAttempt) {
      if (!DUPLICATE.equals(leftByAnEarlierAttempt.getSQLState())) {
        throw leftByAnEarlierAttempt;
      }
      PinnedQuery.recover(connection);
      try (Statement statement = connection.createStatement()) {
        statement.execute(FORGET);
      }
      PinnedQuery.rows(connection, practice);
    }
  }

  /**
   * Runs it, pinned, by the plan that the session keeps, where that is its own; it is forgotten
   * then.
   *
   * @param kept as {@link #KEPT} answers it in the same transaction, nothing of a migration being
   *     run since; empty for none
   */
  void use(Connection connection, String kept, RowTaker taker) throws SQLException {
    boolean own = !kept.isEmpty() && kept.equals(digest);
    PinnedQuery.rows(connection, own ? LOOK + ";\n" + FORGET : writing.apply("true"), taker);
  }
}
