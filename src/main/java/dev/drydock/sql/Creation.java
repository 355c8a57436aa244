package dev.drydock.sql;

import java.util.List;
import java.util.Optional;

/** Something a statement makes. */
public sealed interface Creation extends Action {

  /** What is made. */
  ObjectRef object();

  boolean ifNotExists();

  /** Whether something of that name would be replaced. */
  default boolean orReplace() {
    return false;
  }

  /** How long it lives, where that can be chosen. */
  default Persistence persistence() {
    return Persistence.PERMANENT;
  }

  /** How long a relation lives. */
  enum Persistence {
    PERMANENT,
    TEMPORARY,
    UNLOGGED
  }

  /**
   * {@code CREATE TABLE}, also {@code FOREIGN TABLE} and {@code PARTITION OF}.
   *
   * @param columns with their own constraints
   * @param constraints of the table
   * @param partitionBy {@code range}, {@code list} or {@code hash}
   */
  record CreateTable(
      ObjectRef object,
      Persistence persistence,
      boolean ifNotExists,
      List<ColumnDefinition> columns,
      List<Constraint> constraints,
      List<QualifiedName> likes,
      List<QualifiedName> inherits,
      Optional<PartitionOf> partitionOf,
      Optional<String> partitionBy,
      List<String> options,
      int offset)
      implements Creation {

    public CreateTable {
      columns = List.copyOf(columns);
      constraints = List.copyOf(constraints);
      likes = List.copyOf(likes);
      inherits = List.copyOf(inherits);
      options = List.copyOf(options);
    }

    public QualifiedName table() {
      return object.name();
    }

    /** Every constraint: the table's and its columns'. */
    public List<Constraint> allConstraints() {
      return java.util.stream.Stream.concat(
              columns.stream().flatMap(column -> column.constraints().stream()),
              constraints.stream())
          .toList();
    }
  }

  /** The parent of a new partition, and its bound. */
  record PartitionOf(QualifiedName parent, PartitionBound bound) {}

  /** {@code CREATE TABLE … AS}, {@code SELECT … INTO}. */
  record CreateTableAs(
      ObjectRef object,
      Persistence persistence,
      boolean ifNotExists,
      Expression query,
      boolean withData,
      int offset)
      implements Creation {}

  /**
   * {@code CREATE INDEX}.
   *
   * @param object its own name; empty name where the server chooses one
   * @param only {@code ON ONLY}
   * @param include columns of INCLUDE
   */
  record CreateIndex(
      ObjectRef object,
      QualifiedName table,
      boolean unique,
      boolean concurrently,
      boolean ifNotExists,
      boolean only,
      String method,
      List<IndexPart> parts,
      List<String> include,
      Optional<Expression> where,
      boolean nullsNotDistinct,
      int offset)
      implements Creation {

    public CreateIndex {
      parts = List.copyOf(parts);
      include = List.copyOf(include);
    }

    public boolean isNamed() {
      return !object.name().name().isEmpty();
    }
  }

  /**
   * A column or expression of an index.
   *
   * @param column empty for an expression
   * @param expression empty for a column
   * @param suffix collation, operator class and order as written
   */
  record IndexPart(Optional<String> column, Optional<Expression> expression, String suffix) {}

  record CreateView(
      ObjectRef object,
      boolean orReplace,
      boolean ifNotExists,
      Persistence persistence,
      List<String> columns,
      List<String> options,
      Expression query,
      boolean withData,
      int offset)
      implements Creation {

    public boolean isMaterialized() {
      return object.kind() == ObjectKind.MATERIALIZED_VIEW;
    }
  }

  /**
   * {@code CREATE FUNCTION} or {@code PROCEDURE}.
   *
   * @param returns as written; empty for procedures and OUT parameters alone
   * @param volatility {@code volatile} by default, in lower case
   * @param settings names of its SET clauses
   * @param defaults how many of its arguments have one
   */
  record CreateRoutine(
      ObjectRef object,
      boolean orReplace,
      Optional<String> returns,
      String language,
      String volatility,
      boolean securityDefiner,
      List<String> settings,
      int defaults,
      Body body,
      int offset)
      implements Creation {

    @Override
    public boolean ifNotExists() {
      return false;
    }
  }

  record CreateTrigger(
      ObjectRef object,
      boolean orReplace,
      boolean constraint,
      String timing,
      List<String> events,
      List<String> updateColumns,
      boolean forEachRow,
      Optional<Expression> when,
      QualifiedName function,
      int offset)
      implements Creation {

    @Override
    public boolean ifNotExists() {
      return false;
    }
  }

  /** {@code CREATE RULE}; what its actions would do is in {@code actions}. */
  record CreateRule(
      ObjectRef object,
      boolean orReplace,
      String event,
      boolean instead,
      List<Action> actions,
      int offset)
      implements Creation {

    @Override
    public boolean ifNotExists() {
      return false;
    }
  }

  /**
   * {@code CREATE POLICY}.
   *
   * @param command {@code all}, {@code select}, {@code insert}, {@code update} or {@code delete}
   */
  record CreatePolicy(
      ObjectRef object,
      boolean permissive,
      String command,
      List<String> roles,
      Optional<Expression> using,
      Optional<Expression> check,
      int offset)
      implements Creation {

    @Override
    public boolean ifNotExists() {
      return false;
    }
  }

  record CreateEnum(ObjectRef object, List<String> values, int offset) implements Creation {

    @Override
    public boolean ifNotExists() {
      return false;
    }
  }

  record CreateDomain(ObjectRef object, DataType type, List<Constraint> constraints, int offset)
      implements Creation {

    @Override
    public boolean ifNotExists() {
      return false;
    }
  }

  record CreateSequence(
      ObjectRef object,
      Persistence persistence,
      boolean ifNotExists,
      Optional<DataType> type,
      Optional<ObjectRef> ownedBy,
      int offset)
      implements Creation {}

  /**
   * {@code CREATE PUBLICATION}.
   *
   * @param scope what follows FOR, as written
   */
  record CreatePublication(ObjectRef object, boolean allTables, String scope, int offset)
      implements Creation {

    @Override
    public boolean ifNotExists() {
      return false;
    }
  }

  /** {@code CREATE EXTENSION}. */
  record CreateExtension(
      ObjectRef object, boolean ifNotExists, boolean cascade, Optional<String> schema, int offset)
      implements Creation {}

  /**
   * Anything else that is made and changes nothing that existed.
   *
   * @param uses names in the definition of an aggregate, operator or cast, functions among them
   */
  record CreateOther(
      ObjectRef object,
      boolean orReplace,
      boolean ifNotExists,
      List<QualifiedName> uses,
      int offset)
      implements Creation {}
}
