package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.Action;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectPath;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A view or foreign key that keeps PostgreSQL from dropping something, or from changing a column's
 * type: SQLSTATE 2BP01 and 0A000.
 *
 * @see <a href="https://www.postgresql.org/docs/current/ddl-depend.html">PostgreSQL, 5.15</a>
 */
final class DependentInTheWay implements LintRule<Action> {

  private static final RuleDoc DOC =
      RuleDoc.trap(
          "dependent-in-the-way",
          "a view or foreign key depends on what is dropped, or on a column that changes its type",
          "PostgreSQL refuses the statement, so the run fails there and rolls back.",
          "Drop what depends on it before, in the same file, and make it again behind; CASCADE takes along what nobody named.");

  private static final Set<ObjectKind> RELATIONS =
      Set.of(
          ObjectKind.TABLE,
          ObjectKind.VIEW,
          ObjectKind.MATERIALIZED_VIEW,
          ObjectKind.FOREIGN_TABLE);

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<Action> judges() {
    return Action.class;
  }

  @Override
  public List<Judgement> check(Action action, LintContext context) {
    if (action instanceof TableChange.DropColumn drop && !drop.cascade()) {
      return column(drop.table().name(), drop.column(), "drop it", action, context);
    }
    if (action instanceof TableChange.AlterType change) {
      return column(change.table().name(), change.column(), "change its type", action, context);
    }
    return action instanceof ObjectChange.Drop drop
            && !drop.cascade()
            && RELATIONS.contains(drop.kind())
        ? drop.objects().stream().flatMap(one -> relation(one, drop, context)).toList()
        : List.of();
  }

  private List<Judgement> column(
      QualifiedName table, String column, String verb, Action action, LintContext context) {
    return readers(table, context, read -> read.contains(column))
        .map(view -> told(action, view, "reads", verb, table + "." + column, context))
        .toList();
  }

  private Stream<Judgement> relation(
      ObjectRef dropped, ObjectChange.Drop drop, LintContext context) {
    Predicate<QualifiedName> goesToo =
        name ->
            drop.objects().stream().anyMatch(o -> context.world().qualified(o.name()).equals(name));
    String name = dropped.name().toString();
    Stream<Judgement> views =
        readers(dropped.name(), context, read -> true)
            .filter(view -> !goesToo.test(view.name()))
            .map(view -> told(drop, view, "reads", "drop it", name, context));
    Stream<Judgement> keys =
        keys(context.world().qualified(dropped.name()), context)
            .filter(key -> !goesToo.test(key.name()))
            .map(key -> told(drop, key, "points at", "drop it", name, context));
    return Stream.concat(views, keys);
  }

  /** Views that are still there, as the database had them. */
  private static Stream<ObjectRef> readers(
      QualifiedName relation, LintContext context, Predicate<Set<String>> reading) {
    return context.facts(relation).map(RelationFacts::readers).stream()
        .flatMap(readers -> readers.entrySet().stream())
        .filter(reader -> reading.test(reader.getValue()))
        .flatMap(reader -> ObjectPath.of(reader.getKey()).stream())
        .map(path -> QualifiedName.of(path.parts().get(0), path.parts().get(1)))
        .filter(view -> isThere(view, context))
        .map(view -> ObjectRef.of(ObjectKind.VIEW, view));
  }

  private static boolean isThere(QualifiedName view, LintContext context) {
    Optional<KnownRelation> known = context.relation(view);
    return !context.world().isGone(view)
        && (known.isEmpty() || known.get().origin() == Origin.EXISTING);
  }

  private static Stream<ObjectRef> keys(QualifiedName table, LintContext context) {
    return StreamSupport.stream(context.world().relations().spliterator(), false)
        .filter(other -> !other.name().equals(table))
        .flatMap(
            other ->
                other.constraints().values().stream()
                    .filter(key -> key.kind() == 'f')
                    .filter(key -> key.references().filter(table.full()::equals).isPresent())
                    .map(key -> ObjectRef.part(ObjectKind.CONSTRAINT, other.name(), key.name())));
  }

  private Judgement told(
      Action action,
      ObjectRef dependent,
      String depends,
      String verb,
      String on,
      LintContext context) {
    return context
        .hazard(this, action, EffectKind.MAY_FAIL, dependent)
        .refusal(Refusal.NEVER)
        .message(
            "%s %s %s: PostgreSQL refuses to %s, and the run will fail here"
                .formatted(dependent, depends, on, verb))
        .safe("Drop %s before, in the same file, and make it again behind.".formatted(dependent));
  }
}
