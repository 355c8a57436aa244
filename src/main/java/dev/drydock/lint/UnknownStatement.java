package dev.drydock.lint;

import dev.drydock.sql.Action;
import dev.drydock.sql.Command;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.List;

/** A statement that Drydock's grammar does not understand. */
final class UnknownStatement implements LintRule<Command> {

  private static final RuleDoc DOC =
      RuleDoc.unjudged(
          "unknown-statement",
          "a statement is not understood",
          "It may be a syntax error, or something that Drydock does not know: nobody has judged what it does.",
          "Check its syntax; the rehearsal and the guard before COMMIT will see what it really does.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<Command> judges() {
    return Command.class;
  }

  @Override
  public List<Judgement> check(Command command, LintContext context) {
    if (command instanceof Command.Unparsed unparsed) {
      return told(unparsed, "This is not understood: " + unparsed.reason(), context);
    }
    return command instanceof Command.Unknown unknown
        ? told(unknown, "Nobody has judged what " + unknown.verb() + " does here", context)
        : List.of();
  }

  private List<Judgement> told(Action action, String message, LintContext context) {
    var statement = ObjectRef.of(ObjectKind.PARAMETER, QualifiedName.of("statement"));
    return List.of(context.unjudged(this, action, statement).message(message));
  }
}
