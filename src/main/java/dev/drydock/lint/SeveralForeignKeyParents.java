package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;

/** Foreign keys to several parents in one transaction. */
final class SeveralForeignKeyParents implements LintRule<TableChange.AddConstraint> {

  private static final RuleDoc DOC =
      RuleDoc.trap(
          "several-foreign-key-parents",
          "one run adds foreign keys to several existing parents",
          "Each locks its parent against writes, and all stay locked until COMMIT: three tables and more, in an order that others may not share.",
          "Add one foreign key in each run.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<TableChange.AddConstraint> judges() {
    return TableChange.AddConstraint.class;
  }

  @Override
  public List<Judgement> check(TableChange.AddConstraint added, LintContext context) {
    QualifiedName parent =
        added.constraint().references().map(r -> context.world().qualified(r.table())).orElse(null);
    if (parent == null
        || context.mayBeNew(parent)
        || context.run().parents().isEmpty()
        || context.run().parents().contains(parent)
        || !context.run().first(DOC.id())) {
      return List.of();
    }
    return List.of(
        context
            .hazard(this, added, EffectKind.BLOCK_WRITES, added.table().name())
            .message(
                "this run locks %s too, after %s, for its foreign keys"
                    .formatted(parent, context.run().parents().iterator().next()))
            .refusal(Refusal.NEVER));
  }
}
