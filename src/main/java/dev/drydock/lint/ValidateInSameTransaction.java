package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
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
          "The strong lock of the first statement is kept during the scan of the second, so nothing was gained.",
          "Validate it in a later run.");

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
    return List.of(
        context
            .hazard(this, validate, EffectKind.BLOCK_WRITES, table)
            .message(
                "%s is read while the lock that added %s is still held"
                    .formatted(table, QualifiedName.quoted(validate.constraint())))
            .safe("Put this statement into the migration of a later run."));
  }
}
