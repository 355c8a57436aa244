package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.Optional;

/** What ALTER TABLE takes away from a table or column, one rule each. */
final class TableLosses {

  static final List<LintRule<?>> ALL =
      List.of(
          OneLoss.of(
              "drop-default",
              TableChange.DropDefault.class,
              EffectKind.DROP_DEFAULT,
              change -> column(change, change.column()),
              "an existing default is dropped",
              "Inserts that leave the column out get NULL from then on, or fail where it is NOT NULL.",
              "Inserts that leave %s out get NULL, or fail.",
              "Keep the default of %s until all code names the column."),
          OneLoss.of(
              "drop-not-null",
              TableChange.DropNotNull.class,
              EffectKind.DROP_NOT_NULL,
              change -> column(change, change.column()),
              "NOT NULL is dropped from an existing column",
              "Code that never expected NULL there will meet it.",
              "Code that reads %s may meet NULL.",
              "Release code that copes with NULL in %s first, then declare it."),
          OneLoss.of(
              "drop-identity",
              TableChange.DropIdentity.class,
              EffectKind.DROP_IDENTITY,
              change -> column(change, change.column()),
              "an identity is dropped from an existing column",
              "Its sequence goes with its position, and inserts that rely on it fail.",
              "Inserts that rely on the numbers of %s fail, and the sequence's position is lost.",
              "Keep the identity of %s until no insert relies on it."),
          OneLoss.of(
              "drop-expression",
              TableChange.DropExpression.class,
              EffectKind.DROP_EXPRESSION,
              change -> column(change, change.column()),
              "a generated column becomes a plain one",
              "Its values stay as they are and no longer follow the columns they are made of.",
              "The values of %s no longer follow the columns they are made of.",
              "Write %s from the code first, then declare it."),
          OneLoss.of(
              "change-expression",
              TableChange.SetExpression.class,
              EffectKind.CHANGE_EXPRESSION,
              change -> column(change, change.column()),
              "the expression of a generated column is changed",
              "All its values are computed anew: the old ones are gone, and a stored one rewrites the table.",
              "All values of %s are computed anew; the old ones are gone.",
              "Add a second generated column beside %s and move the code to it."),
          OneLoss.of(
              "drop-constraint",
              TableChange.DropConstraint.class,
              EffectKind.DROP_CONSTRAINT,
              change -> part(ObjectKind.CONSTRAINT, change, change.constraint()),
              "an existing constraint is dropped",
              "Rows that break it come in from then on, and it cannot be added again until they are gone.",
              "Rows that break %s can come in from then on.",
              "Keep %s, or add its successor before it is dropped."),
          OneLoss.of(
              "constraint-renames-index",
              TableChange.AddConstraint.class,
              EffectKind.RENAME_INDEX,
              TableLosses::renamed,
              "a constraint under another name takes an existing index over",
              "The index gets the constraint's name; whatever uses the old one fails from then on.",
              "%s gets the constraint's name and is not found under its own any more.",
              "Give the constraint the name of the index: then %s stays what it is."),
          OneLoss.of(
              "constraint-defers-index",
              TableChange.AddConstraint.class,
              EffectKind.CHANGE_INDEX,
              change -> change.constraint().deferrable() ? taken(change) : Optional.empty(),
              "a deferrable constraint takes an existing unique index over",
              "The index no longer rejects a duplicate at once, and ON CONFLICT and foreign keys cannot use it any more.",
              "%s rejects duplicates later, and serves neither ON CONFLICT nor a foreign key any more.",
              "Leave out DEFERRABLE, or build a second index for the constraint and keep %s."),
          OneLoss.of(
              "change-constraint",
              TableChange.AlterConstraint.class,
              EffectKind.CHANGE_CONSTRAINT,
              change ->
                  change.onlyEnforces()
                      ? Optional.empty()
                      : part(ObjectKind.CONSTRAINT, change, change.constraint()),
              "an existing constraint is enforced later or not at all",
              "What it kept out may come in, or an error comes at COMMIT instead of at its statement.",
              "%s no longer keeps out what it kept out, or only at COMMIT.",
              "Add a second constraint beside %s and drop this one later."),
          OneLoss.of(
              "detach-partition",
              TableChange.DetachPartition.class,
              EffectKind.DETACH_PARTITION,
              change -> Optional.of(ObjectRef.of(ObjectKind.TABLE, change.partition())),
              "a partition is detached",
              "Its rows vanish from the parent at once.",
              "The rows of %s vanish from its parent at once.",
              "ALTER TABLE … DETACH PARTITION %s CONCURRENTLY;, declared, once nothing reads its rows through the parent."),
          OneLoss.of(
              "no-inherit",
              TableChange.NoInherit.class,
              EffectKind.DROP_INHERITANCE,
              change -> Optional.of(table(change)),
              "a table no longer inherits from its parent",
              "Its rows vanish from queries on the parent.",
              "The rows of %s vanish from queries on its parent.",
              "Leave %s where it is until nothing reads it through the parent."),
          OneLoss.of(
                  "set-unlogged",
                  TableChange.SetLogged.class,
                  EffectKind.SET_UNLOGGED,
                  change -> change.logged() ? Optional.empty() : Optional.of(table(change)),
                  "an existing table becomes unlogged",
                  "The table is rewritten under ACCESS EXCLUSIVE, is empty after every crash, and is not on standbys.",
                  "%s is rewritten, and is empty after every crash from then on.",
                  "Keep %s logged.")
              .lock(LockMode.ACCESS_EXCLUSIVE, Work.REWRITE),
          OneLoss.of(
              "disable-row-security",
              TableChange.RowSecurity.class,
              EffectKind.DISABLE_ROW_SECURITY,
              TableLosses::unprotected,
              "row level security is switched off",
              "Every role with SELECT sees every row at once.",
              "Every role that may read %s sees all its rows at once.",
              "Keep row level security on %s and change its policies."),
          OneLoss.of(
              "disable-rule",
              TableChange.RuleState.class,
              EffectKind.DISABLE_RULE,
              change ->
                  weakened(change.firing())
                      ? Optional.of(part(ObjectKind.RULE, change, change.rule()).orElseThrow())
                      : Optional.empty(),
              "an existing rule is switched off",
              "What it did on every statement silently stops.",
              "What rule %s did silently stops.",
              "Keep %s on."),
          OneLoss.of(
                  "disable-trigger",
                  TableChange.TriggerState.class,
                  EffectKind.DISABLE_TRIGGER,
                  TableLosses::silenced,
                  "existing triggers are switched off",
                  "Audit rows, derived columns and, with ALL, foreign keys silently stop.",
                  "What %s did on every change silently stops.",
                  "Keep the triggers of %s on.")
              .lock(LockMode.SHARE_ROW_EXCLUSIVE, Work.CATALOG),
          OneLoss.of(
              "change-replica-identity",
              TableChange.ReplicaIdentity.class,
              EffectKind.CHANGE_REPLICA_IDENTITY,
              change ->
                  change.identity().equals("full") ? Optional.empty() : Optional.of(table(change)),
              "the replica identity of an existing table is changed",
              "Logical replication of its updates and deletes may fail from then on.",
              "Updates and deletes on %s may no longer replicate.",
              "Make sure that every subscriber of %s has the new identity first."),
          OneLoss.of(
                  "change-options",
                  TableChange.Options.class,
                  EffectKind.CHANGE_OPTIONS,
                  change ->
                      change.reset() || change.table().kind() == ObjectKind.FOREIGN_TABLE
                          ? Optional.of(table(change))
                          : Optional.empty(),
                  "storage options of an existing table are reset, or a foreign table's are changed",
                  "Tuning that somebody chose, such as fillfactor or autovacuum limits, is lost; a foreign table reads something else.",
                  "The options of %s are no longer what somebody chose.",
                  "Set the options of %s to the values that are meant.")
              .unless((change, context) -> Overwrites.unset(change, change.options(), context))
              .lock(LockMode.SHARE_UPDATE_EXCLUSIVE, Work.CATALOG));

