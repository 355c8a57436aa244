package dev.drydock.pipeline;

import dev.drydock.history.RunOpening;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Finds out what became of a COMMIT whose answer was lost: takes the run lock, which the lost
 * backend holds as long as it lives, and reads the history.
 */
record CommitInquiry(MigrationSettings settings, String run) {

  /** Whether the run was committed; a failure when nobody could be asked in time. */
  boolean committed(Duration longest) {
    return new LockWait(longest, StopSign.NONE).until(this::ask, CommitInquiry::unknown);
  }

  private Optional<Boolean> ask() {
    try (Database database = Database.open(settings, "inquiry " + run)) {
      return database
          .session()
          .transaction()
          .execute(
              status -> {
                status.setRollbackOnly();
                return read(database);
              });
    } catch (DrydockException | DataAccessException | TransactionException unreachable) {
      return Optional.empty();
    }
  }

  private Optional<Boolean> read(Database database) {
    try {
      RunOpening opening =
          RunOpening.locking(
              database.session(), database.table(), database.lock(), database.runSettings());
      return opening.locked()
          ? Optional.of(
              opening.rows().stream().anyMatch(row -> row.run().filter(run::equals).isPresent()))
          : Optional.empty();
    } catch (SQLException lost) {
      return Optional.empty();
    }
  }

  private static DrydockException unknown() {
    return new DrydockException(
        new Failure(
            ErrorCode.DATABASE_UNREACHABLE,
            "The connection to the server was lost at COMMIT, and the server does not answer.",
            "The whole run is either in the database or not at all, never in part.",
            "When the server is back, run migrate again: it finds out, and applies what is pending."));
  }
}
