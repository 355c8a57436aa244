package dev.drydock.execution;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.OwnWords;
import dev.drydock.postgres.ServerSilentException;
import dev.drydock.postgres.SqlStates;
import dev.drydock.sql.Position;
import dev.drydock.sql.Statement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Tells of a statement that failed: where, what the server said, what is left, what to do. */
public final class StatementErrors {

  /** Class 22, data exception: the message quotes a value of a row. */
  private static final Pattern QUOTED_VALUE = Pattern.compile(": \".*\"$", Pattern.DOTALL);

  private static final Pattern LOCK_TABLE =
      Pattern.compile("LOCK TABLE (?:ONLY )?(\".*\") IN ([A-Z ]+) MODE");

  private static final String CANCELLED =
      "Somebody cancelled it, or it took longer than DRYDOCK_STATEMENT_TIMEOUT: run migrate again, with a longer one where it needs that";

  private static final String TIMED_OUT =
      "transaction_timeout was up, which Drydock switches off: take it out of the file, or out of what the file calls, or set a longer one, and run migrate again";

  private static final String SHORTAGE =
      "The server is short of what the message names (disk, memory, a limit of its own), the file is not to blame: give it more, or free some, and run migrate again";

  private static final String CHANGED =
      "Undo what was changed there since, and run migrate again: it goes on behind what is done. Or give it up as MIGRATIONS.md says under \"To give up\", and run it anew: then the plan is made of what is there.";

  private final boolean showRowData;
  private final Optional<Statement> written;

  /** Shows the server's DETAIL and quoted values only where row data may be shown. */
  public StatementErrors(boolean showRowData) {
    this(showRowData, Optional.empty());
  }

  private StatementErrors(boolean showRowData, Optional<Statement> written) {
    this.showRowData = showRowData;
    this.written = written;
  }

  /** The same for statements that are sent in place of another, whose place is told. */
  public StatementErrors inPlaceOf(Statement other) {
    return new StatementErrors(showRowData, Optional.of(other));
  }

  /** A statement of a migration failed. */
  public DrydockException of(MigrationId migration, Statement statement, SQLException failure) {
    Optional<OwnWords.Told> own = OwnWords.in(statement.text(), failure);
    if (own.isPresent()) {
      return told(migration, written.orElse(statement), own.get(), failure);
    }
    StatementError error = error(migration, statement, failure);
    String state = failure.getSQLState();
    if (SqlStates.isUnreachable(state)) {
      return lost("while %s ran".formatted(migration), failure);
    }
    ErrorCode code =
        SqlStates.isLockConflict(failure)
            ? ErrorCode.LOCKS_NOT_OBTAINED
            : ErrorCode.STATEMENT_FAILED;
    return new DrydockException(
        new Failure(code, what(error), Failure.ROLLED_BACK, next(code, state))
            .with("statement", error),
        failure);
  }

  private static DrydockException told(
      MigrationId migration, Statement statement, OwnWords.Told words, SQLException failure) {
    return new DrydockException(
        new Failure(
            words.next().isPresent() ? ErrorCode.STATEMENT_FAILED : ErrorCode.NEEDS_A_PERSON,
            "%s, statement %d (line %d): %s."
                .formatted(migration, statement.number(), statement.line(), words.what()),
            Failure.ROLLED_BACK,
            words.next().orElse(CHANGED)),
        failure);
  }

