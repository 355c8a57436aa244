package dev.drydock.lint;

import dev.drydock.sql.Creation;
import java.util.List;

/** A SECURITY DEFINER function that trusts its caller's search_path. */
final class SecurityDefinerSearchPath implements LintRule<Creation.CreateRoutine> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "security-definer-search-path",
          "a SECURITY DEFINER function does not fix its search_path",
          "Whoever calls it can put objects of their own in front of those it means, and so run code with its owner's rights.",
          "Add SET search_path = pg_catalog, and qualify every other name in it.");

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
    if (!made.securityDefiner() || made.settings().contains("search_path")) {
      return List.of();
    }
    return List.of(
        context
            .advice(this, made, made.object())
            .message(
                "%s runs with its owner's rights and its caller's search_path"
                    .formatted(made.object()))
            .safe("ALTER FUNCTION %s SET search_path = pg_catalog;".formatted(made.object())));
  }
}
