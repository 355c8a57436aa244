package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.Action;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a drop does to others beside the loss itself. */
final class DropHazards {

  private static final Set<Character> BY_INDEX = Set.of('p', 'u', 'x');

  private static final RuleDoc PARENTS =
      RuleDoc.hazard(
          "drop-locks-referenced-table",
          LockMode.ACCESS_EXCLUSIVE,
          Work.CATALOG,
          "a foreign key goes, alone or with its table",
          "The table it refers to is locked as well, against reads and writes, and several of them at once invite a deadlock.",
          "Drop one foreign key in each run, with a short lock_timeout, and the table last.");

  static final List<LintRule<?>> ALL =
      List.of(
          new Hazard<>(PARENTS, Action.class, DropHazards::parents),
          new Hazard<>(
              RuleDoc.trap(
                  "drop-index-of-constraint",
                  "an index is dropped that a constraint needs",
                  "The server refuses it: the index goes only with its constraint.",
                  "Drop the constraint, if that is meant."),
              ObjectChange.Drop.class,
              DropHazards::index));

  private DropHazards() {}

  private static List<Judgement> parents(Look<Action> look) {
    if (look.action() instanceof TableChange.DropConstraint dropped) {
      QualifiedName table = dropped.table().name();
      return references(look, table, c -> c.name().equals(dropped.constraint())).toList();
    }
    return look.action() instanceof ObjectChange.Drop drop
        ? drop.objects().stream()
            .filter(object -> object.kind() == ObjectKind.TABLE)
            .flatMap(object -> references(look, object.name(), c -> true))
            .toList()
        : List.of();
  }

  private static Stream<Judgement> references(
      Look<Action> look, QualifiedName table, Predicate<RelationFacts.Constraint> wanted) {
    return look.relation(table).stream()
        .flatMap(known -> known.constraints().values().stream())
        .filter(wanted)
        .flatMap(c -> c.references().stream())
        .distinct()
        .map(parent -> locked(look, table, QualifiedName.of(parent)));
  }

  private static Judgement locked(Look<?> look, QualifiedName table, QualifiedName parent) {
    return look.hazard(EffectKind.BLOCK_READS, parent)
        .message(
            "%s refers to %s, which is locked against reads and writes too until the run ends"
                .formatted(table, parent));
  }

  private static List<Judgement> index(Look<ObjectChange.Drop> look) {
    return look.action().objects().stream()
        .filter(object -> object.kind() == ObjectKind.INDEX)
        .flatMap(object -> owner(look, object))
        .toList();
  }

  private static Stream<Judgement> owner(Look<ObjectChange.Drop> look, ObjectRef index) {
    return look.context().world().tableOfIndex(index.name()).stream()
        .filter(table -> isOfConstraint(table, index.name().name()))
        .map(
            table ->
                look.advice(index)
                    .refusal(Refusal.ALWAYS)
                    .message(
                        "The index %s belongs to a constraint of %s, so the server refuses to drop it"
                            .formatted(index.name(), table.name()))
                    .safe(
                        "ALTER TABLE %s DROP CONSTRAINT %s;"
                            .formatted(table.name(), QualifiedName.quoted(index.name().name()))));
  }

  private static boolean isOfConstraint(KnownRelation table, String index) {
    RelationFacts.Constraint constraint = table.constraints().get(index);
    return constraint != null && BY_INDEX.contains(constraint.kind());
  }
}
