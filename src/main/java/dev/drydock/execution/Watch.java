package dev.drydock.execution;

import java.util.Optional;
import java.util.Set;

/**
 * How a migration's statements must be sent so that its effects can be told.
 *
 * @param alone numbers of the statements, from 1, that travel in a message of their own, with a
 *     call right before and right after
 * @param locked those of them whose lock must be held already at the call before; for the others it
 *     travels with the statement, so that nobody waits for one round trip more
 * @param probe one SELECT of one row and one text column, to ride behind the migration's history
 *     row
 * @param together whether the next migration's statements may follow in the same message
 */
public record Watch(
    Set<Integer> alone, Set<Integer> locked, Optional<String> probe, boolean together) {

  public Watch {
    alone = Set.copyOf(alone);
    locked = Set.copyOf(locked);
  }

  /** Nothing special: statements, settings and history row may travel together. */
  public static Watch nothing() {
    return new Watch(Set.of(), Set.of(), Optional.empty(), true);
  }
}
