package dev.drydock.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run has spent on waiting for locks, over all its transactions, so that its budget holds
 * for all of them together. For the run's own thread.
 */
final class LockWaits {

  private final Duration budget;
  private final List<String> ended = new ArrayList<>();
  private Duration spent = Duration.ZERO;

  /**
   * Nothing is spent yet.
   *
   * @param budget longest time in which transactions are begun again; zero: each is tried once
   */
  LockWaits(Duration budget) {
    this.budget = budget;
  }

  Duration budget() {
    return budget;
  }

  /** What of the budget is left; zero where it is used up. */
  Duration left() {
    Duration left = budget.minus(spent);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /**
   * A transaction got its locks.
   *
   * @param waited from its first attempt to its last
   * @param sessions idle sessions that were ended because they were in the way, in words
   */
  void over(Duration waited, List<String> sessions) {
    spent = spent.plus(waited);
    sessions.stream().filter(one -> !ended.contains(one)).forEach(ended::add);
  }

  /** All idle sessions that were ended. */
  List<String> ended() {
    return List.copyOf(ended);
  }
}
