package dev.drydock.pipeline;

import dev.drydock.execution.BackfillOutcome;
import dev.drydock.execution.BackfillRun;
import dev.drydock.execution.CheckScope;
import dev.drydock.execution.GuardReport;
import dev.drydock.execution.PlannedRun;
import dev.drydock.execution.Segment;
import dev.drydock.execution.StatementErrors;
import dev.drydock.execution.Work;
import dev.drydock.guard.OutsideLook;
import dev.drydock.history.SchemaHistory;
import dev.drydock.history.StepJournal;
import dev.drydock.history.StepRecord;
import dev.drydock.lint.LockNeeds;
import dev.drydock.migration.Declaration;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Effect;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Loss;
import dev.drydock.online.Backfill;
import dev.drydock.online.FormText;
import dev.drydock.online.MadePart;
import dev.drydock.online.OnlineAction;
import dev.drydock.online.Restraints;
import dev.drydock.online.Withdrawal;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.postgres.SqlStates;
import dev.drydock.sql.Script;
import dev.drydock.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One statement in its safe form: its actions in order, those done before left out. */
final class OnlineStep {

  private final Database database;
  private final MigrationRequest request;
  private final RunWatch watch;
  private final PlannedRun planned;
  private final Segment.Online step;
  private final Function<Database, SegmentTransaction> transactions;
  private final OwnObjects own;
  private final int written;
  private final StepJournal journal;

  private GuardReport seen = GuardReport.of(List.of());

  /**
   * A step of a run.
   *
   * @param own what earlier transactions of the run made
   * @param written history rows that the run has written already
   */
  OnlineStep(
      Database database,
      MigrationRequest request,
      RunWatch watch,
      PlannedRun planned,
      Segment.Online step,
      Function<Database, SegmentTransaction> transactions,
      OwnObjects own,
      int written) {
    this.database = database;
    this.request = request;
    this.watch = watch;
    this.planned = planned;
    this.step = step;
    this.transactions = transactions;
    this.own = own;
    this.written = written;
    this.journal = new StepJournal(database.table());
  }

  /** Executes what is left of it, and writes the migration's history row where it is the last. */
  GuardReport execute() {
    if (record(0).isEmpty()) {
      if (step.form().actions().size() > 1) {
        new StatementTrial(database, step).run();
      }
      send(
          journal.statementSql(
              key(0),
              request.run().value(),
              false,
              planned.approval(),
              Optional.of(FormText.of(step.form()))));
    }
    List<OnlineAction> actions = step.form().actions();
    for (int i = 0; i < actions.size(); i++) {
      Optional<StepRecord> earlier = record(i + 1);
      if (earlier.filter(StepRecord::done).isEmpty()) {
        new StopSign(request.observer()).obey(Failure.ROLLED_BACK);
        try {
          refuseWhatChanged(actions.subList(0, i), actions.get(i));
          execute(actions.get(i), key(i + 1), earlier);
        } catch (DrydockException failure) {
          throw ended(actions.subList(0, i), failure);
        }
      }
    }
    end();
    return seen;
  }

  /** Rows that break what was added are no reason to refuse new ones: it is taken back then. */
  private DrydockException ended(List<OnlineAction> done, DrydockException failure) {
    Optional<Withdrawal> withdrawal =
        SqlStates.isOfData(SqlStates.of(failure)) ? Withdrawal.of(done) : Optional.empty();
    if (withdrawal.isEmpty()) {
      return done.isEmpty() ? failure : partly(done, failure, "");
    }
    Optional<Failure> obstacle = obstacle(withdrawal.get());
    if (obstacle.isPresent()) {
      return partly(done, failure, " Taking that back did not succeed: " + obstacle.get().what());
    }
    Failure was = failure.failure();
    String back = "What it had added was taken back: %s. ";
    var told =
        new DrydockException(
            was.advising(back.formatted(sent(withdrawal.get().undone(done))) + was.next()),
            failure);
    List<OnlineAction> left = withdrawal.get().leaves(done);
    return left.isEmpty() ? told : partly(left, told, "");
  }

  /** Takes it back; or tells why it stays. */
  private Optional<Failure> obstacle(Withdrawal withdrawal) {
    var helpers = new ArrayList<>(withdrawal.losses());
    helpers.add(journal.forgetting());
    try {
      transaction(
          new OnlineAction.InTransaction(withdrawal.sql(), helpers),
          withdrawal.places().stream().map(place -> journal.forgetSql(key(place + 1))).toList());
      return Optional.empty();
    } catch (DrydockException kept) {
      return Optional.of(kept.failure());
    }
  }

