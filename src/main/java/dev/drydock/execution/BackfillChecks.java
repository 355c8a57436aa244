package dev.drydock.execution;

import dev.drydock.history.StepJournal;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.online.Backfill;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.sql.BatchableUpdate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Refuses, before the first batch, what would not be the same UPDATE in batches. */
final class BackfillChecks {

  private static final String PLAIN =
      "Write -- drydock: plain above it to run it as one statement, or change it.";

  private static final String BEGUN =
      "Undo by hand what of the statement is done and forget it: DELETE FROM drydock_steps WHERE migration = %s AND statement = %d. Then write -- drydock: plain above it, which executes exactly what is written.";

  private static final String BY_HAND =
      "Fill the rest by hand and take the UPDATE out of the file; or, if a second visit harms no row, begin anew: DELETE FROM drydock_steps WHERE migration = %s.";

  private final Backfill backfill;
  private final StepJournal.Key key;

  BackfillChecks(Backfill backfill, StepJournal.Key key) {
    this.backfill = backfill;
    this.key = key;
  }

  /** The statement, read. */
  BatchableUpdate update() {
    BatchableUpdate.obstacle(backfill.statement()).ifPresent(why -> refuse(why, PLAIN));
    return BatchableUpdate.of(backfill.statement());
  }

  /** Looks at each table that it has to visit. */
  void check(BatchableUpdate update, List<BatchTable> tables) {
    if (tables.isEmpty()) {
      String name = backfill.schema() + "." + backfill.table();
      refuse("the table " + name + " does not exist", "Look at the dry-run again.");
    }
    for (BatchTable table : tables) {
      if (table.rules()) {
        refuse("a rule rewrites updates of " + table.shown(), plain());
      }
      if (table.kind() != 'p') {
        check(update, table);
      }
    }
  }

  private void check(BatchableUpdate update, BatchTable table) {
    if (table.kind() != 'r') {
      refuse(table.shown() + " is no ordinary table", PLAIN);
    }
    if (table.computed().isPresent() && !backfill.overwrites()) {
      refuse(
          "it would compute %s of %s anew, by code that may have changed since"
              .formatted(table.computed().get(), table.shown()),
          plain());
    }
    for (BatchTable.Column column : table.key()) {
      if (update.columns().contains(column.name())) {
        refuse(
            "it sets %s of %s, the key that batches go along"
                .formatted(column.name(), table.shown()),
            PLAIN);
      }
    }
    if (table.key().isEmpty() && !repeatable(update)) {
      refuse(table.shown() + Backfill.WITHOUT_KEY, Backfill.KEY_OR_NULL);
    }
  }

  /** The steps of a form before the filling are done by now. */
  private String plain() {
    return backfill.automatic() ? BEGUN.formatted(migration(), key.statement()) : PLAIN;
  }

  private boolean repeatable(BatchableUpdate update) {
    return backfill.repeatable() || update.repeatable();
  }

  /** The place that an earlier run left must still mean the same. */
  void sameKey(BatchPosition position, List<BatchTable> tables) {
    Optional<BatchTable> where =
        tables.stream().filter(table -> table.oid() == position.oid()).findFirst();
    where
        .filter(table -> !table.way().by().equals(position.by()))
        .ifPresent(
            table ->
                refuse(
                    "an earlier run went along (%s) of %s, which is not its key any more"
                        .formatted(String.join(", ", position.by()), table.shown()),
                    "Bring that key back, or fill the rest by hand and take the UPDATE out of the file."));
    where
        .filter(table -> !position.shape().isEmpty() && !table.shape().equals(position.shape()))
        .ifPresent(
            table ->
                refuse(
                    "since an earlier run filled rows of %s, %s"
                        .formatted(table.shown(), changed(position, table)),
                    backfill.automatic()
                        ? automatically(position, table)
                        : BY_HAND.formatted(migration())));
  }

  private static String changed(BatchPosition position, BatchTable table) {
    if (!position.shape().startsWith(table.keyShape())) {
      return "its key has got another type (%s; now %s)".formatted(position.shape(), table.shape());
    }
    List<String> gone = gone(position, table);
    return gone.isEmpty()
        ? "a column that is set was made anew (%s; now %s)"
            .formatted(position.shape().substring(table.keyShape().length()), table.set())
        : "a column that is set is gone (%s)".formatted(String.join(", ", gone));
  }

  /** Without their numbers in the catalog. */
  private static List<String> gone(BatchPosition position, BatchTable table) {
    List<String> now = names(table.set());
    return names(position.shape().substring(table.keyShape().length())).stream()
        .filter(name -> !now.contains(name))
        .toList();
  }

  private static List<String> names(String set) {
    return Stream.of(set.split(", ")).map(each -> each.replaceFirst(" \\d+$", "")).toList();
  }

  /** What a form fills may be visited twice; the file has no UPDATE to take out. */
  private String automatically(BatchPosition position, BatchTable table) {
    return position.shape().startsWith(table.keyShape()) && !gone(position, table).isEmpty()
        ? "Undo by hand what else is done of the file and forget it, then it begins anew: DELETE FROM drydock_steps WHERE migration = %s."
            .formatted(migration())
        : "Begin the filling anew, which leaves alone what is filled: DELETE FROM drydock_steps WHERE migration = %s AND statement = %d AND action = %d; then run migrate again."
            .formatted(migration(), key.statement(), key.action());
  }

  private String migration() {
    return SqlQuoting.literal(key.migration().value());
  }

  private void refuse(String why, String next) {
    throw new DrydockException(
        new Failure(
            ErrorCode.REFUSED,
            "%s, statement %d cannot run in batches: %s."
                .formatted(key.migration(), key.statement(), why),
            "This run filled no row.",
            next));
  }
}
