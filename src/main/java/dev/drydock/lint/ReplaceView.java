package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.Creation;
import dev.drydock.sql.Likeness;
import dev.drydock.sql.StarQuery;
import java.util.List;
import java.util.Optional;

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
    String query = query(view, context);
    return definition(view, context).filter(was -> Likeness.ofQueries(query, was)).isPresent()
        || isLonger(view, context);
  }

  /** Whether it replaces a view by the same query with columns more at its end. */
  static boolean isLonger(Creation.CreateView view, LintContext context) {
    return view.orReplace()
        && definition(view, context)
            .filter(was -> Likeness.ofLonger(query(view, context), was))
            .isPresent();
  }

  /** What the view says now; empty where nobody knows, or where the new one says more than that. */
  private static Optional<String> definition(Creation.CreateView view, LintContext context) {
    return context
        .facts(view.object().name())
        .filter(facts -> view.options().isEmpty() && view.columns().isEmpty())
        .map(RelationFacts::definition);
  }

  /** The query as the server will keep it: the columns of this moment in place of {@code *}. */
  private static String query(Creation.CreateView view, LintContext context) {
    String written = view.query().text();
    return StarQuery.of(written)
        .flatMap(
            star ->
                context
                    .relation(star.table())
                    .filter(KnownRelation::columnsKnown)
                    .map(table -> star.naming(table.columns().keySet())))
        .orElse(written);
  }
}
