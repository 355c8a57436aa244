package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.BatchableUpdate;
import dev.drydock.sql.DataChange;
import dev.drydock.sql.Directive;
import dev.drydock.sql.Meaning;
import java.util.Optional;

/** An UPDATE under {@code -- drydock: backfill in batches of 5000}. */
final class BackfillForm {

  private static final String NAME = "backfill";

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
        .map(table -> chosen(directive, text, table, context.overwrites().test(update)));
  }

  private static FormChoice chosen(
      Directive.Backfill directive, String text, RelationFacts table, boolean overwrites) {
    return FormChoice.Online.of(
        NAME,
        new OnlineAction.InBatches(
            new Backfill(
                table.schema(),
                table.name(),
                text,
                directive.rows(),
                BatchableUpdate.of(text).repeatable(),
                overwrites)));
  }
}
