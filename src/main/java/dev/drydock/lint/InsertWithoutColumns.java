package dev.drydock.lint;

import dev.drydock.sql.DataChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import java.util.List;
import java.util.Locale;

/** INSERT that names no columns. */
final class InsertWithoutColumns implements LintRule<DataChange.Insert> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "insert-without-columns",
          "an INSERT does not name its columns",
          "It fails, or fills the wrong columns, as soon as the table gets another column.",
          "Name the columns.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<DataChange.Insert> judges() {
    return DataChange.Insert.class;
  }

  @Override
  public List<Judgement> check(DataChange.Insert insert, LintContext context) {
    boolean named =
        !insert.columns().isEmpty()
            || insert.source().text().toLowerCase(Locale.ROOT).startsWith("default");
    if (named) {
      return List.of();
    }
    return List.of(
        context
            .advice(this, insert, ObjectRef.of(ObjectKind.TABLE, insert.table()))
            .message(
                "The values for %s depend on the order of its columns".formatted(insert.table())));
  }
}
