package dev.drydock.cli;

import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.execution.RunProgress;
import dev.drydock.execution.WaitLines;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run while it goes, as one moving line on a terminal and as few plain lines elsewhere, and
 * asks it to stop when the user does. Thread-safe.
 */
final class RunScreen implements RunObserver, AutoCloseable {

  /** A statement whose transaction is to be rolled back may end by itself for so long. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final long FRAME_MILLIS = 500;

  private final Terminal terminal;
  private final Clock clock;
  private final WaitLines waits;
  private final Thread ticker;
  private RunProgress progress = RunProgress.START;
  private Instant since;
  private volatile @Nullable Instant stopAsked;

  RunScreen(Terminal terminal, Clock clock) {
    this.terminal = terminal;
    this.clock = clock;
    waits = new WaitLines(clock);
    since = clock.instant();
    ticker = new Thread(this::tick, "drydock-progress");
    ticker.setDaemon(true);
    if (terminal.showsProgress()) {
      ticker.start();
    }
  }

  @Override
  public synchronized void happened(RunEvent event) {
    progress = progress.after(event);
    if (event instanceof RunEvent.StepStarted || event instanceof RunEvent.WaitingForLocks) {
      since = clock.instant();
    }
    if (terminal.showsProgress()) {
      draw();
    } else {
      waits.of(event).ifPresent(terminal::say);
    }
  }

  /** Asks for the end; false when that was asked before. */
  boolean stop() {
    if (stopAsked != null) {
      return false;
    }
    stopAsked = clock.instant();
    terminal.say(
        "Asked to stop: ending at the next safe point, and rolling back what is not committed. Ask again to end at once.");
    return true;
  }

  @Override
  public boolean stopRequested() {
    return stopAsked != null;
  }

  @Override
  public boolean stopAtOnce() {
    Instant asked = stopAsked;
    return asked != null && !clock.instant().isBefore(asked.plus(GRACE));
  }

  @Override
  public boolean watched() {
    return terminal.showsProgress();
  }

  private synchronized void draw() {
    Duration lasted = Duration.between(since, clock.instant());
    terminal.progress(ProgressLine.of(progress, lasted, stopAsked != null));
  }

  private void tick() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        TimeUnit.MILLISECONDS.sleep(FRAME_MILLIS);
        draw();
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ticker.interrupt();
    try {
      ticker.join();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
