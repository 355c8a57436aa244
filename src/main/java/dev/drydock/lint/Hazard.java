package dev.drydock.lint;

import dev.drydock.sql.Action;
import java.util.List;
import java.util.function.Function;

/**
 * A rule that is data: what it teaches, and how it is recognised.
 *
 * @param sees what it has to say of one action; empty where that is harmless
 */
record Hazard<A extends Action>(
    RuleDoc doc, Class<A> judges, Function<Look<A>, List<Judgement>> sees) implements LintRule<A> {

  @Override
  public List<Judgement> check(A action, LintContext context) {
    return sees.apply(new Look<>(this, action, context));
  }
}
