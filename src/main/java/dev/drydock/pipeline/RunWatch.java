package dev.drydock.pipeline;

import dev.drydock.execution.MigrationPlan;
import dev.drydock.execution.PlanStep;
import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.execution.Work;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Failure;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.BlockerWatch;
import dev.drydock.postgres.DatabaseUrl;
import dev.drydock.postgres.SqlStates;
import dev.drydock.sql.Script;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Stands beside a run's transaction: stops it at its safe points, tells from outside how a long
 * statement gets on, and ends that statement where the observer will not wait for it.
 *
 * <p>A statement is ended only between {@link #begins} and {@link #commits}, where the transaction
 * can be rolled back: never COMMIT, so a run has one outcome; or where the catalog tells what
 * became of it. The run's thread calls everything here; a thread of its own looks.
 */
final class RunWatch implements AutoCloseable {

  private static final long GLANCE_MILLIS = 100;

  /** A wait that goes on is told again, so that whoever counts its time need not have a clock. */
  private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int STATEMENT_LENGTH = 200;

  private final RunObserver observer;
  private final StatementLook look;
  private final Thread thread;
  private List<PlanStep> steps = List.of();
  private int begun;
  private int announced;
  private Optional<RunEvent.StepStarted> told = Optional.empty();
  private List<Script> current = List.of();
  private Optional<StatementLook.Place> outside = Optional.empty();
  private List<BlockerWatch.Blocker> blockers = List.of();
  private long toldAt;
  private boolean mayEndOutside;
  private boolean endedStatement;

  private RunWatch(RunObserver observer, StatementLook look) {
    this.observer = observer;
    this.look = look;
    thread = new Thread(this::watch, "drydock-watch");
    thread.setDaemon(true);
  }

  /** Watches the session of this purpose; connects only when there is something to see. */
  static RunWatch over(DatabaseUrl url, String purpose, RunObserver observer) {
    var watch = new RunWatch(observer, new StatementLook(url, purpose, observer));
    if (observer != RunObserver.NONE) {
      watch.thread.start();
    }
    return watch;
  }

  /**
   * A transaction begins that will execute steps of this plan.
   *
   * @param done how many of them are over
   */
  void starts(MigrationPlan plan, int done) {
    steps = plan.steps();
    announced = done;
    begun = done;
  }

  /** What follows is part of a step that was announced already. */
  void withinStep() {
    steps = List.of();
    announced = 0;
    begun = 0;
  }

  /** Tells that a step begins which is not executed by a transaction of the run. */
  void step(MigrationPlan plan, int index) {
    starts(plan, index);
    begun++;
    announceNext();
  }

  /** A message is about to be sent in which these migrations begin; a safe point. */
  void begins(List<Script> scripts) {
    new StopSign(observer).obey(Failure.ROLLED_BACK);
    boolean idle = announced == begun;
    begun += scripts.size();
    if (idle) {
      announceNext();
    }
    if (!scripts.isEmpty()) {
      set(scripts);
    }
  }

  /** A migration was executed; the next of its message has begun meanwhile. */
  void executed(Work work, Duration took) {
    if (work.last()) {
      observer.happened(new RunEvent.MigrationExecuted(work.migration(), took));
    }
    announceNext();
  }

  private void announceNext() {
    if (announced < Math.min(begun, steps.size())) {
      PlanStep step = steps.get(announced);
      announced++;
      var started =
          new RunEvent.StepStarted(
              step.migration(), announced, steps.size(), step.lane(), what(step));
      told = Optional.of(started);
      observer.happened(started);
    }
  }

  /** For a while the step at hand sends something else, such as what takes a leftover away. */
  void sendsInstead(String statement) {
    told.ifPresent(step -> tellOutside(step.doing(line(statement))));
  }

  /** The step at hand sends its own again. */
  void sendsItsOwn() {
    told.ifPresent(this::tellOutside);
  }

  private void tellOutside(RunEvent.StepStarted step) {
    observer.happened(step);
    look.restart(System.nanoTime());
  }

  /** Everything was executed; the last safe point but one. */
  void mayCommit() {
    new StopSign(observer).obey(Failure.ROLLED_BACK);
  }

  /** From now on nothing may be ended any more; the last safe point. */
  void commits() {
    set(List.of());
    new StopSign(observer).obey(Failure.ROLLED_BACK);
  }

  /** A statement outside of any transaction begins: it is told of from here. */
  synchronized void outside(MigrationId migration, int statement) {
    outside = Optional.of(new StatementLook.Place(migration, statement));
    look.restart(System.nanoTime());
  }

  /**
   * On whom what runs outside waits, as its bound sees it. Where somebody looks on, the look tells
   * that and more.
   */
  void waitsOutside(List<BlockerWatch.Blocker> now) {
    if (!observer.watched() && isWorthTelling(now)) {
      place()
          .map(at -> new RunEvent.Blocked(at.migration(), at.statement(), now))
          .ifPresent(observer::happened);
    }
  }

  private synchronized boolean isWorthTelling(List<BlockerWatch.Blocker> now) {
    long nanos = System.nanoTime();
    boolean goesOn = now.equals(blockers);
    if (goesOn && (now.isEmpty() || nanos - toldAt < AGAIN_NANOS)) {
      return false;
    }
    blockers = now;
    toldAt = nanos;
    return true;
  }

  /** It is over. */
  synchronized void outsideIsOver() {
    blockers = List.of();
    outside = Optional.empty();
    mayEndOutside = false;
  }

  /**
   * Whether what runs now outside of any transaction is ended as soon as somebody asks the run to
   * stop: such a statement may last for hours, and what it leaves can be taken away.
   */
  synchronized void mayEndOutside(boolean may) {
    mayEndOutside = may;
  }

  /** Whether this failure is that the watch ended what ran outside. */
  synchronized boolean endedOutside(SQLException failure) {
    return endedStatement && SqlStates.isCancelled(failure.getSQLState());
  }

  /** The failure, or that the run was cancelled where the watch itself ended the statement. */
  synchronized DrydockException whyItEnded(DrydockException failure) {
    current = List.of();
    boolean own = endedStatement && SqlStates.isCancelled(SqlStates.of(failure));
    return own ? RunFailures.cancelled(Failure.ROLLED_BACK) : failure;
  }

  private synchronized void set(List<Script> scripts) {
    current = List.copyOf(scripts);
    look.restart(System.nanoTime());
  }

  private static String what(PlanStep step) {
    if (step.statements().size() != 1) {
      return step.statements().size() + " statements";
    }
    return line(step.statements().get(0));
  }

  private static String line(String statement) {
    String line = statement.strip().replaceAll("\\s+", " ");
    return line.length() > STATEMENT_LENGTH ? line.substring(0, STATEMENT_LENGTH) + "…" : line;
  }

  private void watch() {
    try (look) {
      while (!Thread.currentThread().isInterrupted()) {
        TimeUnit.MILLISECONDS.sleep(GLANCE_MILLIS);
        glance();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void glance() {
    List<Script> scripts = scripts();
    if (scripts.isEmpty()) {
      place().ifPresent(this::glance);
      return;
    }
    if (observer.stopAtOnce() && look.connect()) {
      endStatement();
    } else if (observer.watched()) {
      look.tell(scripts);
    }
  }

  private void glance(StatementLook.Place place) {
    if (observer.stopRequested() && look.connect()) {
      endOutside();
    } else if (observer.watched()) {
      look.tell(place);
    }
  }

  private synchronized void endOutside() {
    if (mayEndOutside) {
      endedStatement = true;
      look.endStatement();
    }
  }

  private synchronized List<Script> scripts() {
    return current;
  }

  private synchronized Optional<StatementLook.Place> place() {
    return outside;
  }

  /** Under the same lock as the mark that nothing may be ended any more. */
  private synchronized void endStatement() {
    if (!current.isEmpty()) {
      endedStatement = true;
      look.endStatement();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
