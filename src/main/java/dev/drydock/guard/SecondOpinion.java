package dev.drydock.guard;

import dev.drydock.execution.CheckScope;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * Asks another session, before a run is refused, what the same rows of the catalog look like
 * without the run's transaction.
 */
final class SecondOpinion {

  private static final String BOUNDS = "SET lock_timeout = '500ms'; SET statement_timeout = '10s'";

  private SecondOpinion() {}

  /** Empty where nobody else can be asked; then the first opinion holds. */
  static Optional<List<Found>> of(CheckScope scope, TransactionState state, FinalLook look) {
    if (state.locksServer()) {
      return Optional.empty();
    }
    try (Connection outside = scope.outside().call()) {
      try (Statement statement = outside.createStatement()) {
        statement.execute(BOUNDS);
      }
      outside.setAutoCommit(false);
      List<Found> found = look.lossesSeenFrom(outside);
      outside.rollback();
      return Optional.of(found);
    } catch (Exception unreachable) {
      return Optional.empty();
    }
  }
}
