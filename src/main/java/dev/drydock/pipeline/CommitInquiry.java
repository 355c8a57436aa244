package dev.drydock.pipeline;

import dev.drydock.history.RunOpening;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.ServerFacts;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Finds out what became of a COMMIT whose answer was lost: takes the run lock, which the lost
 * backend holds as long as it lives, and reads the history.
 *
 * @param lost the server that was to commit
 */
record CommitInquiry(MigrationSettings settings, ServerFacts lost, String run) {

  private enum Answer {
    COMMITTED,
    ROLLED_BACK,
    /** A standby was promoted meanwhile and does not have the run. */
    MISSING_ON_NEW_PRIMARY
  }

  /**
   * Whether the run was committed.
   *
   * @throws DrydockException when nobody could be asked in time, and where another server took over
   *     without the run: the lost one may have committed it
   */
  boolean committed(Duration longest) {
    Answer answer = new LockWait(longest, StopSign.NONE).until(this::ask, CommitInquiry::unknown);
    if (answer == Answer.MISSING_ON_NEW_PRIMARY) {
      throw takenOver();
    }
    return answer == Answer.COMMITTED;
  }

  private Optional<Answer> ask() {
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

  private Optional<Answer> read(Database database) {
    try {
      RunOpening opening =
          RunOpening.locking(
              database.session(), database.table(), database.lock(), database.runSettings());
      if (!opening.locked()) {
        return Optional.empty();
      }
      boolean there =
          opening.rows().stream().anyMatch(row -> row.run().filter(run::equals).isPresent());
      boolean same = Objects.equals(lost.timeline(), database.facts().timeline());
      Answer absent = same ? Answer.ROLLED_BACK : Answer.MISSING_ON_NEW_PRIMARY;
      return Optional.of(there ? Answer.COMMITTED : absent);
    } catch (SQLException lostAgain) {
      return Optional.empty();
    }
  }

  private static DrydockException takenOver() {
    return new DrydockException(
        new Failure(
            ErrorCode.DATABASE_UNREACHABLE,
            "The connection to the server was lost at COMMIT, and another server answers now: a standby was promoted, and it does not have this run.",
            "On the server that answers now nothing of it remains. The former primary may have committed it: then it has what this one lacks.",
            "Run migrate again: it applies what is pending here. Do not let the former primary take part again as it is; rebuild it, or rewind it with pg_rewind."));
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
