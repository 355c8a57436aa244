package dev.drydock.lint;

import dev.drydock.sql.Action;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import java.util.List;

/** A foreign key that deletes its rows with the parent's. */
final class CascadingForeignKey implements LintRule<Action> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "cascading-foreign-key",
          "a foreign key deletes or empties its rows along with the parent's",
          "One delete can remove rows of many tables that nobody named.",
          "Leave NO ACTION, and delete children on purpose, where the rows matter by themselves.");

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
        .filter(key -> key.onDelete().equals("cascade"))
        .map(
            key ->
                context
                    .advice(this, action, ObjectRef.of(ObjectKind.TABLE, key.table()))
                    .message(
                        "deleting a row of %s deletes those of %s that point at it"
                            .formatted(key.parent(), key.table()))
                    .at(key.offset()))
        .toList();
  }
}
