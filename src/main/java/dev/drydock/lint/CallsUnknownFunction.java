package dev.drydock.lint;

import dev.drydock.sql.Action;
import dev.drydock.sql.DataChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.List;
import java.util.stream.Stream;

/** A call of a function whose doing nobody can tell. */
final class CallsUnknownFunction implements LintRule<Action> {

  private static final RuleDoc DOC =
      RuleDoc.unjudged(
          "calls-unknown-function",
          "a function is called that may change data, and its body is not at hand",
          "A function can do anything that its owner may do; its name tells nothing. Operators, casts and domains call functions too.",
          "Write what it does into the migration, or look at its body; the guard before COMMIT sees what it really did.");

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
    boolean unknownSetting = SettingCalls.areUnknown(action);
    Stream<Judgement> called =
        CALLS.of(action, context.world()).stream()
            .filter(
                function ->
                    isUnknown(function, context)
                        || (unknownSetting && function.name().equals(SettingCalls.FUNCTION)))
            .filter(f -> !(action instanceof DataChange.Query && DestructiveCall.knows(f)))
            .map(function -> told(action, function, context));
    Stream<Judgement> used =
        CALLS.expressions(action).stream()
            .flatMap(expression -> expression.implicit().stream())
            .distinct()
            .filter(name -> callsUnknown(name, context))
            .map(name -> used(action, name, context));
    return Stream.concat(called, used).toList();
  }

  /**
   * Whether an operator, or a type that is cast to, is somebody's own and nobody knows what it
   * calls.
   */
  private static boolean callsUnknown(QualifiedName name, LintContext context) {
    return context
        .world()
        .facts()
        .map(facts -> facts.calling().contains(name.name()))
        .orElseGet(
            () ->
                Operators.isOperator(name.name())
                    && !Operators.isKnown(name)
                    && context.world().calledByUsing(name).isEmpty());
  }

  private Judgement used(Action action, QualifiedName name, LintContext context) {
    ObjectKind kind = Operators.isOperator(name.name()) ? ObjectKind.OPERATOR : ObjectKind.TYPE;
    return context
        .unjudged(this, action, ObjectRef.of(kind, name))
        .at(name.offset())
        .message(
            "What the %s %s calls when it is used here cannot be told from this text"
                .formatted(kind.words(), name.name()));
  }

  private static final Calls CALLS = new Calls();

  /** The body of what the run itself made is judged where it is called. */
  private static boolean isUnknown(QualifiedName function, LintContext context) {
    var known = context.world().routines(function);
    boolean judged = !known.isEmpty() && known.stream().allMatch(r -> r.body().isTransparent());
    return !judged && context.functions().mayWrite(function);
  }

  private Judgement told(Action action, QualifiedName function, LintContext context) {
    var object = ObjectRef.of(ObjectKind.FUNCTION, function);
    return context
        .unjudged(this, action, object)
        .message(
            "What %s() does when it is called here cannot be told from this text"
                .formatted(function));
  }
}
