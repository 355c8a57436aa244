package dev.drydock.execution;

import dev.drydock.migration.MigrationId;
import dev.drydock.sql.Script;
import dev.drydock.sql.Statement;
import java.util.List;

/**
 * What is sent for one migration inside a transaction.
 *
 * @param script all of it, as the commit check sees it
 * @param statements those that are sent
 * @param prelude settings that earlier statements of the file made
 * @param closing statements of Drydock's own behind them
 * @param last whether the migration's history row follows
 * @param apart whether it may take long, so that whoever looks on wants to know when it begins: the
 *     server answers a message only at its end
 */
public record Work(
    Script script,
    List<Statement> statements,
    List<String> prelude,
    List<String> closing,
    boolean last,
    boolean apart) {

  public Work {
    statements = List.copyOf(statements);
    prelude = List.copyOf(prelude);
    closing = List.copyOf(closing);
  }

  /** A whole migration. */
  public static Work of(Script script, boolean apart) {
    return new Work(script, script.statements(), List.of(), List.of(), true, apart);
  }

  /** Whether nothing of the migration is executed elsewhere. */
  public boolean whole() {
    return statements.size() == script.statements().size();
  }

  public MigrationId migration() {
    return script.migration().id();
  }

  /** What is sent, as a script of its own. */
  public Script sent() {
    return new Script(script.migration(), statements, script.declarations(), script.directives());
  }
}
