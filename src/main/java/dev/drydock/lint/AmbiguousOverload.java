package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.SchemaFacts;
import dev.drydock.sql.Creation;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A second function of one name, whose defaults make calls of the first fit both. */
final class AmbiguousOverload implements LintRule<Creation.CreateRoutine> {

  private static final RuleDoc DOC =
      RuleDoc.trap(
          "ambiguous-overload",
          "a function with defaults is made beside one of its name that has fewer arguments",
          "CREATE OR REPLACE replaces only what has the same argument types. A call with the old arguments fits both from COMMIT on, and fails: function is not unique.",
          "Drop the old one in the same file, declared, or make the new one without defaults.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<Creation.CreateRoutine> judges() {
    return Creation.CreateRoutine.class;
  }

  @Override
  public List<Judgement> check(Creation.CreateRoutine made, LintContext context) {
    if (made.defaults() == 0 || context.isOwn(made.object())) {
      return List.of();
    }
    List<String> types = World.types(made.object().arguments().orElse(""));
    return others(made, context)
        .filter(other -> fits(World.types(other), types, made.defaults()))
        .findFirst()
        .map(
            other ->
                context
                    .hazard(this, made, EffectKind.BREAK_OLD_CODE, made.object())
                    .message(
                        "%s(%s) stays beside %s, and a call with its arguments fits both and fails"
                            .formatted(made.object().name(), other, made.object()))
                    .safe(
                        "DROP FUNCTION %s(%s);\n%s"
                            .formatted(
                                made.object().name(), other, context.statement().text().strip())))
        .stream()
        .toList();
  }

  /** Arguments of what exists under the name, the run's own left out. */
  private static Stream<String> others(Creation.CreateRoutine made, LintContext context) {
    QualifiedName name = made.object().name();
    Stream<String> told =
        context.world().facts().stream()
            .flatMap(facts -> facts.routines().stream())
            .filter(existing -> World.isNamed(existing, name))
            .map(SchemaFacts.Routine::arguments);
    Stream<String> before =
        context.world().routines(name).stream()
            .map(Creation.CreateRoutine::object)
            .filter(object -> !context.isOwn(object))
            .map(ObjectRef::arguments)
            .flatMap(Optional::stream);
    return Stream.concat(told, before);
  }

  /** Whether a call with the old arguments may mean the new one as well. */
  private static boolean fits(List<String> old, List<String> types, int defaults) {
    return old.size() < types.size()
        && old.size() >= types.size() - defaults
        && types.subList(0, old.size()).equals(old);
  }
}
