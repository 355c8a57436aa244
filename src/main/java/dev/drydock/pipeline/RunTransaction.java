package dev.drydock.pipeline;

import dev.drydock.execution.BoundedLocks;
import dev.drydock.execution.CheckScope;
import dev.drydock.execution.CommitCheck;
import dev.drydock.execution.CommitVerdict;
import dev.drydock.execution.Executed;
import dev.drydock.execution.MigrationExecutor;
import dev.drydock.execution.Remains;
import dev.drydock.execution.RunEvent;
import dev.drydock.execution.StatementErrors;
import dev.drydock.execution.Work;
import dev.drydock.guard.UnjudgedStatements;
import dev.drydock.history.RunOpening;
import dev.drydock.history.SchemaHistory;
import dev.drydock.history.StepJournal;
import dev.drydock.lint.LintMode;
import dev.drydock.lint.LockNeeds;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Effect;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Loss;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.Session;
import dev.drydock.postgres.SqlStates;
import dev.drydock.sql.Script;
import dev.drydock.sql.Statement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionSystemException;

/**
 * What happens inside the one transaction of a run, between its opening and COMMIT.
 *
 * @param attempt how often it is begun, from 1
 */
record RunTransaction(
    Database database, MigrationRequest request, RunWatch watch, CommitCheck check, int attempt) {

  /** What was written and seen; the next message must be COMMIT. */
  record Outcome(List<Executed> executed, CommitVerdict verdict) {}

  /** Looks around before BEGIN. */
  void prepare(Job job) {
    List<Script> scripts = job.works().stream().map(Work::script).toList();
    try {
      check.prepare(
          database.session().connection(),
          scope(database, scripts, job.unjudged(), job.own().names()));
    } catch (SQLException failure) {
      throw ServerFailures.of(database.settings(), failure);
    }
  }

  /** What a commit check must know of a plan. */
  static CheckScope scope(
      Database database, List<Script> scripts, Set<MigrationId> unjudged, Set<String> own) {
    var migrations =
        scripts.stream()
            .map(
                script ->
                    new CheckScope.CheckedMigration(
                        script.migration().id(),
                        script.statements().stream().map(Statement::text).toList(),
                        script.declarations()))
            .toList();
    return new CheckScope(
        migrations,
        database.table().schema(),
        database.table().name(),
        database.settings().strict(),
        database.settings().lint().mode() == LintMode.OFF
            ? UnjudgedStatements.among(migrations)
            : unjudged,
        own,
        () -> Session.open(database.settings().database(), "guard").connection());
  }

  /** The first message: bounds, run lock, history, and what the check must know beforehand. */
  RunOpening open() {
    var questions = RunOpening.questions(database.table(), database.lock(), database.runSettings());
    try {
      check.begin(database.session().connection(), questions.queries());
      return questions.opening().get();
    } catch (SQLException failure) {
      throw ServerFailures.of(database.settings(), database.whyNoTransaction(failure));
    }
  }

  /**
   * What is to be done.
   *
   * @param plan digest that the history rows carry
   * @param before history rows that this run has written already
   * @param unjudged migrations of which lint says that nobody can judge all they do
   * @param helpers what they take away that was Drydock's own
   * @param own what earlier transactions of the run made
   * @param written the statement of a file in whose place all this is sent
   */
  record Job(
      List<Work> works,
      LockNeeds locks,
      String plan,
      int before,
      Set<MigrationId> unjudged,
      List<Effect> helpers,
      OwnObjects own,
      Optional<Statement> written) {}

  /** Executes the job and asks the commit check. */
  Outcome apply(RunOpening opening, Job job) {
    var history = new SchemaHistory(database.table().prepared());
    practise(job);
    List<Executed> executed =
        executor(history, opening, job).execute(database.table().preparation(), job.works());
    int expected = job.before() + (int) job.works().stream().filter(Work::last).count();
    if (executed.size() != expected) {
      throw RunFailures.historyDiffers(expected, executed.size());
    }
    watch.mayCommit();
    CommitVerdict verdict = look();
    record(history, job, verdict);
    watch.commits();
    return new Outcome(executed, verdict);
  }

  /**
   * Traffic waits from the first strong lock to COMMIT, so nothing is done there for the first
   * time.
   */
  private void practise(Job job) {
    if (attempt > 1 || job.locks().strong().isEmpty()) {
      return;
    }
    if (job.works().stream().anyMatch(work -> !work.script().declarations().isEmpty())) {
      SchemaHistory.practise();
    }
    try {
      check.practise();
    } catch (SQLException failure) {
      throw errors().atTheEnd(failure);
    }
  }

  private MigrationExecutor executor(SchemaHistory history, RunOpening opening, Job job) {
    return new MigrationExecutor(
        database.session(),
        history,
        database.entry(request, job.plan()),
        opening.settings(),
        check,
        job.written().map(errors()::inPlaceOf).orElseGet(this::errors),
        locks(job),
        new MigrationExecutor.Listener(watch::begins, watch::executed));
  }

  private BoundedLocks locks(Job job) {
    return new BoundedLocks(
        job.locks(), database.settings().timeouts().lock(), attempt, database.facts().blocks());
  }

  /**
   * What was lost as declared goes into the history, or into the journal until the history row is
   * written, as what was made does, in one message more; without any of that, none.
   */
  private void record(SchemaHistory history, Job job, CommitVerdict verdict) {
    List<Loss> losses = verdict.report().without(job.helpers()).losses();
    var journal = new StepJournal(database.table());
    var statements =
        new ArrayList<>(job.own().made(verdict.made(), journal, request.run().value()));
    for (Work work : job.works()) {
      MigrationId id = work.migration();
      List<Loss> own = losses.stream().filter(loss -> id.equals(loss.migration())).toList();
      if (work.last() && !work.whole()) {
        statements.add(history.lossesSql(id, journal, own));
      } else if (!own.isEmpty()) {
        statements.add(
            work.last()
                ? history.lossesSql(id, own)
                : journal.lossesSql(id, request.run().value(), own));
      }
    }
    if (statements.isEmpty()) {
      return;
    }
    try {
      check.recorded(statements).ifPresent(RunTransaction::refuse);
    } catch (SQLException failure) {
      throw errors().atTheEnd(failure);
    }
  }

  private static void refuse(Failure refusal) {
    throw new DrydockException(refusal);
  }

  private CommitVerdict look() {
    try {
      CommitVerdict verdict = check.look();
      verdict.refusal().ifPresent(RunTransaction::refuse);
      return verdict;
    } catch (SQLException failure) {
      throw errors().atTheEnd(failure);
    }
  }

  /**
   * Why the transaction could not be ended as wished: what was thrown before, or the server's word;
   * empty where it said nothing, so that COMMIT may have happened.
   */
  Optional<DrydockException> refusedEnd(TransactionException failure) {
    if (failure instanceof TransactionSystemException system
        && system.getApplicationException() instanceof DrydockException first) {
      return Optional.of(first);
    }
    if (SqlStates.isUnreachable(SqlStates.of(failure))) {
      return Optional.empty();
    }
    return Optional.of(
        errors().atTheEnd(SqlStates.sql(failure).orElseGet(() -> new SQLException(failure))));
  }

  /** The failure that ended it, honest about what a rollback cannot restore. */
  DrydockException rolledBack(DrydockException failure) {
    DrydockException told = watch.whyItEnded(failure);
    request.observer().happened(new RunEvent.RolledBack(told.failure().what()));
    List<String> restore = remains();
    return restore.isEmpty()
        ? told
        : new DrydockException(Remains.toldIn(told.failure(), restore), told);
  }

  /** What a rollback could not restore; nothing where the server cannot be asked. */
  private List<String> remains() {
    try {
      return check.remains(database.session().connection());
    } catch (SQLException unknown) {
      return List.of();
    }
  }

  private StatementErrors errors() {
    return new StatementErrors(database.settings().showRowData());
  }
}
