package dev.drydock.execution;

import dev.drydock.migration.Declaration;
import dev.drydock.migration.MigrationId;
import java.util.List;

/**
 * What a run is going to do, as far as its {@link CommitCheck} must know.
 *
 * @param historySchema schema of the history table, unquoted
 * @param historyTable name of the history table, unquoted
 * @param strict whether what nobody can tell is refused
 */
public record CheckScope(
    List<CheckedMigration> migrations, String historySchema, String historyTable, boolean strict) {

  public CheckScope {
    migrations = List.copyOf(migrations);
  }

  /**
   * A migration that will run.
   *
   * @param statements exactly as sent; the first has number 1
   */
  public record CheckedMigration(
      MigrationId id, List<String> statements, List<Declaration> declarations) {

    public CheckedMigration {
      statements = List.copyOf(statements);
      declarations = List.copyOf(declarations);
    }
  }
}
