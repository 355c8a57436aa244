package dev.drydock.pipeline;

import dev.drydock.execution.BoundedLocks;
import dev.drydock.execution.CheckScope;
import dev.drydock.execution.CommitCheck;
import dev.drydock.execution.CommitVerdict;
import dev.drydock.execution.Executed;
import dev.drydock.execution.MigrationExecutor;
import dev.drydock.execution.MigrationPlan;
import dev.drydock.execution.PlanStep;
import dev.drydock.execution.PlannedRun;
import dev.drydock.execution.StatementErrors;
import dev.drydock.history.RunOpening;
import dev.drydock.history.SchemaHistory;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Finding;
import dev.drydock.migration.Loss;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.Severity;
import dev.drydock.postgres.Session;
import dev.drydock.sql.Statement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
  void prepare(PlannedRun planned) {
    var migrations =
        planned.scripts().stream()
            .map(
                script ->
                    new CheckScope.CheckedMigration(
                        script.migration().id(),
                        script.statements().stream().map(Statement::text).toList(),
                        script.declarations()))
            .toList();
    var scope =
        new CheckScope(
            migrations,
            database.table().schema(),
            database.table().name(),
            database.settings().strict(),
            () -> Session.open(database.settings().database(), "guard").connection());
    try {
      check.prepare(database.session().connection(), scope);
    } catch (SQLException failure) {
      throw ServerFailures.of(database.settings(), failure);
    }
  }

  /** The first message: bounds, run lock, history, and what the check must know beforehand. */
  RunOpening open() {
    var questions = RunOpening.questions(database.table(), database.lock(), database.runSettings());
    try {
      check.begin(database.session().connection(), questions.queries());
      return questions.opening().get();
    } catch (SQLException failure) {
      throw ServerFailures.of(database.settings(), failure);
    }
  }

  /** Executes every step and asks the commit check. */
  Outcome apply(RunOpening opening, PlannedRun planned) {
    var history = new SchemaHistory(database.table().prepared());
    watch.starts(planned.plan());
    List<Executed> executed =
        executor(history, opening, planned)
            .execute(database.table().preparation(), planned.scripts(), slow(planned.plan()));
    if (executed.size() != planned.scripts().size()) {
      throw RunFailures.historyDiffers(planned.scripts().size(), executed.size());
    }
    watch.mayCommit();
    CommitVerdict verdict = look();
    record(history, verdict.report().losses());
    watch.commits();
    return new Outcome(executed, verdict);
  }

  /** Migrations of which lint cannot say that they are over at once. */
  private static Set<MigrationId> slow(MigrationPlan plan) {
    return plan.steps().stream()
        .filter(step -> step.findings().stream().anyMatch(RunTransaction::takesTime))
        .map(PlanStep::migration)
        .collect(Collectors.toSet());
  }

  private static boolean takesTime(Finding finding) {
    return finding.severity() == Severity.HAZARD || finding.severity() == Severity.UNJUDGED;
  }

  private MigrationExecutor executor(
      SchemaHistory history, RunOpening opening, PlannedRun planned) {
    var entry =
        new SchemaHistory.Entry(
            request.run().value(),
            database.facts().user() + " (" + request.by() + ")",
            database.settings().version(),
            planned.plan().digest());
    return new MigrationExecutor(
        database.session(),
        history,
        entry,
        opening.settings(),
        check,
        errors(),
        locks(planned),
        new MigrationExecutor.Listener(watch::begins, watch::executed));
  }

  private BoundedLocks locks(PlannedRun planned) {
    return new BoundedLocks(
        planned.locks(), database.settings().timeouts().lock(), attempt, database.facts().blocks());
  }

  /** What was lost as declared goes into the history, in one message more; without a loss, none. */
  private void record(SchemaHistory history, List<Loss> losses) {
    var byMigration = new TreeMap<MigrationId, List<Loss>>();
    for (Loss loss : losses) {
      MigrationId migration = loss.migration();
      if (migration != null) {
        byMigration.computeIfAbsent(migration, ignored -> new ArrayList<>()).add(loss);
      }
    }
    if (byMigration.isEmpty()) {
      return;
    }
    var statements = new ArrayList<String>();
    byMigration.forEach((migration, own) -> statements.add(history.lossesSql(migration, own)));
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

  /** What a rollback could not restore; nothing where the server cannot be asked. */
  List<String> remains() {
    try {
      return check.remains(database.session().connection());
    } catch (SQLException unknown) {
      return List.of();
    }
  }

  StatementErrors errors() {
    return new StatementErrors(database.settings().showRowData());
  }
}
