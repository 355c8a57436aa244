package dev.drydock.sql;

import java.util.List;
import java.util.Optional;

/**
 * A column of a new table, or a new column.
 *
 * @param type empty only for the columns of {@code OF type} and {@code PARTITION OF}
 * @param offset of its name in the statement's text
 */
public record ColumnDefinition(
    String name,
    Optional<DataType> type,
    Optional<QualifiedName> collation,
    List<Constraint> constraints,
    int offset) {

  public ColumnDefinition {
    constraints = List.copyOf(constraints);
  }

  public Optional<Constraint> constraint(Constraint.Kind kind) {
    return constraints.stream().filter(c -> c.kind() == kind).findFirst();
  }

  public boolean has(Constraint.Kind kind) {
    return constraint(kind).isPresent();
  }

  /** Whether NULL is impossible: NOT NULL, a primary key, an identity or a serial type. */
  public boolean isNotNull() {
    return has(Constraint.Kind.NOT_NULL)
        || has(Constraint.Kind.PRIMARY_KEY)
        || isIdentity()
        || isSerial();
  }

  public boolean isIdentity() {
    return constraints.stream().anyMatch(c -> c.kind().isIdentity());
  }

  public boolean isGenerated() {
    return constraints.stream().anyMatch(c -> c.kind().isGenerated());
  }

  public boolean isSerial() {
    return type.filter(DataType::isSerial).isPresent();
  }

  /** The expression behind DEFAULT. */
  public Optional<Expression> defaultValue() {
    return constraint(Constraint.Kind.DEFAULT).flatMap(Constraint::expression);
  }

  /** What its own foreign key points at. */
  public Optional<Constraint.References> references() {
    return constraint(Constraint.Kind.FOREIGN_KEY).flatMap(Constraint::references);
  }
}
