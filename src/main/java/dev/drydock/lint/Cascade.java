package dev.drydock.lint;

import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.Action;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.TableChange;
import java.util.List;

/** CASCADE drops what nobody named. */
final class Cascade implements LintRule<Action> {

  private static final RuleDoc DOC =
      RuleDoc.unjudged(
          "cascade",
          "CASCADE drops whatever depends on the named object",
          "Views, foreign keys, columns of a type and functions go along that the text does not name, today's and those that others add until it runs.",
          "Name each dependent object in a DROP of its own, without CASCADE.");

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
    if (action instanceof ObjectChange.Drop drop && drop.cascade()) {
      return drop.objects().stream()
          .filter(object -> !context.isOwn(object) && !context.isAbsent(object))
          .flatMap(object -> along(drop, object, context).stream())
          .toList();
    }
    return action instanceof TableChange change && isCascade(change)
        ? along(change, ObjectRef.of(ObjectKind.TABLE, change.table().name()), context)
        : List.of();
  }

  private static boolean isCascade(TableChange change) {
    return (change instanceof TableChange.DropColumn column && column.cascade())
        || (change instanceof TableChange.DropConstraint constraint && constraint.cascade());
  }

  private List<Judgement> along(Action action, ObjectRef object, LintContext context) {
    List<String> views =
        object.kind().isRelation()
            ? context.facts(object.name()).map(RelationFacts::views).orElse(List.of())
            : List.of();
    String known = views.isEmpty() ? "" : ", today " + String.join(", ", views);
    return List.of(
        context
            .unjudged(this, action, object)
            .moot(context.isOwn(object) && views.isEmpty())
            .message(
                "CASCADE on %s drops whatever depends on it when it runs%s; the guard before COMMIT names it."
                    .formatted(object, known))
            .safe("The same without CASCADE, behind a DROP for each dependent object."));
  }
}
