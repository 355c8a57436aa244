package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.ConstraintNames;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.SameDefinition;
import dev.drydock.sql.TableChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A constraint that is proven, or whose index is built, by the statement itself. */
final class AddedConstraints {

  /** From this version on a partitioned table takes foreign keys NOT VALID. */
  private static final int PARTITIONED_NOT_VALID = 18;

  private AddedConstraints() {}

  static Optional<Part> of(TableChange.AddConstraint change, Alteration alteration) {
    Constraint added = change.constraint();
    String body = alteration.text().body(added, alteration.text().end(change));
    return of(added, body, alteration);
  }

  /**
   * The steps of a constraint.
   *
   * @param body its words from its kind on, attributes included
   */
  static Optional<Part> of(Constraint added, String body, Alteration alteration) {
    if (added.notValid() || added.notEnforced()) {
      name(added, alteration); // is taken from here on
      return Optional.empty();
    }
    if (added.usingIndex().isPresent()) {
      return KeySteps.takingOver(added, body, alteration);
    }
    if (added.name().filter(alteration.remaining()::hasConstraint).isPresent()) {
      return Optional.of(
          new Part.Refused(
              "%s has a constraint %s already"
                  .formatted(alteration.table().name(), added.name().get()),
              "Give the new one another name, or drop the old one in the same ALTER TABLE.",
              true));
    }
    return switch (added.kind()) {
      case FOREIGN_KEY -> Optional.of(foreignKey(added, body, alteration));
      case CHECK, NOT_NULL ->
          Optional.of(
              Part.Slow.of(twoSteps(name(added, alteration), body, alteration)).holdingFrom(0));
      case UNIQUE, PRIMARY_KEY ->
          alteration.isWithoutRows()
              ? Optional.empty()
              : Optional.of(KeySteps.of(added, body, alteration));
      case EXCLUDE ->
          Optional.of(
              new Part.Refused(
                  "The index of an EXCLUDE constraint can neither be built concurrently nor be taken over, so %s would stand still meanwhile"
                      .formatted(alteration.table().name()),
                  "Put it on a new table and move the rows there, or add it with -- drydock: plain while nobody needs the table."));
      default -> Optional.empty();
    };
  }

  /** Apart from the transaction that added it, whose strong lock would be kept meanwhile. */
  static Optional<Part> validated(TableChange.ValidateConstraint change, Alteration alteration) {
    boolean own = alteration.context().notValid().test(change.table().name(), change.constraint());
    return own
        ? Optional.of(Part.Slow.of(List.of(alteration.step(alteration.text().of(change)))))
        : Optional.empty();
  }

  private static Part foreignKey(Constraint added, String body, Alteration alteration) {
    String name = name(added, alteration);
    boolean perLeaf =
        alteration.table().kind() == 'p' && alteration.context().server() < PARTITIONED_NOT_VALID;
    if (!perLeaf) {
      return new Part.Slow(
          Optional.empty(), twoSteps(name, body, alteration), 0, differences(added, alteration));
    }
    var actions = new ArrayList<OnlineAction>();
    for (RelationFacts leaf : alteration.context().leaves(alteration.table())) {
      if (has(leaf, added, alteration.context())) {
        continue; // the parent's takes it over
      }
      actions.addAll(twoSteps(name, body, Alteration.alter(Naming.of(leaf))));
    }
    actions.add(alteration.step("ADD CONSTRAINT " + SqlQuoting.identifier(name) + " " + body));
    return Part.Slow.of(actions);
  }

  /** Whether a partition has that foreign key already, and all its rows obey. */
  private static boolean has(RelationFacts leaf, Constraint added, FormContext context) {
    Optional<RelationFacts> parent =
        added.references().flatMap(references -> context.existing().apply(references.table()));
    return parent.isPresent()
        && leaf.constraints().stream()
            .filter(c -> c.kind() == 'f' && c.validated() && c.columns().equals(added.columns()))
            .filter(c -> c.references().equals(parent.map(Naming::name).map(QualifiedName::full)))
            .anyMatch(
                c ->
                    SameDefinition.ofForeignKeys(added, c.definition(), parent.get().primaryKey()));
  }

  /** VALIDATE marks the constraint itself alone, as measured on PostgreSQL 15. */
  private static List<String> differences(Constraint added, Alteration alteration) {
    return added
        .references()
        .flatMap(parent -> alteration.context().existing().apply(parent.table()))
        .filter(parent -> parent.kind() == 'p')
        .map(
            parent ->
                "In pg_constraint, the inner rows for the single partitions of %s may stay marked as not validated; all rows are checked all the same."
                    .formatted(parent.name()))
        .stream()
        .toList();
  }

  private static List<OnlineAction> twoSteps(String name, String body, Alteration alteration) {
    return twoSteps(name, body, alteration.prefix());
  }

  /** Added without a look at the old rows, then proven while everybody reads and writes on. */
  static List<OnlineAction> twoSteps(String name, String body, String prefix) {
    String quoted = SqlQuoting.identifier(name);
    return List.of(
        OnlineAction.InTransaction.of(
            "%s ADD CONSTRAINT %s %s NOT VALID".formatted(prefix, quoted, body)),
        OnlineAction.InTransaction.of("%s VALIDATE CONSTRAINT %s".formatted(prefix, quoted)));
  }

  /** The name that it has or gets. */
  static String name(Constraint added, Alteration alteration) {
    return alteration
        .names()
        .of(alteration.table(), added, () -> chosen(added, alteration.remaining(), alteration));
  }

  private static String chosen(Constraint added, RelationFacts table, Alteration alteration) {
    GivenNames names = alteration.names();
    return switch (added.kind()) {
      case FOREIGN_KEY -> names.of(table, added.columns(), "fkey");
      case NOT_NULL -> names.of(table, added.columns(), "not_null");
      case PRIMARY_KEY -> names.of(table, List.of(), "pkey");
      case UNIQUE -> names.of(table, added.indexed(), "key");
      default -> names.of(table, checked(added, alteration), "check");
    };
  }

  /** A CHECK on exactly one column is named after it. */
  private static List<String> checked(Constraint added, Alteration alteration) {
    if (!alteration.context().knowsColumns()) {
      return ConstraintNames.onlyColumn(added).stream().toList();
    }
    Stream<String> old = alteration.table().columns().stream().map(RelationFacts.Column::name);
    Stream<String> fresh =
        alteration.changes().stream()
            .filter(TableChange.AddColumn.class::isInstance)
            .map(change -> ((TableChange.AddColumn) change).column().name());
    List<String> columns =
        Stream.concat(old, fresh)
            .distinct()
            .filter(c -> added.expression().filter(e -> e.mentions(c)).isPresent())
            .toList();
    return columns.size() == 1 ? columns : List.of();
  }
}
