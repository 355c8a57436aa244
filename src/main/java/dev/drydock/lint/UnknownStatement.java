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
          "Check its syntax; a server would refuse or judge it: use --database.");

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
      return List.of(told(action, context).message(message.get()));
    }
    return context.isFirstAction() ? doubtful(action, context) : List.of();
  }

  /** Where a server has said its word, only what the statement does is open. */
  private Judgement told(Action action, LintContext context) {
    Judgement told = context.unjudged(this, action, STATEMENT);
    return context.syntax().isAccepted()
        ? told.safe("Look yourself what it does; the guard before COMMIT sees it too.")
        : told;
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
                told(action, context).message(message + problem.message()).at(problem.offset()))
        .toList();
  }
}
