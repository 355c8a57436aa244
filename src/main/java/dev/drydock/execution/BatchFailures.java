package dev.drydock.execution;

import dev.drydock.history.StepJournal;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.BlockerWatch;
import java.sql.SQLException;
import java.util.List;

/** Tells why a backfill cannot go on. */
final class BatchFailures {

  private static final String INSUFFICIENT_PRIVILEGE = "42501";
  private static final String DIVISION_BY_ZERO = "22012";

  private final StepJournal.Key key;
  private final StatementErrors errors;

  BatchFailures(StepJournal.Key key, StatementErrors errors) {
    this.key = key;
    this.errors = errors;
  }

  /** The same, and who was in the way where it was for a lock. */
  static DrydockException told(DrydockException failure, List<BlockerWatch.Blocker> blockers) {
    Failure was = failure.failure();
    if (was.code() != ErrorCode.LOCKS_NOT_OBTAINED || blockers.isEmpty()) {
      return failure;
    }
    String what = was.what() + " In the way: " + blockers.get(0) + ".";
    return new DrydockException(
        new Failure(was.code(), what, was.left(), was.next(), was.facts())
            .with("blockers", blockers),
        failure);
  }

  /** A search for a place, a ROLLBACK, or the connection itself. */
  DrydockException of(BatchProgress progress, SQLException failure) {
    boolean hidden =
        INSUFFICIENT_PRIVILEGE.equals(failure.getSQLState()) && progress.table().rowSecurity();
    return hidden
        ? hidden(progress, failure)
        : errors.inBatch(key.migration(), key.statement(), progress.rows(), failure);
  }

  /**
   * One of a batch's statements.
   *
   * @param place its place in the message
   */
  DrydockException of(
      BatchProgress progress, SQLException failure, int place, BatchMessage message) {
    boolean moved = place == message.progress() && DIVISION_BY_ZERO.equals(failure.getSQLState());
    if (place == message.look() && BatchLook.STATE.equals(failure.getSQLState())) {
      return didMore(progress, failure);
    }
    return moved ? moved(failure) : of(progress, failure);
  }

  private DrydockException didMore(BatchProgress progress, SQLException failure) {
    String found = BatchLook.found(String.valueOf(failure.getMessage()));
    return new DrydockException(
        new Failure(
            ErrorCode.UNDECLARED_LOSS,
            "%s, statement %d does more than fill %s: one batch %s."
                .formatted(key.migration(), key.statement(), progress.table().shown(), found),
            "That batch was rolled back; %d rows are filled and stay.".formatted(progress.rows()),
            found.startsWith("fired ")
                ? "Drop or disable that trigger until all rows are filled, and run migrate again: it goes on where it was."
                : "Write -- drydock: plain above the statement: it runs in one transaction then, where the guard judges each of its effects."),
        failure);
  }

  private DrydockException moved(SQLException failure) {
    return new DrydockException(
        new Failure(
            ErrorCode.RUN_LOCK_BUSY,
            "Another run has moved %s, statement %d on since this one read where it was."
                .formatted(key.migration(), key.statement()),
            "This run's last batch was rolled back; what the other one filled stays.",
            "Wait for the other run, then look at status."),
        failure);
  }

  private DrydockException hidden(BatchProgress progress, SQLException failure) {
    String table = progress.table().shown();
    return new DrydockException(
        new Failure(
            ErrorCode.STATEMENT_FAILED,
            "%s, statement %d cannot fill all rows of %s: row security hides some of them from this role."
                .formatted(key.migration(), key.statement(), table),
            progress.rows() + " rows are filled and stay; none was skipped silently.",
            "Run the migrations as a role with BYPASSRLS, or as the owner with ALTER TABLE %s NO FORCE ROW LEVEL SECURITY; then run migrate again: it goes on where it was."
                .formatted(table)),
        failure);
  }
}
