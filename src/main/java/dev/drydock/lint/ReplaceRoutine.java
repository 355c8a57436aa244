package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.sql.Creation;
import dev.drydock.sql.Likeness;
import dev.drydock.sql.QualifiedName;
import java.util.List;

/** CREATE OR REPLACE of a function or procedure that exists, or may. */
final class ReplaceRoutine implements LintRule<Creation.CreateRoutine> {

  private static final RuleDoc DOC =
      RuleDoc.destructive(
              "replace-routine",
              "an existing function or procedure may be replaced",
              "Whoever calls it, running code and triggers included, gets the new body from COMMIT on, and the old one is gone.",
              "Make it under a new name, move the callers, and drop the old one in a later release.")
          .lock(null, Work.CATALOG);

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<Creation.CreateRoutine> judges() {
    return Creation.CreateRoutine.class;
  }

  @Override
  public List<Judgement> check(Creation.CreateRoutine routine, LintContext context) {
    if (!routine.orReplace()) {
      return List.of();
    }
    QualifiedName name = routine.object().name();
    boolean exists =
        context.world().facts().stream()
            .flatMap(facts -> facts.routines().stream())
            .anyMatch(existing -> World.isNamed(existing, name));
    return List.of(
        context
            .destructive(this, routine, EffectKind.REPLACE_FUNCTION, routine.object())
            .moot(
                context.isOwn(routine.object())
                    || isSame(context, name)
                    || context.isAbsent(routine.object()))
            .message(
                "%s %s, and every caller gets the new body from COMMIT on."
                    .formatted(routine.object(), exists ? "exists already" : "may exist already"))
            .safe(
                "CREATE FUNCTION under a new name; move the callers of %s to it."
                    .formatted(routine.object())));
  }

  /** What exists says the same, so that replacing it changes nothing. */
  private static boolean isSame(LintContext context, QualifiedName name) {
    boolean replaced = context.world().routine(name).isPresent();
    return !replaced
        && context.world().facts().stream()
            .flatMap(facts -> facts.routines().stream())
            .filter(existing -> World.isNamed(existing, name))
            .anyMatch(r -> Likeness.ofRoutines(context.statement().text(), r.definition()));
  }
}
