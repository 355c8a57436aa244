package dev.drydock.lint;

import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;

/** One table altered by many statements. */
final class TableAlteredRepeatedly implements LintRule<TableChange> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "table-altered-repeatedly",
          "one existing table is altered by more than three statements",
          "Each may read or write the table anew; one ALTER TABLE with several parts does it once.",
          "Put the parts into one ALTER TABLE.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<TableChange> judges() {
    return TableChange.class;
  }

  @Override
  public List<Judgement> check(TableChange change, LintContext context) {
    QualifiedName table = context.world().qualified(change.table().name());
    boolean many = context.run().alterationsBefore(table) == 3;
    if (!many
        || context.mayBeNew(change.table().name())
        || !context.run().first(DOC.id() + table)) {
      return List.of();
    }
    return List.of(
        context
            .advice(this, change, ObjectRef.of(change.table().kind(), change.table().name()))
            .message(
                "%s is altered by many statements of this run".formatted(change.table().name())));
  }
}
