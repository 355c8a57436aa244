package dev.drydock.execution;

import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.MigrationId;
import dev.drydock.online.BegunSteps;
import dev.drydock.online.FormChoice;
import dev.drydock.sql.NewEnumValues;
import dev.drydock.sql.Script;
import dev.drydock.sql.Statement;
import dev.drydock.sql.TransactionObstacle;
import dev.drydock.sql.TransactionRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What in the pending files cannot be part of the run's one transaction. */
final class TransactionFit {

  private TransactionFit() {}

  /**
   * The refusals.
   *
   * @param forms statements that have a lane of their own
   * @param automatic whether a transaction may end where a new enum value must be committed
   */
  static List<Failure> refusals(
      List<Script> scripts,
      Map<MigrationId, Map<Integer, FormChoice>> forms,
      BegunSteps begun,
      boolean automatic) {
    var refusals = new ArrayList<Failure>();
    for (Script script : scripts) {
      MigrationId id = script.migration().id();
      for (Statement statement : script.statements()) {
        if (begun.isDone(id, statement.number())
            || form(forms, id, statement) instanceof FormChoice.Online) {
          continue;
        }
        if (form(forms, id, statement) instanceof FormChoice.Impossible no && no.always()) {
          refusals.add(refusal(id, statement, no));
        }
        TransactionRules.obstacle(statement)
            .ifPresent(obstacle -> refusals.add(refusal(id, statement, obstacle)));
      }
    }
    if (!automatic) {
      NewEnumValues.usedIn(scripts)
          .forEach(use -> refusals.add(refusal(use.migration(), use.statement(), use.obstacle())));
    }
    return refusals;
  }

  private static @Nullable FormChoice form(
      Map<MigrationId, Map<Integer, FormChoice>> forms, MigrationId id, Statement statement) {
    return forms.getOrDefault(id, Map.of()).get(statement.number());
  }

  private static Failure refusal(
      MigrationId migration, Statement statement, FormChoice.Impossible form) {
    return new Failure(
            ErrorCode.FILE_REFUSED,
            "%s, line %d: %s.".formatted(migration, statement.line(), form.reason()),
            Failure.NOTHING_EXECUTED,
            form.instead())
        .with("migration", migration)
        .with("line", statement.line())
        .with("column", statement.column());
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
