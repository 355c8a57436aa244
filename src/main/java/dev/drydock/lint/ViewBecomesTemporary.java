package dev.drydock.lint;

import dev.drydock.sql.Creation;
import dev.drydock.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/** A view that reads a temporary table is temporary itself, whatever its statement says. */
final class ViewBecomesTemporary implements LintRule<Creation.CreateView> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "view-becomes-temporary",
          "a view reads a temporary table",
          "PostgreSQL makes the view temporary too, and drops it without a word when the run's session ends.",
          "Let the view read permanent tables.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<Creation.CreateView> judges() {
    return Creation.CreateView.class;
  }

  @Override
  public List<Judgement> check(Creation.CreateView view, LintContext context) {
    if (view.isMaterialized() || view.persistence() == Creation.Persistence.TEMPORARY) {
      return List.of();
    }
    Optional<KnownRelation> temporary =
        view.query().names().stream()
            .flatMap(name -> context.relation(name).stream())
            .filter(relation -> isTemporary(relation.name()))
            .findFirst();
    return temporary
        .map(
            table ->
                context
                    .advice(this, view, view.object())
                    .message(
                        "%s reads the temporary table %s, so it is gone when the run ends"
                            .formatted(view.object(), table.name().name())))
        .stream()
        .toList();
  }

  private static boolean isTemporary(QualifiedName relation) {
    return relation.schema().filter(World.TEMPORARY::equals).isPresent();
  }
}
