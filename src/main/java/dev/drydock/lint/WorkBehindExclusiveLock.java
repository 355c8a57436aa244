package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.Action;
import dev.drydock.sql.Creation;
import dev.drydock.sql.DataChange;
import dev.drydock.sql.Expression;
import dev.drydock.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    if (held.isEmpty() || standsAlone(action)) {
      return List.of();
    }
    if (work.isEmpty()) {
      return query(action).flatMap(query -> reading(action, query, held.get(0), context)).stream()
          .filter(told -> context.run().first(DOC.id() + " query " + held.get(0)))
          .toList();
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

  /** A query over a table that is not small, or one that waits or makes rows by itself. */
  private Optional<Judgement> reading(
      Action action, Expression query, QualifiedName held, LintContext context) {
    Optional<QualifiedName> read =
        query.names().stream().filter(name -> isWorthTelling(name, context)).findFirst();
    if (read.isPresent()) {
      return read.map(
          table ->
              context
                  .hazard(this, action, EffectKind.BLOCK_READS, table)
                  .message(
                      "%s stays locked for everybody since an earlier statement while this one reads %s"
                          .formatted(held, table))
                  .lock(LockMode.ACCESS_EXCLUSIVE, Work.SCAN));
    }
    return SLOW.stream()
        .filter(query::calls)
        .findFirst()
        .map(
            function ->
                context
                    .hazard(this, action, EffectKind.BLOCK_READS, held)
                    .refusal(Refusal.NEVER)
                    .message(
                        "%s stays locked for everybody since an earlier statement, as long as %s takes here"
                            .formatted(held, function)));
  }

  private static Optional<Expression> query(Action action) {
    if (action instanceof DataChange.Insert insert) {
      return Optional.of(insert.source());
    }
    if (action instanceof DataChange.Query query) {
      return Optional.of(query.query());
    }
    return action instanceof Creation.CreateTableAs made
        ? Optional.of(made.query())
        : Optional.empty();
  }

  private static boolean isWorthTelling(QualifiedName name, LintContext context) {
    return context
        .relation(name)
        .flatMap(KnownRelation::largest)
        .filter(RelationFacts::isTable)
        .filter(
            table ->
                table.bytes() > FEW_BYTES || table.rows().filter(r -> r > FEW_ROWS).isPresent())
        .isPresent();
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
  private static final Set<String> SLOW = Set.of("generate_series", "pg_sleep", "pg_sleep_for");
  private static final long FEW_BYTES = 1 << 20;
  private static final long FEW_ROWS = 10_000;
}
