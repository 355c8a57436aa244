package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether old rows may be filled by UPDATEs that nobody wrote: those fire triggers, travel to
 * subscribers and obey policies, which ADD COLUMN does not.
 */
final class BackfillFitness {

  private static final String WRITE_IT =
      "Add the column without default, set the default, and fill the old rows by an UPDATE of your own under -- drydock: backfill in batches of 5000.";

  private static final String PLAIN =
      "At a quiet hour, write -- drydock: plain above the statement, which executes exactly what is written.";

  static final String SEE_ALL =
      "Run the migrations as a role with BYPASSRLS, or say before: ALTER TABLE … NO FORCE ROW LEVEL SECURITY.";

  private BackfillFitness() {}

  /**
   * Why rows must not be written so.
   *
   * @param reason the end of a sentence
   * @param passes whether what is in the way can be taken away for a while, or is left alone by an
   *     UPDATE that somebody writes
   */
  record Unfit(String reason, boolean passes) {}

  static Optional<Part> refusal(String column, Alteration alteration) {
    RelationFacts table = alteration.table();
    FormContext context = alteration.context();
    String filling = "Filling %s.%s in batches ".formatted(table.name(), column);
    return held(table, column, context)
        .or(
            () ->
                written(table, column, context)
                    .map(
                        unfit ->
                            new Part.Refused(
                                filling + unfit.reason(), unfit.passes() ? WRITE_IT : PLAIN)))
        .or(
            () ->
                hidden(table, context).map(reason -> new Part.Refused(filling + reason, SEE_ALL)));
  }

  /** Rows that are values elsewhere would lack the column's value, and the server refuses that. */
  private static Optional<Part> held(RelationFacts table, String column, FormContext context) {
    return Stream.concat(Stream.of(table), context.walked(table))
        .flatMap(one -> one.heldBy().stream())
        .findFirst()
        .map(
            holder ->
                new Part.Refused(
                    "%s holds whole rows of %s, which would lack the value of %s: the server does not write the table anew"
                        .formatted(holder, table.name(), column),
                    "Add the column without default, which leaves old rows NULL, and set the default in a statement of its own.",
                    true));
  }

  /** Why rows must not be written so; each of them is, in every table that holds some. */
  static Optional<Unfit> written(RelationFacts table, String column, FormContext context) {
    return context
        .walked(table)
        .flatMap(one -> Stream.of(fired(one, column), computed(one)).flatMap(Optional::stream))
        .findFirst();
  }

  /** A batch that met less than all rows would fail, so that none is left out in silence. */
  static Optional<String> hidden(RelationFacts table, FormContext context) {
    return context
        .walked(table)
        .filter(context::hidesRows)
        .findFirst()
        .map(
            t ->
                "would fail, because row security hides rows of %s from this role"
                    .formatted(Naming.name(t)));
  }

  private static Optional<Unfit> fired(RelationFacts table, String column) {
    return table
        .firedBy(Set.of(column))
        .map("would fire the trigger "::concat)
        .or(
            () ->
                table.rewritesUpdates()
                    ? Optional.of("would be rewritten by a rule of the table")
                    : unpublishable(table))
        .map(reason -> new Unfit(reason, true));
  }

  private static Optional<Unfit> computed(RelationFacts table) {
    return table
        .computedByCode()
        .map(
            generated ->
                new Unfit(
                    "would compute %s.%s anew, by code that may have changed since"
                        .formatted(table.name(), generated),
                    false));
  }

  /** Why the server would refuse an UPDATE of it, as the end of a sentence. */
  static Optional<String> unpublishable(RelationFacts table) {
    if (table.publishesNarrowly() && table.replicaIdentity() != 'f') {
      return table
          .updatesPublishedBy()
          .map(
              "would fail, unless its replica identity covers the row filter or the list of columns of the publication "
                  ::concat);
    }
    boolean identified =
        table.replicaIdentity() == 'f'
            || table.replicaIdentity() == 'i'
            || (table.replicaIdentity() == 'd' && !table.primaryKey().isEmpty());
    return identified
        ? Optional.empty()
        : table
            .updatesPublishedBy()
            .map(
                "would fail, because it is published by %s and has no replica identity"::formatted);
  }
}
