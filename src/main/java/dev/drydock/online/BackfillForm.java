package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.BatchableUpdate;
import dev.drydock.sql.DataChange;
import dev.drydock.sql.Directive;
import dev.drydock.sql.Meaning;
import java.util.Optional;
import java.util.regex.Pattern;

/** An UPDATE under {@code -- drydock: backfill in batches of 5000}. */
final class BackfillForm {

  private static final String NAME = "backfill";

  private static final Pattern DESCENDING = Pattern.compile(" (DESC|NULLS FIRST)\\b");

  private BackfillForm() {}

  /** Empty where the table is the run's own, so that nobody waits for its rows. */
  static Optional<FormChoice> of(
      Directive.Backfill directive, Meaning meaning, FormContext context) {
    String text = meaning.statement().text();
    Optional<String> obstacle = BatchableUpdate.obstacle(text);
    if (obstacle.isPresent() || !(meaning.actions().get(0) instanceof DataChange.Update update)) {
      return Optional.of(
          new FormChoice.Impossible(
              "The statement under the directive in line %d cannot be executed in batches: %s"
                  .formatted(directive.line(), obstacle.orElse("it is no plain UPDATE")),
              "Take the directive away, or write the statement as an UPDATE of one table.",
              true));
    }
    return context
        .existing()
        .apply(update.table())
        .filter(RelationFacts::isTable)
        .map(table -> chosen(directive, update, text, table, context));
  }

  private static FormChoice chosen(
      Directive.Backfill directive,
      DataChange.Update update,
      String text,
      RelationFacts table,
      FormContext context) {
    boolean repeatable = BatchableUpdate.of(text).repeatable();
    if (context.knowsColumns() && !repeatable && !context.altered().test(update.table())) {
      Optional<RelationFacts> without = context.walked(table).filter(t -> !hasKey(t)).findFirst();
      if (without.isPresent()) {
        return new FormChoice.Impossible(
            "The statement under the directive in line %d cannot run in batches: %s.%s%s"
                .formatted(
                    directive.line(),
                    without.get().schema(),
                    without.get().name(),
                    Backfill.WITHOUT_KEY),
            Backfill.KEY_OR_NULL,
            true);
      }
    }
    boolean overwrites = context.overwrites().test(update);
    return FormChoice.Online.of(
        NAME,
        new OnlineAction.InBatches(
            new Backfill(
                table.schema(), table.name(), text, directive.rows(), repeatable, overwrites)));
  }

  /** As far as facts tell: what only the catalog knows of an index is looked at by the run. */
  private static boolean hasKey(RelationFacts table) {
    return table.indexes().stream()
        .anyMatch(
            index ->
                index.unique()
                    && index.valid()
                    && !index.partial()
                    && !DESCENDING.matcher(index.definition()).find()
                    && index.columns().stream()
                        .allMatch(
                            name ->
                                table
                                    .column(name)
                                    .filter(RelationFacts.Column::notNull)
                                    .isPresent()));
  }
}
