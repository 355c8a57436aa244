package dev.drydock.lint;

import dev.drydock.migration.MigrationId;
import dev.drydock.sql.Action;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.ConstraintNames;
import dev.drydock.sql.Creation;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.Optional;

/** Something that an existing table demands of every later write, and did not before. */
record Demand(MigrationId migration, int line, String what) {

  /** The words for what an action demands; empty for none, and of tables that the run makes. */
  static Optional<String> of(Action action, LintContext context) {
    if (action instanceof TableChange.AddConstraint added) {
      return demanded(added.table().name(), added.constraint(), context);
    } else if (action instanceof Creation.CreateIndex index) {
      return index.unique()
          ? told(index.table(), "refuses duplicates from then on", context)
          : Optional.empty();
    }
    return action instanceof Creation.CreateTrigger trigger
        ? told(
            trigger.object().name(),
            "runs %s on every later write, which may refuse it".formatted(trigger.function()),
            context)
        : Optional.empty();
  }

  private static Optional<String> demanded(
      QualifiedName table, Constraint constraint, LintContext context) {
    boolean proven = constraint.usingIndex().isPresent();
    return proven || constraint.notEnforced()
        ? Optional.empty()
        : told(
            table,
            "refuses rows that break %s from then on"
                .formatted(QualifiedName.quoted(ConstraintNames.name(table.name(), constraint))),
            context);
  }

  private static Optional<String> told(QualifiedName table, String what, LintContext context) {
    return context.mayBeNew(table)
        ? Optional.empty()
        : Optional.of("%s %s.".formatted(table, what));
  }
}
