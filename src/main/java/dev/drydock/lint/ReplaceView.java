package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.Creation;
import dev.drydock.sql.Likeness;
import java.util.List;

/** CREATE OR REPLACE of a view that exists, or may. */
final class ReplaceView implements LintRule<Creation.CreateView> {

  private static final RuleDoc DOC =
      RuleDoc.destructive(
          "replace-view",
          "an existing view may be replaced",
          "Whoever reads it gets other rows or values from COMMIT on, and the old definition is gone.",
          "Make a view under a new name, move the readers, and drop the old one in a later release.");

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
    if (!view.orReplace() || view.persistence() == Creation.Persistence.TEMPORARY) {
      return List.of();
    }
    boolean absent =
        context.world().facts().isPresent() && context.relation(view.object().name()).isEmpty();
    return List.of(
        context
            .destructive(this, view, EffectKind.REPLACE_VIEW, view.object())
            .moot(
                absent
                    || keepsAll(view, context)
                    || context.isOwn(view.object())
                    || context.isAbsent(view.object()))
            .message(
                "Whoever reads %s gets what the new query says from COMMIT on."
                    .formatted(view.object()))
            .safe(
                "CREATE VIEW under a new name; move the readers of %s to it. (The same query with plain columns more at its end, each by name, loses nothing.)"
                    .formatted(view.object())));
  }

  /**
   * What exists says the same, or the same with fewer columns, so that no reader misses anything.
   */
  private static boolean keepsAll(Creation.CreateView view, LintContext context) {
    return context
        .facts(view.object().name())
        .filter(facts -> view.options().isEmpty() && view.columns().isEmpty())
        .map(RelationFacts::definition)
        .filter(was -> keepsAll(view.query().text(), was))
        .isPresent();
  }

  private static boolean keepsAll(String query, String was) {
    return Likeness.ofQueries(query, was) || Likeness.ofLonger(query, was);
  }
}
