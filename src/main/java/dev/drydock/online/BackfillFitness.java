package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import java.util.Optional;
import java.util.Set;

/**
 * Whether old rows may be filled by UPDATEs that nobody wrote: those fire triggers, travel to
 * subscribers and obey policies, which ADD COLUMN does not.
 */
final class BackfillFitness {

  private static final String WRITE_IT =
      "Add the column without default, set the default, and fill the old rows by an UPDATE of your own under -- drydock: backfill in batches of 5000.";

  static final String SEE_ALL =
      "Run the migrations as a role with BYPASSRLS, or say before: ALTER TABLE … NO FORCE ROW LEVEL SECURITY.";

  private BackfillFitness() {}

  static Optional<Part> refusal(String column, Alteration alteration) {
    RelationFacts table = alteration.table();
    FormContext context = alteration.context();
    Optional<String> why = written(table, column, context);
    return why.or(() -> hidden(table, context))
        .map(
            reason ->
                new Part.Refused(
                    "Filling %s.%s in batches %s".formatted(table.name(), column, reason),
                    why.isPresent() ? WRITE_IT : SEE_ALL));
  }

  /** Why rows must not be written so, as the end of a sentence. */
  static Optional<String> written(RelationFacts table, String column, FormContext context) {
    return context.walked(table).flatMap(t -> written(t, column).stream()).findFirst();
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

  private static Optional<String> written(RelationFacts table, String column) {
    Optional<String> fired = table.firedBy(Set.of(column));
    if (fired.isPresent()) {
      return fired.map("would fire the trigger "::concat);
    }
    if (table.rewritesUpdates()) {
      return Optional.of("would be rewritten by a rule of the table");
    }
    return unpublishable(table);
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
