package dev.drydock.pipeline;

import dev.drydock.execution.RunObserver;

/** Asks at a safe point whether the run should end there, and ends it. */
record StopSign(RunObserver observer) {

  /** For what must be done whoever wants to stop. */
  static final StopSign NONE = new StopSign(RunObserver.NONE);

  private static final long GLANCE_MILLIS = 100;

  /**
   * Goes on, unless somebody asked for the end.
   *
   * @param left what the run leaves behind if it ends here
   * @throws dev.drydock.migration.DrydockException with {@code CANCELLED}
   */
  void obey(String left) {
    if (observer.stopRequested()) {
      throw RunFailures.cancelled(left);
    }
  }

  /** Sleeps, but ends the run as soon as somebody asks; false when the thread was interrupted. */
  boolean sleep(long millis, String left) {
    long end = System.nanoTime() + millis * 1_000_000;
    try {
      for (long rest = millis; rest > 0; rest = (end - System.nanoTime()) / 1_000_000) {
        obey(left);
        Thread.sleep(Math.min(rest, GLANCE_MILLIS));
      }
      return true;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