  /**
   * A batch of a backfill failed; those before it are committed.
   *
   * @param statement number in the file, from 1
   * @param rows filled so far
   */
  DrydockException inBatch(MigrationId migration, int statement, long rows, SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    String where = "%s, statement %d".formatted(migration, statement);
    String left =
        rows == 0
            ? "No row is filled yet."
            : "%d rows are filled and stay; the batch that failed was rolled back.".formatted(rows);
    if (SqlStates.isUnreachable(state)) {
      String what =
          "The connection to the server was lost while %s filled rows%s."
              .formatted(where, ServerSilentException.toldIn(failure));
      String next = "When the server is back, run migrate again: it goes on where it was.";
      return new DrydockException(
          new Failure(ErrorCode.DATABASE_UNREACHABLE, what, left, next), failure);
    }
    boolean locks = SqlStates.isLockConflict(state);
    String what =
        "%s failed in a batch: %s [SQLSTATE %s]."
            .formatted(where, message(server(failure), failure), state);
    String next =
        locks
            ? "Other sessions keep rows of this batch locked: run migrate again when they are done; it goes on where it was."
            : ended(state)
                .map(why -> why + "; it goes on where it was.")
                .orElse(
                    "Correct the data, or what the message names, and run migrate again: it goes on where it was.");
    ErrorCode code = locks ? ErrorCode.LOCKS_NOT_OBTAINED : ErrorCode.STATEMENT_FAILED;
    return new DrydockException(
        new Failure(code, what, left, next).with("sqlState", state).with("rows", rows), failure);
  }

  /** A statement of Drydock's own failed between or behind those of a migration. */
  DrydockException aroundMigration(MigrationId migration, SQLException failure) {
    String when = "around the statements of " + migration;
    return own(when, nextAround(failure.getSQLState()), failure);
  }

  private static String nextAround(@Nullable String state) {
    if (SqlStates.READ_ONLY.equals(state)) {
      return "Sessions of this role may only read here: take default_transaction_read_only off, or give the URL of a role that may write in MIGRATION_DATABASE_URL.";
    }
    return SqlStates.INSUFFICIENT_PRIVILEGE.equals(state)
        ? "The role must be able to make the history table (CREATE on its schema), or to read and write the one that is there: grant it, or give the URL of a role that may in MIGRATION_DATABASE_URL."
        : "Look for triggers and constraints on the history table.";
  }

  /** The server refused the end of the transaction: something that was deferred until then. */
  public DrydockException atTheEnd(SQLException failure) {
    return own(
        "at the end of the run, where deferred constraints and triggers act",
        "Correct the data or the file, and run migrate again.",
        failure);
  }

  private DrydockException own(String when, String next, SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    if (SqlStates.isUnreachable(state)) {
      return lost(when, failure);
    }
    boolean locks = SqlStates.isLockConflict(failure);
    return new DrydockException(
        new Failure(
                locks ? ErrorCode.LOCKS_NOT_OBTAINED : ErrorCode.STATEMENT_FAILED,
                "The server refused to go on %s: %s [SQLSTATE %s]."
                    .formatted(when, message(server(failure), failure), state),
                Failure.ROLLED_BACK,
                locks || ended(state).isPresent()
                    ? next(locks ? ErrorCode.LOCKS_NOT_OBTAINED : ErrorCode.STATEMENT_FAILED, state)
                    : next)
            .with("sqlState", state),
        failure);
  }

  /**
   * Where not the network ended the connection but the driver, which reads dates and texts in one
   * form alone; the server rolls back then.
   */
  public static Optional<DrydockException> endedByTheDriver(Throwable failure) {
    return SqlStates.sql(failure)
        .map(SQLException::getMessage)
        .filter(message -> message.contains(" parameter was changed to "))
        .map(
            message ->
                new DrydockException(
                    new Failure(
                        ErrorCode.STATEMENT_FAILED,
                        "A migration changed how the server shows dates or texts, so the connection was ended: "
                            + message.lines().findFirst().orElse(""),
                        Failure.ROLLED_BACK,
                        "Take it out of what the migration calls (set_config, a function's SET, ALTER … SET): DateStyle must show ISO, client_encoding must be UTF8."),
                    failure));
  }

  /** The connection broke before COMMIT was sent. */
  static DrydockException lost(String when, SQLException failure) {
    Optional<DrydockException> ended = endedByTheDriver(failure);
    if (ended.isPresent()) {
      return ended.get();
    }
    return new DrydockException(
        new Failure(
            ErrorCode.DATABASE_UNREACHABLE,
            "The connection to the server was lost %s%s."
                .formatted(when, ServerSilentException.toldIn(failure)),
            "The server rolls the whole run back: nothing of it remains in the database.",
            "When the server is back, run migrate again."),
        failure);
  }

