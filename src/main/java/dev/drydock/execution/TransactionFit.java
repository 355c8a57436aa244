package dev.drydock.execution;

import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.MigrationId;
import dev.drydock.sql.NewEnumValues;
import dev.drydock.sql.Script;
import dev.drydock.sql.Statement;
import dev.drydock.sql.TransactionObstacle;
import dev.drydock.sql.TransactionRules;
import java.util.ArrayList;
import java.util.List;

/** What in the pending files cannot be part of the run's one transaction. */
final class TransactionFit {

  private TransactionFit() {}

  static List<Failure> refusals(List<Script> scripts) {
    var refusals = new ArrayList<Failure>();
    for (Script script : scripts) {
      for (Statement statement : script.statements()) {
        TransactionRules.obstacle(statement)
            .ifPresent(
                obstacle -> refusals.add(refusal(script.migration().id(), statement, obstacle)));
      }
    }
    NewEnumValues.usedIn(scripts)
        .forEach(use -> refusals.add(refusal(use.migration(), use.statement(), use.obstacle())));
    return refusals;
  }

  private static Failure refusal(
      MigrationId migration, Statement statement, TransactionObstacle obstacle) {
    ErrorCode code =
        obstacle.kind() == TransactionObstacle.Kind.CONTROLS_TRANSACTION
            ? ErrorCode.FILE_REFUSED
            : ErrorCode.NOT_TRANSACTIONAL;
    return new Failure(
            code,
            "%s, line %d: %s".formatted(migration, statement.line(), obstacle.what()),
            Failure.NOTHING_EXECUTED,
            obstacle.next())
        .with("migration", migration)
        .with("line", statement.line())
        .with("column", statement.column());
  }
}
