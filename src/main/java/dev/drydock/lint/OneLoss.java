package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.sql.Action;
import dev.drydock.sql.ObjectRef;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A rule whose judgement follows from the action alone: one object, one effect.
 *
 * @param lost what the action takes away; empty where this action takes nothing
 * @param message with the object's name at {@code %s}
 * @param safe the same
 */
record OneLoss<A extends Action>(
    RuleDoc doc,
    Class<A> judges,
    EffectKind effect,
    Function<A, Optional<ObjectRef>> lost,
    String message,
    String safe)
    implements LintRule<A> {

  /** The same with another lock than ACCESS EXCLUSIVE for a moment. */
  OneLoss<A> lock(LockMode mode, Work work) {
    return new OneLoss<>(doc.lock(mode, work), judges, effect, lost, message, safe);
  }

  @Override
  public List<Judgement> check(A action, LintContext context) {
    return lost.apply(action).stream()
        .map(
            object ->
                context
                    .destructive(this, action, effect, object)
                    .message(message.replace("%s", object.toString()))
                    .safe(safe.replace("%s", object.toString())))
        .toList();
  }
}
