package dev.drydock.pipeline;

import dev.drydock.execution.BegunRun;
import dev.drydock.execution.CheckScope;
import dev.drydock.execution.CommitCheck;
import dev.drydock.execution.Executed;
import dev.drydock.execution.GuardReport;
import dev.drydock.execution.OutsideSql;
import dev.drydock.execution.PlannedRun;
import dev.drydock.execution.RunEvent;
import dev.drydock.execution.Segment;
import dev.drydock.execution.Work;
import dev.drydock.history.SchemaHistory;
import dev.drydock.history.StepJournal;
import dev.drydock.history.StepRecord;
import dev.drydock.lint.LockNeeds;
import dev.drydock.migration.AppliedMigration;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.MigrationId;
import dev.drydock.sql.OwnParts;
import dev.drydock.sql.Script;
import dev.drydock.sql.Statement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run with online steps: one segment after the other, each of which stays when it is done. The
 * session holds the run lock from the first to the last, and the journal says after any crash how
 * far it came.
 */
final class LanedRun {

  private final Supplier<CommitCheck> checks;
  private final MigrationRequest request;
  private final RunWatch watch;
  private final LockWaits waits;
  private final Function<Database, PlannedRun> planning;

  private final List<Stays> staying = new ArrayList<>();
  private Optional<GuardReport> guard = Optional.empty();
  private OwnObjects own = OwnObjects.none();
  private int written;
  private int steps;

  LanedRun(
      Supplier<CommitCheck> checks,
      MigrationRequest request,
      RunWatch watch,
      LockWaits waits,
      Function<Database, PlannedRun> planning) {
    this.checks = checks;
    this.request = request;
    this.watch = watch;
    this.waits = waits;
    this.planning = planning;
  }

  /** What was done, and by which plan. */
  record Outcome(PlannedRun planned, List<Executed> executed, Optional<GuardReport> guard) {}

  /** What was planned before the run lock was had, and from which rows of the history. */
  record Planned(PlannedRun run, List<AppliedMigration> rows) {}

  /** Executes what is pending, as it is planned once no other run can come between. */
  Outcome execute(Database found, Planned before, LockWait wait) {
    found.requireDirect();
    boolean free = found.locked();
    if (!free) {
      wait.until(
          () -> Optional.of(found).filter(Database::locked),
          () -> RunFailures.busy(found, wait.waited()));
    }
    Database current = free ? found : found.current();
    requireJudged(current, before.run());
    Database database = prepared(current);
    PlannedRun planned = before.run();
    if (!free || isOvertaken(database, before)) {
      planned = planning.apply(database);
      requireJudged(database, planned);
    }
    own = OwnObjects.of(planned);
    if (!planned.begun().records().isEmpty()) {
      database.send(new StepJournal(database.table()).resumedSql(request.run().value()));
    }
    for (Segment segment : planned.segments()) {
      try {
        execute(database, planned, segment);
      } catch (DrydockException failure) {
        note(database, segment, failure.failure());
        throw told(database, planned, failure);
      }
    }
    forgetOthers(database, database.begun(), before.rows(), planned.plan().wouldExecute());
    return new Outcome(planned, database.executed(request), guard);
  }

  /** Whether another run came between plan and lock. */
  private static boolean isOvertaken(Database database, Planned before) {
    return !Set.copyOf(database.rows()).equals(Set.copyOf(before.rows()))
        || !database.begun().of(before.run().scripts()).equals(before.run().begun());
  }

  private void execute(Database database, PlannedRun planned, Segment segment) {
    new StopSign(request.observer()).obey(Failure.ROLLED_BACK);
    requireLock(database);
    if (segment instanceof Segment.Atom atom) {
      atom(database, planned, atom);
    } else if (segment instanceof Segment.Online online) {
      online(database, planned, online);
    }
  }

