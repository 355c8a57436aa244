package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.sql.Action;
import dev.drydock.sql.Creation;
import dev.drydock.sql.QualifiedName;
import java.util.List;

/** Long work while a table is locked for everybody. */
final class WorkBehindExclusiveLock implements LintRule<Action> {

  private static final RuleDoc DOC =
      RuleDoc.trap(
          "work-behind-exclusive-lock",
          "long work follows while a table is locked for everybody",
          "The lock of an earlier statement is kept until COMMIT, so its table stands still as long as all that follows takes.",
          "Do the long work in a run before, and let the strong lock come last.");

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
    List<QualifiedName> held = context.run().heldAtLeast(LockMode.ACCESS_EXCLUSIVE);
    List<Held> work =
        LOCKS.of(action, context.world()).stream()
            .filter(lock -> !lock.fresh() && lock.work().grows())
            .toList();
    if (held.isEmpty() || work.isEmpty() || standsAlone(action)) {
      return List.of();
    }
    if (!context.run().first(DOC.id() + " " + work.get(0).table())) {
      return List.of();
    }
    return List.of(
        context
            .hazard(this, action, EffectKind.BLOCK_READS, work.get(0).table())
            .message(message(held, work.get(0)))
            .lock(LockMode.ACCESS_EXCLUSIVE, work.get(0).work()));
  }

  /** What runs outside of a transaction finds the locks of earlier statements released. */
  private static boolean standsAlone(Action action) {
    return action instanceof Creation.CreateIndex build && build.concurrently();
  }

  private static String message(List<QualifiedName> held, Held work) {
    return held.contains(work.table())
        ? "%s stays locked for everybody since an earlier statement, %s by this one"
            .formatted(work.table(), work.work().words())
        : "%s stays locked for everybody since an earlier statement while this one works on %s, %s"
            .formatted(held.get(0), work.table(), work.work().words());
  }

  private static final Locks LOCKS = new Locks();
}
