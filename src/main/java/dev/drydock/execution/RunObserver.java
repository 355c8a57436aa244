package dev.drydock.execution;

/**
 * Hears of a run as it goes, and may ask it to stop.
 *
 * <p>{@link #happened} is called in order and must return at once; it never throws. Most events
 * come from the run's thread, what is seen from outside of a long statement ({@link
 * RunEvent.Progress}, {@link RunEvent.Blocked}) from another one. The questions may be asked by any
 * thread.
 */
public interface RunObserver {

  /** Listens to nothing and stops nothing. */
  RunObserver NONE = event -> {};

  /** Something happened. */
  void happened(RunEvent event);

  /**
   * Whether the run should end at the next safe point: before a transaction begins, between
   * migrations, before COMMIT, between batches, before an online step, while it waits; and in a
   * statement outside a transaction, which is ended, and what it leaves taken away.
   */
  default boolean stopRequested() {
    return false;
  }

  /**
   * Whether the run should not even wait for the statement that it executes. Only a statement is
   * ended so whose transaction is rolled back anyway.
   */
  default boolean stopAtOnce() {
    return false;
  }

  /** Whether somebody looks on, so that it is worth a second connection to tell of progress. */
  default boolean watched() {
    return false;
  }
}
