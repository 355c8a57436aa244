package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.TableChange;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the server would refuse whatever the rows are: told before the first step, since steps
 * before it would stay. Of what earlier statements of the run have changed, nothing is told.
 */
final class Doomed {

  private static final String CORRECT = "Correct the statement.";

  private Doomed() {}

  /** Why a part of an ALTER TABLE would fail. */
  static Optional<FormChoice> of(TableChange change, Alteration alteration) {
    if (isUntold(alteration.table(), alteration.context())) {
      return Optional.empty();
    }
    Set<String> columns = columns(alteration);
    return named(change)
        .filter(column -> !columns.contains(column))
        .findFirst()
        .map(column -> noColumn(alteration.table(), column))
        .or(() -> pointing(change, alteration));
  }

  /** Why an index over these columns would fail. */
  static Optional<FormChoice> of(RelationFacts table, List<String> columns, FormContext context) {
    return isUntold(table, context)
        ? Optional.empty()
        : columns.stream()
            .filter(column -> table.column(column).isEmpty())
            .findFirst()
            .map(column -> noColumn(table, column));
  }

  private static boolean isUntold(RelationFacts table, FormContext context) {
    return !context.knowsColumns()
        || table.columns().isEmpty()
        || context.altered().test(Naming.name(table));
  }

  /** Those that the table has, and those that the statement adds. */
  private static Set<String> columns(Alteration alteration) {
    var columns = new HashSet<String>();
    alteration.table().columns().forEach(column -> columns.add(column.name()));
    for (TableChange change : alteration.changes()) {
      if (change instanceof TableChange.AddColumn added) {
        columns.add(added.column().name());
      }
    }
    return columns;
  }

  private static Stream<String> named(TableChange change) {
    if (change instanceof TableChange.SetNotNull set) {
      return Stream.of(set.column());
    }
    if (change instanceof TableChange.AlterType type) {
      return Stream.of(type.column());
    }
    return change instanceof TableChange.AddConstraint added
            && added.constraint().kind() != Constraint.Kind.EXCLUDE
        ? added.constraint().indexed().stream()
        : Stream.empty();
  }

  private static FormChoice noColumn(RelationFacts table, String column) {
    return refused("%s has no column %s".formatted(table.name(), column));
  }

  /** What a foreign key points at must be there, and unique. */
  private static Optional<FormChoice> pointing(TableChange change, Alteration alteration) {
    return Stream.concat(constraints(change), ownConstraints(change))
        .filter(made -> made.references().isPresent())
        .flatMap(made -> pointing(made, change, alteration).stream())
        .findFirst();
  }

  private static Stream<Constraint> constraints(TableChange change) {
    return change instanceof TableChange.AddConstraint added
        ? Stream.of(added.constraint())
        : Stream.empty();
  }

  private static Stream<Constraint> ownConstraints(TableChange change) {
    return change instanceof TableChange.AddColumn added
        ? added.column().constraints().stream()
        : Stream.empty();
  }

  private static Optional<FormChoice> pointing(
      Constraint made, TableChange change, Alteration alteration) {
    Constraint.References references = made.references().orElseThrow();
    Optional<RelationFacts> known = alteration.context().existing().apply(references.table());
    if (known.isEmpty() || isUntold(known.get(), alteration.context())) {
      return Optional.empty();
    }
    RelationFacts parent = known.get();
    if (!parent.isTable()) {
      return Optional.of(
          refused("%s is no table, so no foreign key can point at it".formatted(parent.name())));
    }
    List<String> columns =
        references.columns().isEmpty() ? parent.primaryKey() : references.columns();
    boolean itself = parent.equals(alteration.table());
    if (itself && alteration.changes().stream().anyMatch(Doomed::makesKey)) {
      return Optional.empty();
    }
    int width = change instanceof TableChange.AddColumn ? 1 : made.columns().size();
    if (!columns.isEmpty() && columns.size() != width) {
      return Optional.of(
          refused(
              "The foreign key has %d columns and points at %d".formatted(width, columns.size())));
    }
    return isKey(columns, parent)
        ? Optional.empty()
        : Optional.of(
            refused(
                columns.isEmpty()
                    ? "%s has no primary key that the foreign key could point at"
                        .formatted(parent.name())
                    : "%s has no key over (%s), so no foreign key can point there"
                        .formatted(parent.name(), String.join(", ", columns))));
  }

  private static boolean makesKey(TableChange change) {
    return Stream.concat(constraints(change), ownConstraints(change))
        .anyMatch(
            made ->
                made.kind() == Constraint.Kind.UNIQUE
                    || made.kind() == Constraint.Kind.PRIMARY_KEY);
  }

  private static boolean isKey(List<String> columns, RelationFacts table) {
    return !columns.isEmpty()
        && table.indexes().stream()
            .filter(index -> index.unique() && !index.partial())
            .anyMatch(
                index ->
                    index.columns().size() == columns.size()
                        && Set.copyOf(index.columns()).equals(Set.copyOf(columns)));
  }

  private static FormChoice refused(String why) {
    return new FormChoice.Impossible(why, CORRECT, true);
  }
}
