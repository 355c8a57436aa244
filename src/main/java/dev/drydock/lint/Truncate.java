package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.sql.DataChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.List;
import java.util.stream.Stream;

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
    List<QualifiedName> along =
        truncate.cascade() ? Followers.ofTruncate(truncate.tables(), context) : List.of();
    return Stream.concat(
            truncate.tables().stream()
                .map(
                    table ->
                        emptied(truncate, table, context)
                            .message(
                                "All rows of %s are gone for good%s."
                                    .formatted(table, more(truncate)))),
            along.stream()
                .map(
                    table ->
                        emptied(truncate, table, context)
                            .message(
                                "CASCADE empties %s, too, whose foreign key leads to what is truncated: all its rows are gone for good."
                                    .formatted(table))))
        .toList();
  }

  private static String more(DataChange.Truncate truncate) {
    return truncate.cascade() ? ", and those of every table that refers to it" : "";
  }

  private Judgement emptied(
      DataChange.Truncate truncate, QualifiedName table, LintContext context) {
    return context
        .destructive(this, truncate, EffectKind.TRUNCATE, ObjectRef.of(ObjectKind.TABLE, table))
        .lock(LockMode.ACCESS_EXCLUSIVE, Work.CATALOG)
        .moot(context.rowsAreNew(table))
        .safe("DELETE FROM %s WHERE …; -- declared, in batches".formatted(table));
  }
}
