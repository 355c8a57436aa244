package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.DataChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Rows that existed are deleted or overwritten.
 *
 * @param loses whether this change takes anything, which may hang on what the run made
 * @param message with the table's name at {@code %s}
 */
record RowLosses<A extends DataChange>(
    RuleDoc doc,
    Class<A> judges,
    EffectKind effect,
    Function<A, QualifiedName> table,
    BiPredicate<A, LintContext> loses,
    String message,
    String safe)
    implements LintRule<A> {

  static final List<LintRule<?>> ALL =
      List.of(
          new RowLosses<>(
              doc(
                  "delete-rows",
                  "rows of an existing table are deleted",
                  "They are gone for good, with ON DELETE CASCADE those of other tables too; the row locks last until COMMIT."),
              DataChange.Delete.class,
              EffectKind.DELETE_ROWS,
              DataChange.Delete::table,
              (delete, context) -> true,
              "Rows of %s are gone for good.",
              "Mark the rows of %s instead of deleting them, or declare it after a backup."),
          new RowLosses<>(
              doc(
                  "update-rows",
                  "values of existing columns are overwritten",
                  "What stood there is gone for good; every changed row stays locked until COMMIT."),
              DataChange.Update.class,
              EffectKind.UPDATE_ROWS,
              DataChange.Update::table,
              RowLosses::overwrites,
              "Values in %s are overwritten and gone for good.",
              "Write the new values of %s into a new column, or only where the old one IS NULL."),
          new RowLosses<>(
              doc(
                  "merge-rows",
                  "MERGE changes or deletes existing rows",
                  "What stood in them is gone for good."),
              DataChange.Merge.class,
              EffectKind.UPDATE_ROWS,
              DataChange.Merge::table,
              (merge, context) -> merge.verbs().contains("update"),
              "Values in %s are overwritten and gone for good.",
              "INSERT … ON CONFLICT DO NOTHING adds rows to %s and changes none."),
          new RowLosses<>(
              doc("merge-deletes-rows", "MERGE deletes existing rows", "They are gone for good."),
              DataChange.Merge.class,
              EffectKind.DELETE_ROWS,
              DataChange.Merge::table,
              (merge, context) -> merge.verbs().contains("delete"),
              "Rows of %s are gone for good.",
              "INSERT … ON CONFLICT DO NOTHING adds rows to %s and deletes none."),
          new RowLosses<>(
              doc(
                  "upsert-overwrites",
                  "INSERT … ON CONFLICT DO UPDATE overwrites existing rows",
                  "What somebody entered there is gone for good; a seed that runs again resets it."),
              DataChange.Insert.class,
              EffectKind.UPDATE_ROWS,
              DataChange.Insert::table,
              (insert, context) -> insert.conflict() == DataChange.Insert.Conflict.DO_UPDATE,
              "Values in %s are overwritten where the key exists already.",
              "INSERT INTO %s … ON CONFLICT DO NOTHING;"));

  private static final String BESIDE =
      "%s acts when %s is updated, and may overwrite what this statement does not name.";
  private static final String LOOK =
      "Look at what it does; if that may happen to old rows, as with an updated_at column, declare it.";

  private static RuleDoc doc(String id, String what, String why) {
    return RuleDoc.destructive(
            id,
            what,
            why,
            "Add rows and columns beside the old ones; what must go is declared, after a backup.")
        .lock(LockMode.ROW_EXCLUSIVE, Work.SCAN);
  }

  @Override
  public List<Judgement> check(A change, LintContext context) {
    if (!loses.test(change, context)) {
      return List.of();
    }
    QualifiedName name = table.apply(change);
    Optional<String> beside =
        change instanceof DataChange.Update update && !overwritesItself(update, context)
            ? actsBeside(update, context)
            : Optional.empty();
    return List.of(
        context
            .destructive(this, change, effect, ObjectRef.of(ObjectKind.TABLE, name))
            .moot(context.rowsAreNew(name))
            .message(
                beside
                        .map(other -> BESIDE.formatted(other, name))
                        .orElseGet(() -> message.replace("%s", name.toString()))
                    + (change instanceof DataChange.Delete
                        ? Followers.ofDelete(name, context)
                        : ""))
            .safe(beside.map(o -> LOOK).orElseGet(() -> safe.replace("%s", name.toString()))));
  }

  static boolean overwrites(DataChange.Update update, LintContext context) {
    return overwritesItself(update, context) || actsBeside(update, context).isPresent();
  }

  /** Not where all it assigns is new in the run, or was NULL. */
  private static boolean overwritesItself(DataChange.Update update, LintContext context) {
    boolean onlyNew =
        !update.assignments().isEmpty()
            && update.assignments().stream()
                .allMatch(a -> context.isNewColumn(update.table(), a.column()));
    return !(onlyNew || update.overwritesNothing());
  }

  /** A trigger or rule that may change what the statement does not name. */
  private static Optional<String> actsBeside(DataChange.Update update, LintContext context) {
    Set<String> columns =
        update.assignments().stream()
            .map(DataChange.Assignment::column)
            .collect(Collectors.toSet());
    Optional<RelationFacts> facts = context.facts(update.table());
    return context.world().triggers(update.table()).stream()
        .map(made -> made.object().simpleName())
        .findFirst()
        .or(() -> facts.flatMap(known -> known.firedBy(columns)))
        .map(trigger -> "The trigger " + trigger)
        .or(() -> facts.filter(RelationFacts::rewriteRules).map(known -> "A rule"));
  }
}
