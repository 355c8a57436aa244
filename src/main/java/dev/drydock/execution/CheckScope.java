package dev.drydock.execution;

import dev.drydock.migration.Declaration;
import dev.drydock.migration.MigrationId;
import java.sql.Connection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * What a run is going to do, as far as its {@link CommitCheck} must know.
 *
 * @param historySchema schema of the history table, unquoted
 * @param historyTable name of the history table, unquoted
 * @param strict whether what nobody can tell is refused
 * @param unjudged migrations of which nobody can tell beforehand all that they do
 * @param own what earlier transactions of the run made, as the check called it: the run's own to
 *     change
 * @param outside opens another connection to the same database, to be closed by who asked for it;
 *     used only before a refusal, to tell what other sessions did
 */
public record CheckScope(
    List<CheckedMigration> migrations,
    String historySchema,
    String historyTable,
    boolean strict,
    Set<MigrationId> unjudged,
    Set<String> own,
    Callable<Connection> outside) {

  public CheckScope {
    migrations = List.copyOf(migrations);
    unjudged = Set.copyOf(unjudged);
    own = Set.copyOf(own);
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
