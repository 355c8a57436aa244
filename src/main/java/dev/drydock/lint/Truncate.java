package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.sql.DataChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import java.util.List;

/** All rows of existing tables are removed at once. */
final class Truncate implements LintRule<DataChange.Truncate> {

  private static final RuleDoc DOC =
      RuleDoc.destructive(
          "truncate-table",
          "an existing table is emptied",
          "All its rows are gone for good, with CASCADE those of every table that refers to it; readers wait meanwhile.",
          "Delete what is meant with a WHERE clause, in batches, after a backup.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<DataChange.Truncate> judges() {
    return DataChange.Truncate.class;
  }

  @Override
  public List<Judgement> check(DataChange.Truncate truncate, LintContext context) {
    String along = truncate.cascade() ? ", and those of every table that refers to it" : "";
    return truncate.tables().stream()
        .map(
            table ->
                context
                    .destructive(
                        this, truncate, EffectKind.TRUNCATE, ObjectRef.of(ObjectKind.TABLE, table))
                    .lock(LockMode.ACCESS_EXCLUSIVE, Work.CATALOG)
                    .moot(context.rowsAreNew(table))
                    .message("All rows of %s are gone for good%s.".formatted(table, along))
                    .safe("DELETE FROM %s WHERE …; -- declared, in batches".formatted(table)))
        .toList();
  }
}
