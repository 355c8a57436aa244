package dev.drydock.execution;

import dev.drydock.migration.Failure;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asked at fixed points of a run whether its transaction may be committed; the guard stands above
 * the executor and implements it.
 *
 * <p>One object watches one run and is used by one thread. The order of calls is {@link #prepare},
 * {@link #begin}, then for each migration {@link #watch}, {@link #before} and {@link
 * #after(MigrationId, int, long)} around each statement that wants it, {@link #after(MigrationId,
 * String)}, and at the end {@link #look}; a new attempt starts again with {@link #prepare}. Every
 * {@link SQLException} is the server's and means that the run must be rolled back.
 */
public interface CommitCheck {

  /**
   * What would be looked at, and whether the plan must be refused beforehand; changes nothing.
   *
   * @param connection autocommit on
   * @param steps what the plan sends outside any transaction
   */
  CheckPreview preview(Connection connection, CheckScope scope, List<OutsideSql> steps)
      throws SQLException;

  /**
   * Looks and practises as a run does, in a transaction that only reads: a run on this connection
   * has at hand then what its server process and this one must find out first. Changes nothing.
   *
   * @param connection autocommit on; of no use any more where this fails
   * @param first as for {@link #begin}
   */
  void warmUp(Connection connection, CheckScope scope, List<Session.Query> first)
      throws SQLException;

  /** The refusals of {@link #preview} alone. */
  List<Failure> refusals(Connection connection, CheckScope scope, List<OutsideSql> steps)
      throws SQLException;

  /** Before BEGIN, on the run's own connection, autocommit on; leaves no lock and no setting. */
  void prepare(Connection connection, CheckScope scope) throws SQLException;

  /**
   * Inside the transaction, before its first statement.
   *
   * @param first queries to be sent before anything of the check's own, in the same message; where
   *     they do not get the run lock, the check is not used any further
   */
  void begin(Connection connection, List<Session.Query> first) throws SQLException;

  /**
   * After {@link #begin}, while nothing of the application is locked yet: looks once at what cannot
   * differ, so that both sides have at hand what {@link #look} needs, and it is brief.
   */
  void practise() throws SQLException;

  /** How a migration's statements must be sent; asks the server nothing. */
  Watch watch(MigrationId migration);

  /** Right before a statement that is {@link Watch#alone()}. */
  void before(MigrationId migration, int statement) throws SQLException;

  /**
   * Right after a statement that is {@link Watch#alone()}.
   *
   * @param rows the number of its command tag; zero where it has none
   */
  void after(MigrationId migration, int statement, long rows) throws SQLException;

  /**
   * After a migration's statements and its history row.
   *
   * @param probe the single value that {@link Watch#probe()} selected; null where it asked for none
   */
  void after(MigrationId migration, @Nullable String probe) throws SQLException;

  /**
   * After the last history row. Runs all deferred constraints and triggers first (so a violation of
   * a deferred constraint comes out here); the very next message must be COMMIT or ROLLBACK.
   */
  CommitVerdict look() throws SQLException;

  /**
   * After a {@link #look} that let losses through: records them by statements of Drydock's own, and
   * makes sure that these wrote their rows of the history table and its journal and nothing else.
   * Takes the look's place before COMMIT.
   *
   * @param statements each updates one row of the history table, or inserts into the journal
   * @return why the run must be rolled back; empty: COMMIT may follow
   */
  Optional<Failure> recorded(List<String> statements) throws SQLException;

  /**
   * After a rollback for whatever reason, autocommit on: what it could not restore, each with the
   * statement that does, such as {@code SELECT setval('public.calls_id_seq', 42, true);}.
   */
  List<String> remains(Connection connection) throws SQLException;
}
