package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.sql.Action;
import dev.drydock.sql.ObjectRef;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A rule whose judgement follows from the action alone: one object, one effect.
 *
 * @param lost what the action takes away; empty where this action takes nothing
 * @param harmless where it takes nothing after all, by what is known of the object
 * @param message with the object's name at {@code %s}
 * @param safe the same
 */
record OneLoss<A extends Action>(
    RuleDoc doc,
    Class<A> judges,
    EffectKind effect,
    Function<A, Optional<ObjectRef>> lost,
    BiPredicate<A, LintContext> harmless,
    String message,
    String safe)
    implements LintRule<A> {

  private static final String LATER =
      "Prepare the code for it first, deploy that, and declare the change in a later release.";

  /**
   * A loss under ACCESS EXCLUSIVE for a moment.
   *
   * @param what the mistake, in a sentence's words without full stop
   * @param why what happens then
   */
  static <A extends Action> OneLoss<A> of(
      String id,
      Class<A> judges,
      EffectKind effect,
      Function<A, Optional<ObjectRef>> lost,
      String what,
      String why,
      String message,
      String safe) {
    return new OneLoss<>(
        RuleDoc.destructive(id, what, why, LATER),
        judges,
        effect,
        lost,
        (a, c) -> false,
        message,
        safe);
  }

  /** The same, but for what the database or the files before show to take nothing away. */
  OneLoss<A> unless(BiPredicate<A, LintContext> nothingLost) {
    return new OneLoss<>(doc, judges, effect, lost, nothingLost, message, safe);
  }

  /** The same without a lock that anybody would notice. */
  OneLoss<A> unlocked() {
    return lock(null, Work.CATALOG);
  }

  /** The same with another lock than ACCESS EXCLUSIVE for a moment. */
  OneLoss<A> lock(@Nullable LockMode mode, Work work) {
    return new OneLoss<>(doc.lock(mode, work), judges, effect, lost, harmless, message, safe);
  }

  @Override
  public List<Judgement> check(A action, LintContext context) {
    return lost.apply(action).filter(object -> !harmless.test(action, context)).stream()
        .map(
            object ->
                context
                    .destructive(this, action, effect, object)
                    .message(message.replace("%s", object.toString()))
                    .safe(safe.replace("%s", object.toString())))
        .toList();
  }
}
