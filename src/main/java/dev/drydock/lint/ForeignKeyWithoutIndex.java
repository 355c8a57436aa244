package dev.drydock.lint;

import dev.drydock.sql.Action;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.List;

/** A foreign key whose columns no index begins with. */
final class ForeignKeyWithoutIndex implements LintRule<Action> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "foreign-key-without-index",
          "a foreign key has no index on its own columns",
          "Each delete or key update of a parent row reads the whole child table.",
          "Create an index on the foreign key's columns.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<Action> judges() {
    return Action.class;
  }

  @Override
  public List<Judgement> check(Action action, LintContext context) {
    return NewForeignKeys.of(action).stream()
        .filter(key -> !key.indexed(context))
        .map(key -> told(action, key, context))
        .toList();
  }

  private Judgement told(Action action, NewForeignKeys.Key key, LintContext context) {
    String columns = String.join(", ", key.columns().stream().map(QualifiedName::quoted).toList());
    return context
        .advice(this, action, ObjectRef.of(ObjectKind.TABLE, key.table()))
        .message(
            "No index of %s begins with (%s), so each delete in %s reads all of it"
                .formatted(key.table(), columns, key.parent()))
        .safe("CREATE INDEX CONCURRENTLY ON %s (%s);".formatted(key.table(), columns))
        .at(key.offset());
  }
}