  private static String sent(List<OnlineAction> done) {
    return done.stream()
        .flatMap(action -> action.sql().stream())
        .filter(sql -> !sql.startsWith("SELECT "))
        .map(sql -> new Statement(1, 0, 1, 1, sql).shown())
        .collect(Collectors.joining("; "));
  }

  /** What of the statement is done stays: new rows must obey a constraint not proven yet, too. */
  private DrydockException partly(List<OnlineAction> done, DrydockException failure, String more) {
    Failure was = failure.failure();
    String stays =
        "Of %s, statement %d this is done and stays: %s."
            .formatted(step.migration(), step.statement().number(), sent(done));
    stays += Restraints.of(done) + more;
    Failure told = was.leaving(was.leavesNothing() ? stays : stays + " " + was.left());
    String state = SqlStates.of(failure);
    String mend =
        "%s, not the statement, and run migrate again: it goes on behind what is done. Or undo what is done by hand and forget it: DELETE FROM %s WHERE migration = %s."
            .formatted(
                SqlStates.isOfData(state)
                    ? "Correct the data that the message names"
                    : "Correct in the database what the message names",
                journal.sql(),
                SqlQuoting.literal(step.migration().value()));
    return new DrydockException(
        was.code() == ErrorCode.STATEMENT_FAILED
                && !SqlStates.isOutOfTime(state)
                && !SqlStates.isShortage(state)
            ? told.advising(mend)
            : told,
        failure);
  }

  /** What an earlier run made and the next action relies on must still be that. */
  private void refuseWhatChanged(List<OnlineAction> before, OnlineAction next) {
    for (int i = 0; i < before.size(); i++) {
      Optional<StepRecord> earlier = record(i + 1).filter(StepRecord::done);
      if (earlier.isPresent() && before.get(i) instanceof OnlineAction.InTransaction inside) {
        Optional<String> was = earlier.get().position();
        MadePart.of(inside)
            .filter(made -> was.isPresent() && made.carries(next))
            .flatMap(made -> made.changed(was.get(), database.printed(made)))
            .ifPresent(this::refuse);
      } else if (earlier.isPresent()
          && i == before.size() - 1
          && before.get(i) instanceof OnlineAction.Outside outside) {
        outsideStatement().requireOwn(step, outside);
      }
    }
  }

  private void refuse(String changed) {
    throw new DrydockException(
        new Failure(
            ErrorCode.NEEDS_A_PERSON,
            "%s, statement %d (line %d): %s."
                .formatted(
                    step.migration(), step.statement().number(), step.statement().line(), changed),
            Failure.ROLLED_BACK,
            "Put it back as it was and run migrate again: it goes on behind what is done. Or undo what is done by hand and forget it, then it begins anew: DELETE FROM %s WHERE migration = %s."
                .formatted(journal.sql(), SqlQuoting.literal(step.migration().value()))));
  }

  private OutsideStatement outsideStatement() {
    return new OutsideStatement(database, journal, request.run().value(), looking(), watch);
  }

  private void send(String statement) {
    database.send(List.of(statement));
  }

  private Optional<StepRecord> record(int action) {
    return planned.begun().of(step.migration(), step.statement().number()).stream()
        .filter(record -> record.action() == action)
        .findFirst();
  }

  private StepJournal.Key key(int action) {
    return new StepJournal.Key(
        step.migration(),
        step.statement().number(),
        action,
        step.form().name(),
        step.statement().hash());
  }

  private void execute(OnlineAction action, StepJournal.Key key, Optional<StepRecord> earlier) {
    if (action instanceof OnlineAction.InTransaction inside) {
      transaction(inside, done(inside, key));
    } else if (action instanceof OnlineAction.Outside outside) {
      outside(outside, key, earlier);
    } else if (action instanceof OnlineAction.InBatches batches) {
      batches(batches, key, earlier);
    }
  }

  /** What it takes away is what the looks saw, or what it was for where an earlier run did it. */
  private void outside(
      OnlineAction.Outside action, StepJournal.Key key, Optional<StepRecord> earlier) {
    watch.outside(step.migration(), step.statement().number());
    try {
      outsideStatement()
          .execute(step, action, key, earlier)
          .or(
              () ->
                  Optional.of(
                      new OutsideLook.Seen(
                          GuardReport.of(
                              action.loss().map(loss -> declared(loss, null)).stream().toList()),
                          Set.of())))
          .ifPresent(seen -> done(key, seen));
    } finally {
      watch.outsideIsOver();
    }
  }

  private CheckScope looking() {
    return RunTransaction.scope(database, List.of(step.script()), planned.unjudged(), own.names());
  }

