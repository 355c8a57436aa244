package dev.drydock.lint;

import dev.drydock.sql.Action;
import dev.drydock.sql.ColumnDefinition;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.Creation;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;

/** The columns that an action makes, of new and of existing tables. */
final class NewColumns {

  /**
   * One of them.
   *
   * @param primaryKey whether it is the table's whole primary key
   */
  record Column(QualifiedName table, ColumnDefinition definition, boolean primaryKey) {

    ObjectRef object() {
      return ObjectRef.part(ObjectKind.COLUMN, table, definition.name());
    }

    /** Its name as SQL writes it. */
    String sqlName() {
      return QualifiedName.quoted(definition.name());
    }
  }

  private NewColumns() {}

  static List<Column> of(Action action) {
    if (action instanceof TableChange.AddColumn added) {
      return List.of(
          new Column(
              added.table().name(),
              added.column(),
              added.column().has(Constraint.Kind.PRIMARY_KEY)));
    }
    return action instanceof Creation.CreateTable made
        ? made.columns().stream()
            .map(column -> new Column(made.table(), column, isKey(made, column)))
            .toList()
        : List.of();
  }

  private static boolean isKey(Creation.CreateTable made, ColumnDefinition column) {
    return made.allConstraints().stream()
        .filter(constraint -> constraint.kind() == Constraint.Kind.PRIMARY_KEY)
        .anyMatch(constraint -> constraint.columns().equals(List.of(column.name())));
  }
}
