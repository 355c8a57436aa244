package dev.drydock.sql;

import dev.drydock.migration.Declaration;
import dev.drydock.migration.EffectKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a file changes of its own doing: an index that becomes a constraint's. Where the file runs
 * in several transactions that is no loss.
 */
public final class OwnParts {

  private static final String REASON = "made by an earlier statement of this file";

  private final Set<String> indexes = new HashSet<>();
  private final List<Declaration> declarations = new ArrayList<>();

  private OwnParts() {}

  /** The same file, in which that is declared. */
  public static Script declared(Script script) {
    var own = new OwnParts();
    var parser = new SqlParser();
    for (Statement statement : script.statements()) {
      parser.parse(statement).actions().forEach(action -> own.did(action, statement.line()));
    }
    own.declarations.addAll(0, script.declarations());
    return new Script(
        script.migration(), script.statements(), own.declarations, script.directives());
  }

  private void did(Action action, int line) {
    if (action instanceof Creation.CreateIndex build && build.isNamed()) {
      indexes.add(build.object().name().name());
    } else if (action instanceof TableChange.AddConstraint added) {
      added(added, line);
    }
  }

  private void added(TableChange.AddConstraint added, int line) {
    QualifiedName table = added.table().name();
    Optional<String> index = added.constraint().usingIndex().filter(indexes::contains);
    index.ifPresent(
        name ->
            declare(
                EffectKind.CHANGE_INDEX,
                ObjectRef.of(ObjectKind.INDEX, new QualifiedName(table.schema(), name, 0)),
                line));
  }

  private void declare(EffectKind kind, ObjectRef object, int line) {
    declarations.add(new Declaration(kind.words() + " " + object, REASON, line));
  }
}
