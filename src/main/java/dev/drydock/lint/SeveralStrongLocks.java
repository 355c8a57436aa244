package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.sql.Action;
import dev.drydock.sql.QualifiedName;
import java.util.List;

/** Several existing tables locked strongly by one transaction. */
final class SeveralStrongLocks implements LintRule<Action> {

  private static final RuleDoc DOC =
      RuleDoc.trap(
          "several-strong-locks",
          "one run takes locks that block writes on several existing tables that are not small",
          "All of them are held until COMMIT: whoever uses two of them in another order deadlocks, and while the run waits for the next table the first ones stand still.",
          "Put the changes of each busy table into a run of its own.");

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
    List<QualifiedName> locked = busy(context.run().heldAtLeast(LockMode.SHARE), context);
    List<QualifiedName> now =
        busy(
            LOCKS.of(action, context.world()).stream()
                .filter(lock -> !lock.fresh() && lock.mode().blocksWrites())
                .map(Held::table)
                .filter(table -> !locked.contains(table))
                .toList(),
            context);
    int enough = context.world().facts().isPresent() ? 1 : 2;
    if (locked.size() < enough || now.isEmpty() || !context.run().first(DOC.id())) {
      return List.of();
    }
    return List.of(
        context
            .hazard(this, action, EffectKind.BLOCK_WRITES, now.get(0))
            .message(
                "%s is locked here while %s is locked already, and both stay so until COMMIT"
                    .formatted(now.get(0), locked.get(0)))
            .refusal(Refusal.NEVER));
  }

  /** Where the database tells sizes, only tables that are not small count. */
  private static List<QualifiedName> busy(List<QualifiedName> tables, LintContext context) {
    return tables.stream()
        .filter(
            table ->
                context
                    .facts(table)
                    .map(f -> f.bytes() >= BUSY)
                    .orElseGet(() -> context.world().facts().isEmpty()))
        .toList();
  }

  /** A table below this size, in bytes, is hardly waited for. */
  private static final long BUSY = 10L << 20;

  private static final Locks LOCKS = new Locks();
}