  private Loss declared(Effect loss, @Nullable Long rows) {
    return new Loss(loss.kind(), loss.object(), null, rows, false, step.migration(), true);
  }

  /** A transaction of its own, with what marks it in the journal, under the guard. */
  private void transaction(OnlineAction.InTransaction action, List<String> marks) {
    Script script = script(action);
    var work = new Work(script, script.statements(), step.prelude(), marks, false, true);
    var job =
        new RunTransaction.Job(
            List.of(work),
            LockNeeds.inPlaceOf(step.statement(), script, planned.facts()),
            planned.approval().plan(),
            written,
            planned.unjudged(),
            action.helpers(),
            own,
            Optional.of(step.statement()));
    Optional<GuardReport> report = transactions.apply(database).commit(job, watch::withinStep);
    report.map(look -> look.without(action.helpers())).ifPresent(this::looked);
  }

  private List<String> done(OnlineAction.InTransaction action, StepJournal.Key key) {
    String run = request.run().value();
    return MadePart.of(action)
        .map(made -> List.of(MadePart.IN_FULL, journal.doneSql(key, run, made.printedSql())))
        .orElseGet(() -> List.of(journal.doneSql(key, run)));
  }

  private void looked(GuardReport report) {
    seen = seen.and(report);
  }

  /** The action as a script of its own; what it takes away of its own helpers is declared. */
  private Script script(OnlineAction.InTransaction action) {
    Statement written = step.statement();
    var statements = new ArrayList<Statement>();
    for (String sql : action.sql()) {
      statements.add(
          new Statement(
              statements.size() + 1, written.offset(), written.line(), written.column(), sql));
    }
    var declarations = new ArrayList<>(step.script().declarations());
    for (Effect helper : action.helpers()) {
      declarations.add(
          new Declaration(helper.toString(), "helper of the safe form", written.line()));
    }
    return new Script(step.script().migration(), statements, declarations, List.of());
  }

  private void batches(
      OnlineAction.InBatches batches, StepJournal.Key key, Optional<StepRecord> earlier) {
    if (!batches.backfill().automatic()) {
      refuseWhatItWouldRead(batches.backfill());
    }
    send(journal.beganSql(key, request.run().value()));
    var run =
        new BackfillRun(
            database.session(),
            database.runSettings(),
            database.settings().timeouts().lockBudget(),
            journal,
            new StatementErrors(database.settings().showRowData()));
    BackfillOutcome outcome =
        run.run(
            batches.backfill(),
            key,
            step.prelude(),
            database.facts().major(),
            earlier,
            request.observer());
    if (!outcome.finished()) {
      throw RunFailures.cancelled("%d rows are filled and stay.".formatted(outcome.rows()));
    }
    List<Loss> losses =
        batches.loss().map(loss -> declared(loss, outcome.rows())).stream().toList();
    done(key, new OutsideLook.Seen(GuardReport.of(losses), Set.of()));
  }

  /** Code that it calls may have come into the database, or changed, since the plan was made. */
  private void refuseWhatItWouldRead(Backfill fill) {
    database
        .looking(
            connection ->
                OutsideLook.refusal(connection, looking(), step.statement().number(), fill))
        .ifPresent(
            failure -> {
              throw new DrydockException(failure.leaving(""));
            });
  }

  /**
   * The mark that an action is done, what it lost and what it made, which no later run could see.
   */
  private void done(StepJournal.Key key, OutsideLook.Seen outside) {
    String run = request.run().value();
    var statements = new ArrayList<String>();
    statements.add(journal.doneSql(key, run));
    if (!outside.report().losses().isEmpty()) {
      statements.add(journal.lossesSql(step.migration(), run, outside.report().losses()));
    }
    statements.addAll(own.made(outside.made(), journal, run));
    database.send(statements);
    own.committed();
    looked(outside.report());
  }

  /** The last step writes the history row and takes the notes of its migration away. */
  private void end() {
    if (!step.last()) {
      send(
          journal.statementSql(
              key(0), request.run().value(), true, planned.approval(), Optional.empty()));
      return;
    }
    var history = new SchemaHistory(database.table());
    var entry = database.entry(request, planned.approval().plan());
    var statements = new ArrayList<String>();
    statements.add("SELECT " + SchemaHistory.startedAt(journal.beganAt(step.migration())));
    statements.add(history.insertSql(step.script().migration(), entry));
    statements.add(history.lossesSql(step.migration(), journal, List.of()));
    statements.add(journal.forgetSql(step.migration()));
    database.send(statements);
  }
}
