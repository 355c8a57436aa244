package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.migration.SchemaFacts.Chosen;
import dev.drydock.sql.Command;
import dev.drydock.sql.Creation;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.Optional;

/** What exists counts, stores or computes otherwise, one rule each. */
final class PropertyLosses {

  static final List<LintRule<?>> ALL =
      List.of(
          OneLoss.of(
                  "change-sequence",
                  ObjectChange.AlterSequence.class,
                  EffectKind.CHANGE_SEQUENCE,
                  change ->
                      change.counting()
                          ? Optional.of(ObjectRef.of(ObjectKind.SEQUENCE, change.sequence()))
                          : Optional.empty(),
                  "step, bounds or cycle of an existing sequence are set",
                  "Narrower bounds make inserts fail, CYCLE hands out numbers again, and another step may meet numbers that are taken.",
                  "%s counts otherwise from COMMIT on.",
                  "Leave %s as it is, or make a new sequence beside it.")
              .unlocked(),
          OneLoss.of(
                  "disown-sequence",
                  ObjectChange.AlterSequence.class,
                  EffectKind.CHANGE_SEQUENCE,
                  change ->
                      change
                          .owner()
                          .map(owner -> ObjectRef.of(ObjectKind.SEQUENCE, change.sequence())),
                  "an existing sequence no longer belongs to its column",
                  "pg_get_serial_sequence finds nothing any more, and setval by it does nothing; the sequence stays behind when the column goes.",
                  "The column that %s belongs to no longer owns it.",
                  "Leave %s with its column.")
              .unless(PropertyLosses::keepsOwner)
              .unlocked(),
          OneLoss.of(
                  "uncluster",
                  TableChange.ClusterOn.class,
                  EffectKind.CHANGE_OPTIONS,
                  change ->
                      change.index().isPresent()
                          ? Optional.empty()
                          : Optional.of(ObjectRef.of(ObjectKind.TABLE, change.table().name())),
                  "CLUSTER forgets the index of a table",
                  "A nightly CLUSTER without names leaves the table out from then on.",
                  "CLUSTER no longer knows the order of %s.",
                  "Leave the order of %s as it is.")
              .unless(PropertyLosses::hasNoOrder)
              .lock(LockMode.SHARE_UPDATE_EXCLUSIVE, Work.CATALOG),
          OneLoss.of(
              "not-of-type",
              TableChange.OfType.class,
              EffectKind.CHANGE_OBJECT,
              change ->
                  change.type().isPresent()
                      ? Optional.empty()
                      : Optional.of(ObjectRef.of(ObjectKind.TABLE, change.table().name())),
              "a table is no longer one of its composite type",
              "Changes of the type no longer reach the table.",
              "%s is no longer a table of its type.",
              "Leave %s a table of its type."),
          OneLoss.of(
              "change-identity",
              TableChange.AlterIdentity.class,
              EffectKind.CHANGE_DEFAULT,
              change -> change.generated() ? column(change, change.column()) : Optional.empty(),
              "it is said anew when an existing identity gives a number",
              "With ALWAYS inserts that bring a number fail; with BY DEFAULT they may bring one that is taken.",
              "Inserts that bring a value for %s are treated otherwise from COMMIT on.",
              "Let all code leave %s out first, then declare it."),
          OneLoss.of(
              "change-storage",
              TableChange.SetStorage.class,
              EffectKind.CHANGE_STORAGE,
              change -> column(change, change.column()),
              "an existing column is stored otherwise",
              "New values are compressed or moved out of the row otherwise; old ones stay until they are written.",
              "New values of %s are stored otherwise; somebody may have chosen how.",
              "Leave the storage of %s alone, or declare it."),
          OneLoss.of(
                  "change-column-options",
                  TableChange.ColumnOptions.class,
                  EffectKind.CHANGE_OPTIONS,
                  change -> change.reset() ? column(change, change.column()) : Optional.empty(),
                  "options of an existing column are reset",
                  "What somebody told the planner about its values is lost.",
                  "The options of %s go back to the server's defaults.",
                  "Set the options of %s to the values that are meant.")
              .unless((change, context) -> Overwrites.unset(change, change.options(), context))
              .unlocked(),
          OneLoss.of(
                  "replace-aggregate",
                  Creation.CreateOther.class,
                  EffectKind.REPLACE_FUNCTION,
                  made ->
                      made.orReplace() && made.object().kind() == ObjectKind.AGGREGATE
                          ? Optional.of(made.object())
                          : Optional.empty(),
                  "an existing aggregate may be replaced",
                  "Every query that uses it computes something else from COMMIT on, and the old definition is gone.",
                  "Aggregate %s may exist already and compute something else.",
                  "CREATE AGGREGATE under a new name instead of %s, and drop the old one later.")
              .unlocked(),
          OneLoss.of(
              "empty-materialized-view",
              Command.RefreshView.class,
              EffectKind.TRUNCATE,
              refresh ->
                  refresh.withData()
                      ? Optional.empty()
                      : Optional.of(ObjectRef.of(ObjectKind.MATERIALIZED_VIEW, refresh.view())),
              "a materialized view is emptied",
              "Every query on it fails until it is filled again.",
              "The rows of %s are gone, and queries on it fail until it is filled again.",
              "REFRESH MATERIALIZED VIEW CONCURRENTLY %s;"));

  private PropertyLosses() {}

  private static boolean hasNoOrder(TableChange.ClusterOn change, LintContext context) {
    ObjectRef table = ObjectRef.of(ObjectKind.TABLE, change.table().name());
    return context.facts(change.table().name()).isPresent()
        && context.world().chosen(table, Chosen.What.CLUSTERED_BY).isEmpty();
  }

  /** Another column may be named where none owned it yet, or that one did. */
  private static boolean keepsOwner(ObjectChange.AlterSequence change, LintContext context) {
    List<String> owners =
        context
            .world()
            .chosen(
                ObjectRef.of(ObjectKind.SEQUENCE, change.sequence()), Chosen.What.OWNING_COLUMN);
    if (owners.isEmpty()) {
      return !change.isDisowned() || context.facts(change.sequence()).isPresent();
    }
    String now = change.owner().map(QualifiedName::toString).orElse("");
    return owners.stream().allMatch(owner -> owner.equals(now) || owner.endsWith("." + now));
  }

  private static Optional<ObjectRef> column(TableChange change, String column) {
    return Optional.of(ObjectRef.part(ObjectKind.COLUMN, change.table().name(), column));
  }
}