  /** Why it ends, for whoever asks later; nobody can be told where the connection is gone. */
  private void note(Database database, Segment segment, Failure why) {
    if (why.code() == ErrorCode.DATABASE_UNREACHABLE || why.code() == ErrorCode.RUN_LOCK_BUSY) {
      return;
    }
    var journal = new StepJournal(database.table());
    try {
      database.send(journal.failureSql(first(segment), request.run().value(), why));
    } catch (DrydockException unsaid) {
      // The report says it; the journal tells what stays all the same.
    }
  }

  private static MigrationId first(Segment segment) {
    return segment instanceof Segment.Online online
        ? online.migration()
        : ((Segment.Atom) segment).parts().get(0).migration();
  }

  /** What nobody can judge or undo is refused before anything is made that stays. */
  private void requireJudged(Database database, PlannedRun planned) {
    CheckScope scope =
        RunTransaction.scope(database, planned.scripts(), planned.unjudged(), Set.of());
    List<OutsideSql> steps = OutsideSql.of(planned, database.preparation());
    if (scope.unjudged().isEmpty() && steps.isEmpty()) {
      return;
    }
    try {
      checks.get().refusals(database.session().connection(), scope, steps).stream()
          .findFirst()
          .ifPresent(
              refusal -> {
                throw new DrydockException(refusal);
              });
    } catch (SQLException failure) {
      throw ServerFailures.of(database.settings(), failure);
    }
  }

  /** A migration may have given every advisory lock of the session back. */
  private static void requireLock(Database database) {
    if (!database.locked()) {
      throw RunFailures.busy(database, Duration.ZERO);
    }
  }

  /** History and journal are made before the first segment, in one short transaction. */
  private Database prepared(Database database) {
    List<String> statements = database.preparation();
    if (statements.isEmpty()) {
      return database;
    }
    var admission = new LockAdmission(database.session(), database.settings());
    return new LockRetry(database, admission, waits, request.observer())
        .until(() -> afterwards(database, statements));
  }

  private static Database afterwards(Database database, List<String> statements) {
    database.send(statements);
    return database.fresh();
  }

  private void atom(Database database, PlannedRun planned, Segment.Atom atom) {
    Set<MigrationId> slow = planned.slow();
    List<Work> works =
        atom.parts().stream()
            .map(part -> work(database, planned, part, slow.contains(part.migration())))
            .toList();
    int first = steps;
    var job =
        new RunTransaction.Job(
            works,
            LockNeeds.of(works.stream().map(Work::sent).toList(), planned.facts()),
            planned.approval().plan(),
            written,
            planned.unjudged(),
            List.of(),
            own,
            Optional.empty());
    transaction(database)
        .commit(job, () -> watch.starts(planned.plan(), first))
        .ifPresent(this::looked);
    steps += atom.parts().size();
    for (Segment.Part part : atom.parts()) {
      written += part.last() ? 1 : 0;
      staying.add(part.last() ? Stays.whole(part.migration()) : partly(part));
    }
    committed(
        atom.parts().stream().filter(Segment.Part::last).map(Segment.Part::migration).toList());
  }

  private Work work(Database database, PlannedRun planned, Segment.Part part, boolean slow) {
    var journal = new StepJournal(database.table());
    var marks = new ArrayList<String>();
    if (!part.whole() && !part.last()) {
      for (Statement statement : part.statements()) {
        marks.add(
            journal.statementSql(
                new StepJournal.Key(
                    part.migration(), statement.number(), 0, "plain", statement.hash()),
                request.run().value(),
                true,
                planned.approval(),
                Optional.empty()));
      }
    }
    var prelude = new ArrayList<String>();
    if (!part.whole() && part.last()) {
      // Before the file's own settings: the role that it sets need not see the journal.
      prelude.add("SELECT " + SchemaHistory.startedAt(journal.beganAt(part.migration())));
    }
    prelude.addAll(part.prelude());
    Script script = part.whole() ? part.script() : OwnParts.declared(part.script());
    return new Work(script, part.statements(), prelude, marks, part.last(), slow);
  }

