package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.ColumnMentions;
import dev.drydock.sql.Expression;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectPath;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the server drops with a column though it was not the column's alone: indexes, constraints
 * and statistics over further columns, and indexes over an expression or a part of the rows.
 *
 * @param dropped all columns that the statement drops
 */
record Companions(RelationFacts table, String column, Set<String> dropped) {

  /** Something that goes, and what its loss is called. */
  record Companion(EffectKind effect, ObjectRef object) {}

  static Stream<Companion> of(TableChange.DropColumn drop, LintContext context) {
    Optional<KnownRelation> table = context.relation(drop.table().name());
    if (table.isEmpty() || context.facts(drop.table().name()).isEmpty()) {
      return Stream.empty();
    }
    Set<String> dropped =
        context
            .meaning()
            .all(TableChange.DropColumn.class)
            .map(TableChange.DropColumn::column)
            .collect(Collectors.toSet());
    var companions = new Companions(table.get().now(), drop.column(), dropped);
    return Stream.of(companions.indexes(), companions.constraints(), companions.statistics())
        .flatMap(found -> found);
  }

  private Stream<Companion> indexes() {
    return table.indexes().stream()
        .filter(index -> !table.hasConstraint(index.name()) && !index.attached() && goes(index))
        .map(
            index ->
                new Companion(
                    EffectKind.DROP_INDEX,
                    ObjectRef.of(
                        ObjectKind.INDEX, QualifiedName.of(table.schema(), index.name()))));
  }

  private boolean goes(RelationFacts.Index index) {
    boolean own = !index.partial() && !index.columns().contains("");
    boolean alone = own && dropped.containsAll(index.columns());
    return !alone
        && (index.columns().contains(column)
            || ColumnMentions.tailOfIndex(index.definition())
                .filter(tail -> Expression.of(tail).mentions(column))
                .isPresent());
  }

  private Stream<Companion> constraints() {
    return table.constraints().stream()
        .filter(known -> known.columns().contains(column) && !dropped.containsAll(known.columns()))
        .map(
            known ->
                new Companion(
                    EffectKind.DROP_CONSTRAINT,
                    ObjectRef.part(
                        ObjectKind.CONSTRAINT,
                        QualifiedName.of(table.schema(), table.name()),
                        known.name())));
  }

  private Stream<Companion> statistics() {
    return table.statistics().entrySet().stream()
        .filter(known -> known.getValue().contains(column))
        .filter(known -> !dropped.containsAll(known.getValue()))
        .flatMap(known -> ObjectPath.of(known.getKey()).stream())
        .map(path -> QualifiedName.of(path.parts().get(0), path.parts().get(1)))
        .map(
            name ->
                new Companion(
                    EffectKind.DROP_STATISTICS, ObjectRef.of(ObjectKind.STATISTICS, name)));
  }
}
