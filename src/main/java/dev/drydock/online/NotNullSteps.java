package dev.drydock.online;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.RelationFacts;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** NOT NULL on a column that holds rows: proven first, then only noted. */
final class NotNullSteps {

  /** From this version on NOT NULL itself can be NOT VALID. */
  private static final int NOT_VALID = 18;

  private NotNullSteps() {}

  static Optional<Part> of(TableChange.SetNotNull change, Alteration alteration) {
    Optional<Part> noted =
        alteration.table().constraints().stream()
            .filter(c -> c.kind() == 'n' && !c.validated())
            .filter(c -> c.columns().equals(List.of(change.column())))
            .map(c -> "VALIDATE CONSTRAINT " + SqlQuoting.identifier(c.name()))
            .<Part>map(sql -> Part.Slow.of(List.of(alteration.step(sql))))
            .findFirst();
    if (noted.isPresent()) {
      return noted;
    }
    boolean proven =
        alteration.table().column(change.column()).filter(RelationFacts.Column::notNull).isPresent()
            || isProven(alteration.table(), change.column());
    return proven ? Optional.empty() : Optional.of(slow(change.column(), alteration));
  }

  /** Whether a valid CHECK says so already, so that the server looks at no row. */
  static boolean isProven(RelationFacts table, String column) {
    String check = "CHECK ((" + QualifiedName.quoted(column) + " IS NOT NULL))";
    return table.constraints().stream()
        .anyMatch(c -> c.validated() && c.definition().equalsIgnoreCase(check));
  }

  static Part.Slow slow(String column, Alteration alteration) {
    return Part.Slow.of(steps(column, alteration));
  }

  /**
   * The same end as SET NOT NULL, without a scan under a lock. The proof goes by a statement of its
   * own: within one ALTER TABLE drops come first, so that SET NOT NULL would find none and scan.
   */
  static List<OnlineAction> steps(String column, Alteration alteration) {
    return steps(column, Optional.empty(), alteration);
  }

  /**
   * The same of a column that is added.
   *
   * @param written the constraint's name, which servers before 18 forget
   */
  static List<OnlineAction> steps(String column, Optional<String> written, Alteration alteration) {
    String quoted = SqlQuoting.identifier(column);
    // of ONLY the parent of tables that inherit: their rows may stay null
    String inherited = alteration.isAlone() ? " NO INHERIT" : "";
    if (alteration.context().server() >= NOT_VALID) {
      String name =
          written.orElseGet(
              () -> alteration.names().of(alteration.table(), List.of(column), "not_null"));
      return AddedConstraints.twoSteps(name, "NOT NULL " + quoted + inherited, alteration.prefix());
    }
    String helper =
        ChosenNames.of(
            alteration.table().name(),
            column,
            "drydock_not_null",
            name -> alteration.table().hasConstraint(name));
    var actions =
        new ArrayList<>(
            AddedConstraints.twoSteps(
                helper, "CHECK (" + quoted + " IS NOT NULL)" + inherited, alteration.prefix()));
    actions.add(
        new OnlineAction.InTransaction(
            List.of(
                "%s ALTER COLUMN %s SET NOT NULL".formatted(alteration.prefix(), quoted),
                "%s DROP CONSTRAINT %s"
                    .formatted(alteration.prefix(), SqlQuoting.identifier(helper))),
            List.of(Naming.effect(EffectKind.DROP_CONSTRAINT, alteration.table(), helper))));
    return actions;
  }
}
