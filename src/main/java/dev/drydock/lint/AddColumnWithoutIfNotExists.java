package dev.drydock.lint;

import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.TableChange;
import java.util.List;

/** ADD COLUMN without IF NOT EXISTS. */
final class AddColumnWithoutIfNotExists implements LintRule<TableChange.AddColumn> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "add-column-without-if-not-exists",
          "a column is added without IF NOT EXISTS",
          "Where it exists already, the whole run fails.",
          "ADD COLUMN IF NOT EXISTS; Drydock says at dry-run when the column that exists has another type.");

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
    if (added.ifNotExists()) {
      return List.of();
    }
    var column = ObjectRef.part(ObjectKind.COLUMN, added.table().name(), added.column().name());
    Judgement told =
        context
            .advice(this, added, column)
            .message("%s is added without IF NOT EXISTS".formatted(column));
    return List.of(
        Insertion.ifNotExists(context.statement(), added.column().offset(), added.column().name())
            .map(told::replacement)
            .orElse(told));
  }
}
