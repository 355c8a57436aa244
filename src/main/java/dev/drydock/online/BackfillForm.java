package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.BatchableUpdate;
import dev.drydock.sql.DataChange;
import dev.drydock.sql.Directive;
import dev.drydock.sql.Expression;
import dev.drydock.sql.Meaning;
import dev.drydock.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** An UPDATE under {@code -- drydock: backfill in batches of 5000}. */
final class BackfillForm {

  private static final String NAME = "backfill";

  /** Functions that give one value for a whole transaction or statement. */
  private static final Set<String> MOMENTS =
      Set.of(
          "now",
          "current_timestamp",
          "current_time",
          "current_date",
          "localtimestamp",
          "localtime",
          "transaction_timestamp",
          "statement_timestamp",
          "txid_current",
          "pg_current_xact_id",
          "pg_current_snapshot");

  private BackfillForm() {}

  /** Empty where the table is the run's own, so that nobody waits for its rows. */
  static Optional<FormChoice> of(
      Directive.Backfill directive, Meaning meaning, FormContext context) {
    String text = meaning.statement().text();
    Optional<String> obstacle = BatchableUpdate.obstacle(text);
    if (obstacle.isPresent() || !(meaning.actions().get(0) instanceof DataChange.Update update)) {
      return Optional.of(
          impossible(
              directive,
              obstacle.orElse("it is no plain UPDATE"),
              "Take the directive away, or write the statement as an UPDATE of one table."));
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
    BatchableUpdate batchable = BatchableUpdate.of(text);
    boolean overwrites = context.overwrites().test(update);
    boolean altered = context.altered().test(update.table());
    var obstacles = new BackfillObstacles(batchable, table, overwrites, altered, context);
    return obstacles
        .first()
        .map(found -> impossible(directive, found.why(), found.instead()))
        .orElseGet(
            () ->
                new FormChoice.Online(
                    NAME,
                    List.of(
                        new OnlineAction.InBatches(
                            new Backfill(
                                table.schema(),
                                table.name(),
                                text,
                                directive.rows(),
                                batchable.repeatable(),
                                overwrites,
                                false))),
                    moments(batchable, table)));
  }

  /** What is one time for a whole statement is another for each batch. */
  private static List<String> moments(BatchableUpdate update, RelationFacts table) {
    Stream<String> defaults =
        update.takesDefaults()
            ? table.columns().stream()
                .filter(column -> update.columns().contains(column.name()))
                .flatMap(column -> column.defaultValue().stream())
                .flatMap(value -> Expression.of(value).functions().stream())
                .map(QualifiedName::name)
            : Stream.empty();
    return Stream.concat(update.functions().stream(), defaults)
        .filter(MOMENTS::contains)
        .findFirst()
        .map("%s is another time in each batch, as if it were a statement of its own"::formatted)
        .stream()
        .toList();
  }

  private static FormChoice impossible(Directive.Backfill directive, String why, String instead) {
    return new FormChoice.Impossible(
        "The statement under the directive in line %d cannot run in batches: %s"
            .formatted(directive.line(), why),
        instead,
        true);
  }
}
