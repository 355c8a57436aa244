package dev.drydock.lint;

import dev.drydock.sql.Creation;
import java.util.List;
import java.util.Locale;

/** A rule that turns statements into others. */
final class CreateRuleRewrites implements LintRule<Creation.CreateRule> {

  private static final RuleDoc DOC =
      RuleDoc.unjudged(
          "create-rule",
          "a rewrite rule is made on an existing table",
          "From then on statements do something else than they say, those later in this run too.",
          "Use a trigger, or write the statements where they are needed.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<Creation.CreateRule> judges() {
    return Creation.CreateRule.class;
  }

  @Override
  public List<Judgement> check(Creation.CreateRule made, LintContext context) {
    return List.of(
        context
            .unjudged(this, made, made.object())
            .message(
                "From now on %s on %s does something else than it says"
                    .formatted(made.event().toUpperCase(Locale.ROOT), made.object().name()))
            .moot(context.rowsAreNew(made.object().name()) && made.actions().isEmpty()));
  }
}
