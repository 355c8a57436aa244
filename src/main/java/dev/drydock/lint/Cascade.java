package dev.drydock.lint;

import dev.drydock.sql.Action;
import dev.drydock.sql.ObjectRef;
import java.util.List;
import java.util.Optional;

/** CASCADE drops what nobody named, and nobody can tell here what that is. */
final class Cascade implements LintRule<Action> {

  private static final RuleDoc DOC =
      RuleDoc.unjudged(
          "cascade",
          "CASCADE drops whatever depends on the named object, and no database tells what that is",
          "Views, foreign keys, columns of a type and functions go along that the text does not name. Where the database tells of them, each is judged like a DROP of its own.",
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
    return Dependents.roots(action).stream()
        .filter(object -> !context.isOwn(object) && !context.isAbsent(object))
        .map(object -> unknown(action, object, context))
        .toList();
  }

  private Judgement unknown(Action action, ObjectRef object, LintContext context) {
    Optional<List<String>> others = Dependents.others(object, context);
    String known = others.map(o -> ", today " + String.join(", ", o)).orElse("");
    return context
        .unjudged(this, action, object)
        .moot(others.filter(List::isEmpty).isPresent())
        .message(
            "CASCADE on %s drops whatever depends on it when it runs%s; the guard before COMMIT names it."
                .formatted(object, known))
        .safe("The same without CASCADE, behind a DROP for each dependent object.");
  }
}
