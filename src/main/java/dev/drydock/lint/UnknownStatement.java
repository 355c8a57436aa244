package dev.drydock.lint;

import dev.drydock.sql.Action;
import dev.drydock.sql.Command;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/** A statement that Drydock's grammar does not understand. */
final class UnknownStatement implements LintRule<Action> {

  private static final RuleDoc DOC =
      RuleDoc.unjudged(
          "unknown-statement",
          "a statement is not understood",
          "It may be a syntax error, or something that Drydock does not know: nobody has judged what it does.",
          "Check its syntax; the rehearsal and the guard before COMMIT will see what it really does.");

  private static final ObjectRef STATEMENT =
      ObjectRef.of(ObjectKind.PARAMETER, QualifiedName.of("statement"));

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
    Syntax syntax = context.syntax();
    if (syntax.rejection().isPresent()) {
      return List.of();
    }
    Optional<String> message = notUnderstood(action, syntax);
    if (message.isPresent()) {
      return List.of(context.unjudged(this, action, STATEMENT).message(message.get()));
    }
    return context.isFirstAction() ? doubtful(action, context) : List.of();
  }

  private static Optional<String> notUnderstood(Action action, Syntax syntax) {
    if (action instanceof Command.Unparsed unparsed) {
      return Optional.of(
          syntax.isAccepted()
              ? "The server's grammar accepts this, but nobody has judged what it does"
              : "This is not understood: " + unparsed.reason());
    }
    return action instanceof Command.Unknown unknown
        ? Optional.of("Nobody has judged what " + unknown.verb() + " does here")
        : Optional.empty();
  }

  /** The reader understood it, but the grammar stops at an expression or a query in it. */
  private List<Judgement> doubtful(Action action, LintContext context) {
    boolean told = action instanceof Command.DoBlock;
    String message =
        context.syntax().isAccepted()
            ? "The server parses this, but Drydock only in part: "
            : "This may be a syntax error: ";
    return context.syntax().problem().stream()
        .filter(problem -> !told)
        .map(
            problem ->
                context
                    .unjudged(this, action, STATEMENT)
                    .message(message + problem.message())
                    .at(problem.offset()))
        .toList();
  }
}
