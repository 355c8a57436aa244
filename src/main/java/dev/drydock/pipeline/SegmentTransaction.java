package dev.drydock.pipeline;

import dev.drydock.execution.CommitCheck;
import dev.drydock.execution.GuardReport;
import dev.drydock.execution.RunEvent;
import dev.drydock.history.RunOpening;
import dev.drydock.migration.DrydockException;
import dev.drydock.postgres.SqlStates;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionSystemException;

/**
 * One of several transactions of a run, under the guard, begun again while others hold its locks.
 */
record SegmentTransaction(
    Database database, MigrationRequest request, RunWatch watch, Supplier<CommitCheck> checks) {

  /**
   * Executes and commits.
   *
   * @param begins called at each attempt
   */
  Optional<GuardReport> commit(RunTransaction.Job job, Runnable begins) {
    var admission = new LockAdmission(database.session(), database.settings());
    return new LockRetry(
            database.settings().timeouts().lockBudget(),
            admission,
            database.session()::watchBlockers,
            request.observer())
        .until(() -> attempt(job, admission.enter(job.locks()), begins));
  }

  private Optional<GuardReport> attempt(RunTransaction.Job job, int number, Runnable begins) {
    var transaction = new RunTransaction(database, request, watch, checks.get(), number);
    transaction.prepare(job.works(), job.unjudged());
    begins.run();
    try {
      return database
          .session()
          .transaction()
          .execute(
              status -> {
                RunOpening opening = transaction.open();
                if (!opening.locked()) {
                  throw RunFailures.busy(database, "0ms");
                }
                return Optional.of(transaction.apply(opening, job).verdict().report());
              });
    } catch (TransactionException failure) {
      throw rolledBack(transaction, ended(transaction, failure));
    } catch (DrydockException failure) {
      throw rolledBack(transaction, failure);
    } catch (DataAccessException failure) {
      throw rolledBack(transaction, ServerFailures.of(database.settings(), failure));
    }
  }

  private DrydockException ended(RunTransaction transaction, TransactionException failure) {
    if (failure instanceof TransactionSystemException system
        && system.getApplicationException() instanceof DrydockException first) {
      return first;
    }
    if (SqlStates.isUnreachable(SqlStates.of(failure))) {
      return RunFailures.unknownAtCommit(failure);
    }
    SQLException refused = SqlStates.sql(failure).orElseGet(() -> new SQLException(failure));
    return transaction.errors().atTheEnd(refused);
  }

  private DrydockException rolledBack(RunTransaction transaction, DrydockException failure) {
    DrydockException told = watch.whyItEnded(failure);
    request.observer().happened(new RunEvent.RolledBack(told.failure().what()));
    List<String> restore = transaction.remains();
    return restore.isEmpty()
        ? told
        : new DrydockException(dev.drydock.execution.Remains.toldIn(told.failure(), restore), told);
  }
}