  private void online(Database database, PlannedRun planned, Segment.Online online) {
    watch.step(planned.plan(), steps);
    var step =
        new OnlineStep(database, request, watch, planned, online, this::transaction, own, written);
    looked(step.execute());
    steps++;
    written += online.last() ? 1 : 0;
    staying.add(
        online.last()
            ? Stays.whole(online.migration())
            : Stays.upTo(
                online.migration(), online.statement().number(), online.statement().number()));
    committed(online.last() ? List.of(online.migration()) : List.of());
  }

  private SegmentTransaction transaction(Database database) {
    return new SegmentTransaction(database, request, watch, checks, waits);
  }

  private void looked(GuardReport report) {
    guard = Optional.of(guard.map(before -> before.and(report)).orElse(report));
  }

  private void committed(List<MigrationId> migrations) {
    request.observer().happened(new RunEvent.Committed(migrations));
  }

  private static Stays partly(Segment.Part part) {
    List<Statement> sent = part.statements();
    return Stays.upTo(part.migration(), sent.get(0).number(), sent.get(sent.size() - 1).number());
  }

  /** The failure, with what stays, and that the next run goes on behind it. */
  private DrydockException told(Database database, PlannedRun planned, DrydockException failure) {
    Failure was = failure.failure();
    String stays =
        was.leavesNothing() ? left() : staying.isEmpty() ? was.left() : left() + " " + was.left();
    Optional<String> takeover =
        was.code() == ErrorCode.DATABASE_UNREACHABLE
            ? new Takeover(database.settings(), database.facts(), request).told(staying())
            : Optional.empty();
    String left = takeover.map(words -> stays + " " + words).orElse(stays);
    return new DrydockException(
        new Failure(
                was.code(),
                was.what() + renamed(database, planned, was),
                left,
                next(was),
                was.facts())
            .with("stays", staying().stream().map(Stays::words).toList()),
        failure);
  }

  /** A file that was begun under another name finds what it made itself in its way. */
  private static String renamed(Database database, PlannedRun planned, Failure was) {
    if (was.code() != ErrorCode.STATEMENT_FAILED) {
      return "";
    }
    try {
      return database.begun().withoutFile(Reports.files(planned.plan())).toldWithoutFile().stream()
          .map(" "::concat)
          .collect(Collectors.joining());
    } catch (DrydockException unread) {
      return "";
    }
  }

  private static String next(Failure was) {
    String again = "Run migrate again: it goes on behind what stays.";
    return was.next().contains("igrate again") ? was.next() : (was.next() + " " + again).strip();
  }

  private String left() {
    return staying.isEmpty()
        ? "Nothing of this run stays in the database but what it noted beside the history."
        : "These stay: %s. What was under way was rolled back or is continued by the next run."
            .formatted(staying().stream().map(Stays::words).collect(Collectors.joining("; ")));
  }

  /** Each once: a migration that is done needs no word of its statements. */
  private List<Stays> staying() {
    Set<MigrationId> whole =
        staying.stream().filter(Stays::isWhole).map(Stays::migration).collect(Collectors.toSet());
    return staying.stream()
        .filter(one -> one.isWhole() || !whole.contains(one.migration()))
        .toList();
  }

  /**
   * Notes of migrations that have their history row are of no use any more; those, too, of a run
   * that wrote it and did not live to forget them.
   *
   * @param noted what the journal had
   * @param rows of the history
   * @param executed what this run has added to them
   */
  static void forgetOthers(
      Database database, BegunRun noted, List<AppliedMigration> rows, List<MigrationId> executed) {
    Set<MigrationId> over = rows.stream().map(AppliedMigration::id).collect(Collectors.toSet());
    Stream<MigrationId> left =
        noted.records().stream().map(StepRecord::migration).filter(over::contains);
    var journal = new StepJournal(database.table());
    List<String> statements =
        Stream.concat(executed.stream(), left).distinct().map(journal::forgetSql).toList();
    try {
      if (!statements.isEmpty()) {
        database.send(statements);
      }
    } catch (DrydockException later) {
      // They are ignored anyway, and the next run tries again.
    }
  }
}
