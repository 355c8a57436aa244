package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;

/** NOT NULL as a constraint with a name, which ALTER TABLE can add since PostgreSQL 18. */
final class NotNullHazards {

  private static final int NAMED_NOT_NULL = 18;

  static final List<LintRule<?>> ALL =
      List.of(
          new Hazard<>(
              RuleDoc.hazard(
                      "add-not-null-scans",
                      LockMode.ACCESS_EXCLUSIVE,
                      Work.SCAN,
                      "a NOT NULL constraint is added and proven in one statement",
                      "Every row is read while nobody can read or write the table; it fails on the first NULL, and afterwards code fails that still writes NULL.",
                      "Add it NOT VALID, which is short, and validate it in a later migration, which blocks nobody.")
                  .since(NAMED_NOT_NULL),
              TableChange.AddConstraint.class,
              look -> added(look, false)),
          new Hazard<>(
              RuleDoc.advice(
                      "add-not-null-not-valid",
                      "a NOT NULL constraint is added NOT VALID",
                      "Old rows may stay NULL until it is validated, but from COMMIT on code fails that still writes NULL.",
                      "Let every running version of the code write a value first; then this is the safe way.")
                  .since(NAMED_NOT_NULL),
              TableChange.AddConstraint.class,
              look -> added(look, true)));

  private NotNullHazards() {}

  private static List<Judgement> added(Look<TableChange.AddConstraint> look, boolean notValid) {
    Constraint added = look.action().constraint();
    QualifiedName table = look.action().table().name();
    boolean other = added.kind() != Constraint.Kind.NOT_NULL || added.notValid() != notValid;
    if (other || added.columns().isEmpty() || isProven(look, table, added.columns().get(0))) {
      return List.of();
    }
    var column = ObjectRef.part(ObjectKind.COLUMN, table, added.columns().get(0));
    return List.of(
        notValid
            ? look.advice(column)
                .moot(look.context().mayBeNew(table))
                .message(
                    "From COMMIT on every statement fails that writes NULL into %s"
                        .formatted(column))
            : look.taught(
                look.hazard(EffectKind.REQUIRE_VALUE, column)
                    .message(
                        "All of %s is read to prove that %s is never null while nobody can read or write; old code that writes NULL fails afterwards"
                            .formatted(table, QualifiedName.quoted(column.simpleName())))));
  }

  private static boolean isProven(
      Look<TableChange.AddConstraint> look, QualifiedName table, String column) {
    return look.relation(table)
        .filter(known -> ConstraintHazards.isProven(known, column))
        .isPresent();
  }
}
