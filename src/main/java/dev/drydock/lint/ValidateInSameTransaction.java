package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;

/** NOT VALID and VALIDATE in one transaction. */
final class ValidateInSameTransaction implements LintRule<TableChange.ValidateConstraint> {

  private static final RuleDoc DOC =
      RuleDoc.hazard(
          "validate-in-same-transaction",
          LockMode.ACCESS_EXCLUSIVE,
          Work.SCAN,
          "a constraint is added NOT VALID and validated in the same run",
          "In one transaction the strong lock of the first statement is kept during the scan of the second, so nothing was gained.",
          "Let Drydock divide the run, as it does by itself where the table is large, or validate it in a later run.");

  /** What is left of it where Drydock divides the run. */
  private static final RuleDoc DIVIDED = DOC.advice();

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<TableChange.ValidateConstraint> judges() {
    return TableChange.ValidateConstraint.class;
  }

  @Override
  public List<Judgement> check(TableChange.ValidateConstraint validate, LintContext context) {
    QualifiedName table = context.world().qualified(validate.table().name());
    if (!context.run().addedNotValid(table, validate.constraint())) {
      return List.of();
    }
    String constraint = QualifiedName.quoted(validate.constraint());
    return List.of(
        context.safeWay().divided()
            ? context
                .advice(this, validate, ObjectRef.of(ObjectKind.TABLE, table))
                .of(DIVIDED)
                .lock(null, Work.CATALOG)
                .moot(context.mayBeNew(table))
                .message(
                    "%s is added and proven in one run: where %s is large, Drydock gives each a transaction of its own"
                        .formatted(constraint, table))
            : context
                .hazard(this, validate, EffectKind.BLOCK_WRITES, table)
                .message(
                    "%s is read while the lock that added %s is still held"
                        .formatted(table, constraint))
                .safe("Put this statement into the migration of a later run."));
  }
}