  private TableLosses() {}

  private static Optional<ObjectRef> column(TableChange change, String column) {
    return part(ObjectKind.COLUMN, change, column);
  }

  private static Optional<ObjectRef> part(ObjectKind kind, TableChange change, String part) {
    return Optional.of(ObjectRef.part(kind, change.table().name(), part));
  }

  private static Optional<ObjectRef> renamed(TableChange.AddConstraint change) {
    boolean same = change.constraint().name().equals(change.constraint().usingIndex());
    return same || change.constraint().name().isEmpty() ? Optional.empty() : taken(change);
  }

  /** An index is in the schema of its table. */
  private static Optional<ObjectRef> taken(TableChange.AddConstraint change) {
    return change
        .constraint()
        .usingIndex()
        .map(
            index ->
                ObjectRef.of(
                    ObjectKind.INDEX,
                    new QualifiedName(
                        change.table().name().schema(), index, change.table().name().offset())));
  }

  private static ObjectRef table(TableChange change) {
    return ObjectRef.of(ObjectKind.TABLE, change.table().name());
  }

  private static Optional<ObjectRef> unprotected(TableChange.RowSecurity change) {
    boolean weaker =
        change.mode() == TableChange.RowSecurity.Mode.DISABLE
            || change.mode() == TableChange.RowSecurity.Mode.NO_FORCE;
    return weaker ? Optional.of(table(change)) : Optional.empty();
  }

  private static Optional<ObjectRef> silenced(TableChange.TriggerState change) {
    if (!weakened(change.firing())) {
      return Optional.empty();
    }
    return change
        .trigger()
        .flatMap(trigger -> part(ObjectKind.TRIGGER, change, trigger))
        .or(() -> Optional.of(table(change)));
  }

  /** Off, or on for replicas only. */
  private static boolean weakened(TableChange.Firing firing) {
    return firing == TableChange.Firing.DISABLED || firing == TableChange.Firing.REPLICA;
  }
}
