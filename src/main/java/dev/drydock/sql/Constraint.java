package dev.drydock.sql;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A constraint of a table, column or domain; what PostgreSQL's grammar counts among them too:
 * defaults, identity and generated values.
 *
 * @param name empty where the server chooses one
 * @param columns those it names; for a column's own constraint that column
 * @param expression of CHECK, DEFAULT, GENERATED, or the WHERE of EXCLUDE
 * @param computed elements of EXCLUDE that are no columns
 * @param include columns of INCLUDE
 * @param references of a foreign key
 * @param usingIndex the index it is made of
 * @param notEnforced {@code NOT ENFORCED}, 18 and later
 */
public record Constraint(
    Optional<String> name,
    Kind kind,
    List<String> columns,
    Optional<Expression> expression,
    List<Expression> computed,
    List<String> include,
    Optional<References> references,
    Optional<String> usingIndex,
    boolean notValid,
    boolean noInherit,
    boolean notEnforced,
    boolean deferrable,
    boolean initiallyDeferred,
    boolean nullsNotDistinct,
    boolean withoutOverlaps,
    int offset) {

  /** What it demands or provides. */
  public enum Kind {
    NULL,
    NOT_NULL,
    DEFAULT,
    CHECK,
    UNIQUE,
    PRIMARY_KEY,
    FOREIGN_KEY,
    EXCLUDE,
    IDENTITY_ALWAYS,
    IDENTITY_BY_DEFAULT,
    GENERATED_STORED,
    /** Also where neither STORED nor VIRTUAL is written: 18's default; before, a syntax error. */
    GENERATED_VIRTUAL;

    public boolean isIdentity() {
      return this == IDENTITY_ALWAYS || this == IDENTITY_BY_DEFAULT;
    }

    public boolean isGenerated() {
      return this == GENERATED_STORED || this == GENERATED_VIRTUAL;
    }
  }

  /**
   * What a foreign key points at.
   *
   * @param columns empty where the primary key is meant
   * @param onDelete the action in lower case, such as {@code cascade}; {@code no action} by default
   * @param match in lower case; {@code simple} by default
   */
  public record References(
      QualifiedName table, List<String> columns, String onDelete, String onUpdate, String match) {

    public References {
      columns = List.copyOf(columns);
    }
  }

  public Constraint {
    columns = List.copyOf(columns);
    include = List.copyOf(include);
  }

  /** Reads a text of {@code pg_get_constraintdef}; empty where it is not understood. */
  public static Optional<Constraint> printed(String definition) {
    String statement = "ALTER TABLE x ADD " + definition;
    return new SqlParser()
        .parse(new Statement(1, 0, 1, 1, statement))
        .all(TableChange.AddConstraint.class)
        .findFirst()
        .map(TableChange.AddConstraint::constraint);
  }

  /** Its columns and those of INCLUDE, of which the server makes an index's name. */
  public List<String> indexed() {
    return Stream.concat(columns.stream(), include.stream()).toList();
  }
}
