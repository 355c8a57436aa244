package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the definition of a column. */
final class ColumnReader {

  private ColumnReader() {}

  static ColumnDefinition read(Cursor cursor) {
    int offset = cursor.offset();
    String name = cursor.name();
    return definition(cursor, name, Optional.of(TypeReader.read(cursor)), offset);
  }

  /** A column of {@code OF type} or {@code PARTITION OF}: its type is known elsewhere. */
  static ColumnDefinition readWithoutType(Cursor cursor) {
    int offset = cursor.offset();
    String name = cursor.name();
    cursor.accept("with", "options");
    return definition(cursor, name, Optional.empty(), offset);
  }

  private static ColumnDefinition definition(
      Cursor cursor, String name, Optional<DataType> type, int offset) {
    Optional<QualifiedName> collation = Optional.empty();
    List<Constraint> constraints = new ArrayList<>();
    while (true) {
      if (cursor.accept("collate")) {
        collation = Optional.of(cursor.qualified());
      } else if (ConstraintReader.atColumnConstraint(cursor)) {
        constraints.add(ConstraintReader.ofColumn(cursor, name));
      } else if (cursor.acceptAny("storage", "compression")) {
        cursor.any();
      } else if (cursor.accept("options")) {
        cursor.inside();
      } else {
        return new ColumnDefinition(name, type, collation, constraints, offset);
      }
    }
  }
}
