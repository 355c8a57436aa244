package dev.drydock.guard;

import dev.drydock.execution.CheckScope;
import dev.drydock.execution.CheckScope.CheckedMigration;
import dev.drydock.execution.OutsideSql;
import dev.drydock.migration.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks before the first step of a plan what {@link OutsideLook#refusal} asks before each: by the
 * code that there is now. What an earlier statement of the plan may have made harmless waits until
 * its turn comes.
 */
final class OutsidePreview {

  private final Connection connection;
  private final CheckScope scope;
  private final OutsideCode code;

  private OutsidePreview(Connection connection, CheckScope scope, OutsideCode code) {
    this.connection = connection;
    this.scope = scope;
    this.code = code;
  }

  /**
   * Why the plan must not begin.
   *
   * @param connection autocommit on
   */
  static List<Failure> refusals(Connection connection, CheckScope scope, List<OutsideSql> steps)
      throws SQLException {
    if (steps.isEmpty()) {
      return List.of();
    }
    try (Statement transaction = connection.createStatement()) {
      transaction.execute("BEGIN READ ONLY");
      try {
        var preview = new OutsidePreview(connection, scope, new OutsideCode(connection));
        var refusals = new ArrayList<Failure>();
        for (OutsideSql step : steps) {
          preview.refusal(step).ifPresent(refusals::add);
        }
        return refusals;
      } finally {
        transaction.execute("ROLLBACK");
      }
    }
  }

  private Optional<Failure> refusal(OutsideSql step) throws SQLException {
    var earlier = new ArrayList<String>();
    for (CheckedMigration migration : scope.migrations()) {
      boolean its = migration.id().equals(step.migration());
      boolean allowed = step.batches().isEmpty() && OutsideRefusal.isAllowed(migration);
      if (its ? allowed : scope.unjudged().contains(migration.id())) {
        return Optional.empty();
      }
      earlier.addAll(
          its
              ? migration.statements().subList(0, Math.max(0, step.statement() - 1))
              : migration.statements());
      if (its) {
        break;
      }
    }
    if (step.batches().isPresent()) {
      return BatchReads.found(connection, step.batches().get())
          .map(what -> OutsideRefusal.reading(step.migration(), step.statement(), what));
    }
    return code.unproven(step.sql())
        .filter(found -> earlier.stream().noneMatch(found::isNamedIn))
        .map(found -> OutsideRefusal.unproven(step.migration(), step.statement(), found.name()));
  }
}
