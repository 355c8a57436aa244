package dev.drydock.pipeline;

import dev.drydock.migration.MigrationId;
import java.time.Duration;
import java.util.Optional;

/**
 * What somebody wants from a run.
 *
 * @param plan the digest that the rebuilt plan must equal; an empty text equals none
 * @param lockWait longest wait for another run to end
 * @param by how it was asked for: {@code http}, {@code command line} or {@code boot}
 * @param progress told of each migration, on the run's thread
 */
public record MigrationRequest(
    Optional<String> plan, Duration lockWait, String by, Progress progress) {

  /** Hears of a run as it goes. */
  @FunctionalInterface
  public interface Progress {

    /** A migration was executed; it counts only once the run commits. */
    void executed(MigrationId id, Duration took);
  }
}
