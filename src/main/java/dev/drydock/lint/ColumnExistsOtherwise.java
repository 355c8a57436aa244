package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.Optional;

/** ADD COLUMN IF NOT EXISTS that skips a column of another type. */
final class ColumnExistsOtherwise implements LintRule<TableChange.AddColumn> {

  private static final RuleDoc DOC =
      RuleDoc.trap(
          "column-exists-otherwise",
          "ADD COLUMN IF NOT EXISTS finds a column of that name with another type",
          "The statement is skipped, and the run goes on as if the column had the type written here.",
          "Choose another name, or change the type on purpose.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<TableChange.AddColumn> judges() {
    return TableChange.AddColumn.class;
  }

  @Override
  public List<Judgement> check(TableChange.AddColumn added, LintContext context) {
    Optional<String> wanted = KnownColumn.of(added.column(), Origin.NEW).type();
    Optional<String> found =
        context.column(added.table().name(), added.column().name()).flatMap(KnownColumn::type);
    if (!added.ifNotExists() || found.isEmpty() || wanted.isEmpty() || found.equals(wanted)) {
      return List.of();
    }
    var column = ObjectRef.part(ObjectKind.COLUMN, added.table().name(), added.column().name());
    return List.of(
        context
            .hazard(this, added, EffectKind.MAY_FAIL, column)
            .message(
                "%s exists already as %s, so this is skipped and it does not become %s"
                    .formatted(column, found.get(), wanted.get()))
            .refusal(Refusal.NEVER));
  }
}
