package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.sql.Action;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.Optional;

/** What a rule looks at: itself, an action, and what is known before that action. */
record Look<A extends Action>(LintRule<A> rule, A action, LintContext context) {

  /** Others wait for a table, or a statement on it fails. */
  Judgement hazard(EffectKind effect, QualifiedName table) {
    return context.hazard(rule, action, effect, table);
  }

  /**
   * The same, declared by a part of the table; a new part of an old table makes others wait all the
   * same.
   */
  Judgement hazard(EffectKind effect, ObjectRef part) {
    return context.hazard(rule, action, effect, part).moot(context.concernsNobody(part.name()));
  }

  Judgement destructive(EffectKind effect, ObjectRef object) {
    return context.destructive(rule, action, effect, object);
  }

  Judgement advice(ObjectRef object) {
    return context.advice(rule, action, object);
  }

  /** A judgement that shows the safe form of the whole statement, where there is one. */
  Judgement taught(Judgement told) {
    return context.safeWay().taught(told);
  }

  Optional<KnownRelation> relation(QualifiedName name) {
    return context.relation(name);
  }

  /** Whether a table is known to have partitions. */
  boolean isPartitioned(QualifiedName table) {
    return relation(table).filter(KnownRelation::isPartitioned).isPresent();
  }
}
