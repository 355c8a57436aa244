package dev.drydock.lint;

import dev.drydock.sql.Action;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.List;

/** A statement that the server itself cannot parse. */
final class SyntaxError implements LintRule<Action> {

  private static final RuleDoc DOC =
      RuleDoc.trap(
          "syntax-error",
          "the server does not parse a statement",
          "The run would stop there. Where a database is at hand, Drydock asks its grammar about every statement; without one, what Drydock's own grammar cannot parse is unjudged.",
          "Correct the statement at the place that the server names.");

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
    if (!context.isFirstAction()) {
      return List.of();
    }
    var statement = ObjectRef.of(ObjectKind.PARAMETER, QualifiedName.of("statement"));
    return context.syntax().rejection().stream()
        .map(
            problem ->
                context
                    .advice(this, action, statement)
                    .message("The server says: " + problem.message())
                    .refusal(Refusal.ALWAYS)
                    .at(problem.offset()))
        .toList();
  }
}
