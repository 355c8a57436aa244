package dev.drydock.lint;

import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.ColumnDefinition;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.DataType;
import java.util.Optional;

/**
 * A column as far as the run knows it.
 *
 * @param type in canonical form; empty where unknown
 */
record KnownColumn(
    String name, Optional<String> type, boolean notNull, boolean hasDefault, Origin origin) {

  static KnownColumn of(RelationFacts.Column column) {
    boolean filled = column.defaultValue().isPresent() || column.identity() != ' ';
    return new KnownColumn(
        column.name(), Optional.of(column.type()), column.notNull(), filled, Origin.EXISTING);
  }

  static KnownColumn of(ColumnDefinition column, Origin origin) {
    boolean filled =
        column.has(Constraint.Kind.DEFAULT)
            || column.isIdentity()
            || column.isGenerated()
            || column.isSerial();
    return new KnownColumn(
        column.name(), column.type().map(KnownColumn::stored), column.isNotNull(), filled, origin);
  }

  /** The type that the column gets: a serial is an integer. */
  private static String stored(DataType type) {
    if (!type.isSerial()) {
      return type.toString();
    }
    return switch (type.name()) {
      case "serial" -> "integer";
      case "smallserial" -> "smallint";
      default -> "bigint";
    };
  }

  static KnownColumn unknown(String name, Origin origin) {
    return new KnownColumn(name, Optional.empty(), false, true, origin);
  }

  KnownColumn type(String other) {
    return new KnownColumn(name, Optional.of(other), notNull, hasDefault, origin);
  }

  KnownColumn named(String other) {
    return new KnownColumn(other, type, notNull, hasDefault, origin);
  }

  KnownColumn notNull(boolean other) {
    return new KnownColumn(name, type, other, hasDefault, origin);
  }

  KnownColumn hasDefault(boolean other) {
    return new KnownColumn(name, type, notNull, other, origin);
  }

  boolean isNew() {
    return origin == Origin.NEW;
  }
}
