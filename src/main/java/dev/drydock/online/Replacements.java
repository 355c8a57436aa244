package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.Optional;

/**
 * What an ALTER TABLE drops and makes anew: as written both happen at once, so that in steps the
 * old one goes in the transaction in which the new one begins to hold, and not before.
 */
record Replacements(Alteration alteration) {

  /** Whether a part only makes place for another one. */
  boolean isReplaced(TableChange drop) {
    return by(drop).isPresent();
  }

  /** What goes when a part comes. */
  List<TableChange> before(TableChange part) {
    return alteration.changes().stream()
        .filter(drop -> by(drop).filter(part::equals).isPresent())
        .toList();
  }

  private Optional<TableChange> by(TableChange drop) {
    if (drop instanceof TableChange.DropColumn column) {
      return alteration.changes().stream()
          .filter(
              part ->
                  part instanceof TableChange.AddColumn added
                      && added.column().name().equals(column.column()))
          .findFirst();
    }
    return drop instanceof TableChange.DropConstraint constraint
        ? by(constraint)
        : Optional.empty();
  }

  /** Of the same name, or else of the same kind. */
  private Optional<TableChange> by(TableChange.DropConstraint drop) {
    List<TableChange.AddConstraint> added =
        alteration.changes().stream()
            .filter(TableChange.AddConstraint.class::isInstance)
            .map(TableChange.AddConstraint.class::cast)
            .toList();
    char kind =
        alteration.table().constraints().stream()
            .filter(c -> c.name().equals(drop.constraint()))
            .map(RelationFacts.Constraint::kind)
            .findFirst()
            .orElse(' ');
    return added.stream()
        .filter(a -> AddedConstraints.name(a.constraint(), alteration).equals(drop.constraint()))
        .findFirst()
        .or(() -> added.stream().filter(a -> kind(a.constraint()) == kind).findFirst())
        .map(a -> a);
  }

  private static char kind(Constraint added) {
    return switch (added.kind()) {
      case FOREIGN_KEY -> 'f';
      case CHECK -> 'c';
      case UNIQUE -> 'u';
      case PRIMARY_KEY -> 'p';
      default -> '-';
    };
  }
}
