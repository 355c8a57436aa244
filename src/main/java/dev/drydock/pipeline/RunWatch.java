package dev.drydock.pipeline;

import dev.drydock.execution.MigrationPlan;
import dev.drydock.execution.PlanStep;
import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.DatabaseUrl;
import dev.drydock.postgres.SqlStates;
import dev.drydock.sql.Script;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands beside a run's transaction: stops it at its safe points, tells from outside how a long
 * statement gets on, and ends that statement where the observer will not wait for it.
 *
 * <p>A statement is ended only between {@link #begins} and {@link #commits}, where the transaction
 * can be rolled back: never COMMIT, so a run has one outcome. The run's thread calls everything
 * here; a thread of its own looks.
 */
final class RunWatch implements AutoCloseable {

  private static final long GLANCE_MILLIS = 100;
  private static final int STATEMENT_LENGTH = 200;

  private final RunObserver observer;
  private final StatementLook look;
  private final Thread thread;
  private @Nullable Script current;
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

  /** The statements of a migration are about to be sent; a safe point. */
  void begins(Script script, MigrationPlan plan) {
    new StopSign(observer).obey(Failure.ROLLED_BACK);
    int step = plan.wouldExecute().indexOf(script.migration().id());
    PlanStep planned = plan.steps().get(step);
    observer.happened(
        new RunEvent.StepStarted(
            planned.migration(), step + 1, plan.steps().size(), planned.lane(), what(planned)));
    set(script);
  }

  /** Everything was executed; the last safe point but one. */
  void mayCommit() {
    new StopSign(observer).obey(Failure.ROLLED_BACK);
  }

  /** From now on nothing may be ended any more; the last safe point. */
  void commits() {
    set(null);
    new StopSign(observer).obey(Failure.ROLLED_BACK);
  }

  /** The failure, or that the run was cancelled where the watch itself ended the statement. */
  synchronized DrydockException whyItEnded(DrydockException failure) {
    current = null;
    boolean own = endedStatement && "57014".equals(SqlStates.of(failure));
    return own ? RunFailures.cancelled(Failure.ROLLED_BACK) : failure;
  }

  private synchronized void set(@Nullable Script script) {
    current = script;
    look.restart(System.nanoTime());
  }

  private static String what(PlanStep step) {
    if (step.statements().size() != 1) {
      return step.statements().size() + " statements";
    }
    String line = step.statements().get(0).strip().replaceAll("\\s+", " ");
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
    Script script = script();
    if (script == null) {
      return;
    }
    if (observer.stopAtOnce() && look.connect()) {
      endStatement();
    } else if (observer.watched()) {
      look.tell(script);
    }
  }

  private synchronized @Nullable Script script() {
    return current;
  }

  /** Under the same lock as the mark that nothing may be ended any more. */
  private synchronized void endStatement() {
    if (current != null) {
      endedStatement = true;
      look.endStatement();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
