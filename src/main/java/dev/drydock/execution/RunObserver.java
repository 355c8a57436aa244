package dev.drydock.execution;

/**
 * Hears of a run as it goes, and may ask it to stop.
 *
 * <p>{@link #happened} is called on the run's thread, in order, and must return at once; it never
 * throws. {@link #stopRequested()} is asked at each safe point: before a transaction begins,
 * between migrations, between batches, before an online step.
 */
public interface RunObserver {

  /** Listens to nothing and stops nothing. */
  RunObserver NONE = event -> {};

  /** Something happened. */
  void happened(RunEvent event);

  /** Whether the run should end at the next safe point. */
  default boolean stopRequested() {
    return false;
  }
}
