package dev.drydock.pipeline;

import dev.drydock.execution.CommitCheck;
import dev.drydock.execution.GuardReport;
import dev.drydock.execution.RunEvent;
import dev.drydock.history.RunOpening;
import dev.drydock.migration.DrydockException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * One of several transactions of a run, under the guard, begun again while others hold its locks.
 */
record SegmentTransaction(
    Database database,
    MigrationRequest request,
    RunWatch watch,
    Supplier<CommitCheck> checks,
    LockWaits waits) {

  /**
   * Executes and commits.
   *
   * @param begins called at each attempt
   */
  Optional<GuardReport> commit(RunTransaction.Job job, Runnable begins) {
    var admission = new LockAdmission(database.session(), database.settings());
    Optional<GuardReport> report =
        new LockRetry(database, admission, waits, request.observer())
            .until(() -> attempt(job, admission.enter(job.locks()), begins));
    job.own().committed();
    return report;
  }

  private Optional<GuardReport> attempt(RunTransaction.Job job, int number, Runnable begins) {
    var transaction = new RunTransaction(database, request, watch, checks.get(), number);
    transaction.prepare(job);
    begins.run();
    try {
      return database
          .session()
          .transaction()
          .execute(
              status -> {
                RunOpening opening = transaction.open();
                if (!opening.locked()) {
                  throw RunFailures.busy(database, Duration.ZERO);
                }
                return Optional.of(transaction.apply(opening, job).verdict().report());
              });
    } catch (TransactionException failure) {
      throw transaction
          .refusedEnd(failure)
          .map(refused -> rolledBack(transaction, refused))
          .orElseGet(() -> unknown(failure));
    } catch (DrydockException failure) {
      throw rolledBack(transaction, failure);
    } catch (DataAccessException failure) {
      throw rolledBack(transaction, ServerFailures.of(database.settings(), failure));
    }
  }

  /** Nothing of this transaction stays; what does of the run, the run tells. */
  private static DrydockException rolledBack(RunTransaction transaction, DrydockException failure) {
    return transaction.rolledBack(new DrydockException(failure.failure().leaving(""), failure));
  }

  private DrydockException unknown(TransactionException failure) {
    DrydockException told = RunFailures.unknownAtCommit(failure);
    request.observer().happened(new RunEvent.RolledBack(told.failure().what()));
    return told;
  }
}
