package dev.drydock.pipeline;

import dev.drydock.execution.RunObserver;
import java.time.Duration;
import java.util.Optional;

/**
 * What somebody wants from a run.
 *
 * @param run id of the run, known before it starts
 * @param plan the digest that the rebuilt plan must equal; an empty text equals none
 * @param lockWait longest wait for another run to end
 * @param by how it was asked for: {@code http}, {@code command line} or {@code boot}
 * @param observer hears of the run, and may ask it to stop
 * @param atomic whether a plan that is not one transaction is refused
 */
public record MigrationRequest(
    RunId run,
    Optional<String> plan,
    Duration lockWait,
    String by,
    RunObserver observer,
    boolean atomic) {

  /** For a run that may take several steps. */
  public MigrationRequest(
      RunId run, Optional<String> plan, Duration lockWait, String by, RunObserver observer) {
    this(run, plan, lockWait, by, observer, false);
  }
}
