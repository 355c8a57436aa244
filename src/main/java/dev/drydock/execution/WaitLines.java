package dev.drydock.execution;

import dev.drydock.postgres.BlockerWatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Chooses which of a run's waits are worth a line of a log: one when it has waited for three
 * seconds, then one in thirty. Thread-safe.
 */
public final class WaitLines {

  private static final Duration LONG = Duration.ofSeconds(3);
  private static final Duration BETWEEN = Duration.ofSeconds(30);

  private final Clock clock;
  private @Nullable Instant next;

  public WaitLines(Clock clock) {
    this.clock = clock;
  }

  /** The line that this event is worth, if any. */
  public synchronized Optional<String> of(RunEvent event) {
    if (event instanceof RunEvent.Blocked blocked && blocked.blockers().isEmpty()) {
      next = null;
    }
    Optional<String> line = words(event);
    if (line.isEmpty()) {
      return line;
    }
    Instant now = clock.instant();
    Instant due = next == null ? now.plus(LONG) : next;
    boolean say = !now.isBefore(due);
    next = say ? now.plus(BETWEEN) : due;
    return say ? line : Optional.empty();
  }

  private static Optional<String> words(RunEvent event) {
    if (event instanceof RunEvent.WaitingForRun waiting) {
      return Optional.of("Waiting for another run to end: %s.".formatted(waiting.holder()));
    }
    if (event instanceof RunEvent.WaitingForLocks waiting) {
      return Optional.of(
          "Waiting for locks after attempt %d%s.".formatted(waiting.attempt(), who(waiting)));
    }
    if (event instanceof RunEvent.Blocked blocked && !blocked.blockers().isEmpty()) {
      return Optional.of(
          "%s waits for %s.".formatted(blocked.migration(), names(blocked.blockers())));
    }
    return Optional.empty();
  }

  private static String who(RunEvent.WaitingForLocks waiting) {
    List<BlockerWatch.Blocker> blockers = waiting.blockers();
    return blockers.isEmpty() ? "" : "; in the way: " + names(blockers);
  }

  private static String names(List<BlockerWatch.Blocker> blockers) {
    return blockers.stream().map(Object::toString).collect(Collectors.joining("; "));
  }
}
