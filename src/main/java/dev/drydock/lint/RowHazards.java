package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.sql.DataChange;
import java.util.List;
import java.util.function.Predicate;

/** Updates that lose nothing, but touch many rows in the run's one transaction. */
final class RowHazards {

  private static final String WHY =
      "Every row it fills stays locked until the whole run commits, and leaves a dead copy of itself behind.";
  private static final String INSTEAD =
      "Fill the rows in batches, each in a transaction of its own.";

  static final List<LintRule<?>> ALL =
      List.of(
          rule(
              "update-fills-nulls",
              "an UPDATE fills NULLs of an existing table in one go",
              look -> look.action().overwritesNothing() && !onlyNew(look)),
          rule(
              "update-fills-new-column",
              "an UPDATE fills a new column of an existing table in one go",
              RowHazards::onlyNew));

  private RowHazards() {}

  private static Hazard<DataChange.Update> rule(
      String id, String what, Predicate<Look<DataChange.Update>> fills) {
    var doc = RuleDoc.hazard(id, LockMode.ROW_EXCLUSIVE, Work.REWRITE, what, WHY, INSTEAD);
    return new Hazard<>(
        doc, DataChange.Update.class, look -> fills.test(look) ? List.of(told(look)) : List.of());
  }

  private static boolean onlyNew(Look<DataChange.Update> look) {
    DataChange.Update update = look.action();
    return !update.assignments().isEmpty()
        && update.assignments().stream()
            .allMatch(a -> look.context().isNewColumn(update.table(), a.column()));
  }

  private static Judgement told(Look<DataChange.Update> look) {
    DataChange.Update update = look.action();
    boolean batched = look.context().safeWay().batched();
    return look.hazard(EffectKind.BLOCK_WRITES, update.table())
        .moot(batched || look.context().rowsAreNew(update.table()))
        .message(
            "The rows of %s that this fills stay locked until the whole run commits"
                .formatted(update.table()));
  }
}
