package dev.drydock.cli;

import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunProgress;
import dev.drydock.postgres.BlockerWatch;
import java.time.Duration;
import java.util.Locale;

/** How far a run is, in one line that fits every terminal. */
final class ProgressLine {

  private static final int WIDTH = 79;
  private static final int BAR = 10;
  private static final int NAME = 32;

  private ProgressLine() {}

  /**
   * The line.
   *
   * @param lasted time since the step, or the wait, began
   */
  static String of(RunProgress run, Duration lasted, boolean stopping) {
    String end = " " + time(lasted) + (stopping ? ", stopping" : "");
    String text = text(run);
    int room = WIDTH - end.length();
    return (text.length() > room ? text.substring(0, room - 1) + "…" : text) + end;
  }

  private static String text(RunProgress run) {
    RunEvent.StepStarted step = run.step();
    if (run.waiting().run() != null) {
      return "waiting for another run: " + run.waiting().run();
    }
    if (step == null) {
      return run.attempt() == 1
          ? "connecting and planning"
          : "waiting for locks, attempt %d%s".formatted(run.attempt(), who(run));
    }
    if (run.allExecuted()) {
      return bar(1, 1) + "looking before COMMIT";
    }
    String lane = step.lane().equals("online") ? "online " : "";
    return doing(run, step, lane + step.step() + "/" + step.steps() + " " + name(step));
  }

  private static String name(RunEvent.StepStarted step) {
    String id = step.migration().value();
    return id.length() > NAME ? id.substring(0, NAME - 1) + "…" : id;
  }

  private static String doing(RunProgress run, RunEvent.StepStarted step, String where) {
    if (!run.waiting().blockers().isEmpty()) {
      return where + " waits" + who(run);
    }
    if (run.waiting().givingWay() != null) {
      return where + " gives way: " + run.waiting().givingWay();
    }
    RunEvent.BatchCommitted batch = run.batch();
    if (batch != null) {
      String rest = batch.remaining() == null ? "" : ", " + time(batch.remaining()) + " left";
      return "%s%s %s rows, %s rows/s%s"
          .formatted(
              bar(batch.visited(), batch.total()),
              where,
              count(batch.rows()),
              count(batch.rowsPerSecond()),
              rest);
    }
    RunEvent.Progress now = run.progress();
    if (now != null && now.total() > 0) {
      return "%s%s: %s".formatted(bar(now.done(), now.total()), where, now.phase());
    }
    String statement = now == null || now.statement() == 0 ? "" : "statement " + now.statement();
    return where + ": " + (statement.isEmpty() ? step.what() : statement + " of " + step.what());
  }

  private static String who(RunProgress run) {
    if (run.waiting().blockers().isEmpty()) {
      return "";
    }
    BlockerWatch.Blocker first = run.waiting().blockers().get(0);
    String application =
        first.application() == null || first.application().isEmpty()
            ? ""
            : " (" + first.application() + ")";
    return " for backend %d%s%s"
        .formatted(first.pid(), application, first.state() == null ? "" : ", " + first.state());
  }

  /** Nothing where the whole is not known. */
  private static String bar(long done, long total) {
    if (total <= 0) {
      return "";
    }
    double part = Math.min(1, (double) done / total);
    int full = (int) (part * BAR);
    return "[%s%s] %3.0f%% ".formatted("#".repeat(full), ".".repeat(BAR - full), part * 100);
  }

  private static String count(long number) {
    if (number < 10_000) {
      return Long.toString(number);
    }
    return number < 10_000_000 ? number / 1_000 + "k" : number / 1_000_000 + "M";
  }

  private static String time(Duration duration) {
    long seconds = duration.toSeconds();
    return seconds < 60
        ? seconds + "s"
        : String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60);
  }
}