  private static String what(StatementError error) {
    return "%s, statement %d (line %d, column %d) failed: %s [SQLSTATE %s]."
        .formatted(
            error.migration(),
            error.statement(),
            error.line(),
            error.column(),
            error.message(),
            error.sqlState());
  }

  private static String next(ErrorCode code, @Nullable String state) {
    if (code == ErrorCode.LOCKS_NOT_OBTAINED) {
      return "Other sessions hold locks that it needs: run migrate again when they are done, or give it more time with DRYDOCK_LOCK_BUDGET.";
    }
    Optional<String> ended = ended(state);
    if (ended.isPresent()) {
      return ended.get() + ".";
    }
    return state != null && state.startsWith(SqlStates.INTEGRITY)
        ? "Rows are in the way (DRYDOCK_SHOW_ROW_DATA=true shows which): correct them, or the file, and run migrate again."
        : "Correct the file, look at the dry-run, and run migrate again.";
  }

  /** What to do where nothing is wrong with the statement, but time or room was up. */
  private static Optional<String> ended(@Nullable String state) {
    if (SqlStates.isCancelled(state)) {
      return Optional.of(CANCELLED);
    }
    if (SqlStates.isShortage(state)) {
      return Optional.of(SHORTAGE);
    }
    return SqlStates.isOutOfTime(state) ? Optional.of(TIMED_OUT) : Optional.empty();
  }

  private StatementError error(MigrationId migration, Statement statement, SQLException failure) {
    Optional<ServerErrorMessage> server = server(failure);
    Statement told = written.orElse(statement);
    boolean same = told.text().equals(statement.text());
    int position = same ? server.map(ServerErrorMessage::getPosition).orElse(0) : 0;
    Position place =
        position > 0 ? told.serverPosition(position) : new Position(told.line(), told.column());
    return new StatementError(
        migration.value(),
        told.number(),
        place.line(),
        place.column(),
        failure.getSQLState(),
        message(server, failure),
        showRowData ? field(server, ServerErrorMessage::getDetail) : null,
        field(server, ServerErrorMessage::getHint),
        field(server, ServerErrorMessage::getSchema),
        field(server, ServerErrorMessage::getTable),
        field(server, ServerErrorMessage::getColumn),
        field(server, ServerErrorMessage::getConstraint),
        position > 0 ? told.caret(position) : null);
  }

  private String message(Optional<ServerErrorMessage> server, SQLException failure) {
    String said =
        server.map(ServerErrorMessage::getMessage).orElse(String.valueOf(failure.getMessage()));
    String state = String.valueOf(failure.getSQLState());
    Optional<String> lock = server.flatMap(StatementErrors::wantedLock);
    if (lock.isPresent()) {
      return lock.get() + " was not to be had in time: " + said;
    }
    return showRowData || !state.startsWith("22")
        ? said
        : QUOTED_VALUE.matcher(said).replaceFirst(": (value not shown)");
  }

  /** The lock that Drydock asked for on the statement's behalf. */
  private static Optional<String> wantedLock(ServerErrorMessage message) {
    Matcher asked = LOCK_TABLE.matcher(String.valueOf(message.getWhere()));
    return asked.find()
        ? Optional.of(asked.group(2) + " on " + asked.group(1).replace("\"", ""))
        : Optional.empty();
  }

  private static @Nullable String field(Optional<ServerErrorMessage> server, Field field) {
    return server.map(field::of).orElse(null);
  }

  /** A getter of the driver's message; null where the server said nothing. */
  private interface Field {
    @Nullable String of(ServerErrorMessage message);
  }

  private static Optional<ServerErrorMessage> server(SQLException failure) {
    return failure instanceof PSQLException postgres
        ? Optional.ofNullable(postgres.getServerErrorMessage())
        : Optional.empty();
  }
}
