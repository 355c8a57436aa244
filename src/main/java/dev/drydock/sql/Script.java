package dev.drydock.sql;

import dev.drydock.migration.Declaration;
import dev.drydock.migration.Migration;
import java.util.List;

/** A migration cut into what is sent, what it declares and how it asks to be executed. */
public record Script(
    Migration migration,
    List<Statement> statements,
    List<Declaration> declarations,
    List<Directive> directives) {

  public Script {
    statements = List.copyOf(statements);
    declarations = List.copyOf(declarations);
    directives = List.copyOf(directives);
  }

  /** Whether the file says {@code -- drydock: allow out-of-order because …}. */
  public boolean allowsOutOfOrder() {
    return declarations.stream().anyMatch(Declaration::allowsOutOfOrder);
  }
}
