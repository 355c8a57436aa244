package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import java.util.Optional;
import java.util.Set;

/**
 * Whether old rows may be filled by UPDATEs that nobody wrote: those fire triggers and travel to
 * subscribers, which ADD COLUMN does not.
 */
final class BackfillFitness {

  private static final String WRITE_IT =
      "Add the column without default, set the default, and fill the old rows by an UPDATE of your own under -- drydock: backfill in batches of 5000.";

  private BackfillFitness() {}

  static Optional<Part> refusal(RelationFacts table, String column) {
    return reason(table, column)
        .map(
            why ->
                new Part.Refused(
                    "Filling %s.%s in batches %s".formatted(table.name(), column, why), WRITE_IT));
  }

  /** Why not, as the end of a sentence. */
  static Optional<String> reason(RelationFacts table, String column) {
    Optional<String> fired = table.firedBy(Set.of(column));
    if (fired.isPresent()) {
      return fired.map("would fire the trigger "::concat);
    }
    if (table.rewriteRules()) {
      return Optional.of("would be rewritten by a rule of the table");
    }
    boolean identified =
        table.replicaIdentity() == 'f'
            || table.replicaIdentity() == 'i'
            || (table.replicaIdentity() == 'd'
                && table.indexes().stream().anyMatch(RelationFacts.Index::primary));
    return table.publications().isEmpty() || identified
        ? Optional.empty()
        : Optional.of(
            "would fail, because it is published by %s and has no replica identity"
                .formatted(table.publications().get(0)));
  }
}
