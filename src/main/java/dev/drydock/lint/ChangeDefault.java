package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.TableChange;
import java.util.List;

/** A column that has a default, or may have one, gets another. */
final class ChangeDefault implements LintRule<TableChange.SetDefault> {

  private static final RuleDoc DOC =
      RuleDoc.destructive(
          "change-default",
          "an existing column's default is changed",
          "Inserts that leave the column out get another value, while old code may still count on the first one.",
          "Write the value from the code first; then declare the new default.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<TableChange.SetDefault> judges() {
    return TableChange.SetDefault.class;
  }

  @Override
  public List<Judgement> check(TableChange.SetDefault change, LintContext context) {
    var column = ObjectRef.part(ObjectKind.COLUMN, change.table().name(), change.column());
    boolean none =
        context
            .column(change.table().name(), change.column())
            .filter(known -> !known.hasDefault())
            .isPresent();
    boolean removed = change.value().isNull();
    return List.of(
        context
            .destructive(
                this, change, removed ? EffectKind.DROP_DEFAULT : EffectKind.CHANGE_DEFAULT, column)
            .moot(none || context.isOwn(column))
            .message(
                "Inserts that leave %s out get %s from COMMIT on."
                    .formatted(column, change.value().text()))
            .safe("Write %s from the code first, then declare it.".formatted(column)));
  }
}
