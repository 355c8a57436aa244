package dev.drydock.sql;

import java.util.List;
import java.util.Optional;

/** One part of an ALTER TABLE (or ALTER INDEX, VIEW, MATERIALIZED VIEW, FOREIGN TABLE). */
public sealed interface TableChange extends Action {

  /** What is altered. */
  Relation table();

  record AddColumn(Relation table, ColumnDefinition column, boolean ifNotExists, int offset)
      implements TableChange {}

  record DropColumn(Relation table, String column, boolean ifExists, boolean cascade, int offset)
      implements TableChange {}

  record AlterType(
      Relation table,
      String column,
      DataType type,
      Optional<QualifiedName> collation,
      Optional<Expression> using,
      int offset)
      implements TableChange {}

  record SetDefault(Relation table, String column, Expression value, int offset)
      implements TableChange {}

  record DropDefault(Relation table, String column, int offset) implements TableChange {}

  record SetNotNull(Relation table, String column, int offset) implements TableChange {}

  record DropNotNull(Relation table, String column, int offset) implements TableChange {}

  /** {@code ADD GENERATED … AS IDENTITY}. */
  record AddIdentity(Relation table, String column, boolean always, int offset)
      implements TableChange {}

  /**
   * {@code SET GENERATED}, {@code SET INCREMENT …}, {@code RESTART} of an identity column.
   *
   * @param generated whether it says when a number is given: ALWAYS, BY DEFAULT
   */
  record AlterIdentity(
      Relation table, String column, boolean restart, boolean generated, int offset)
      implements TableChange {}

  record DropIdentity(Relation table, String column, boolean ifExists, int offset)
      implements TableChange {}

  /** Another expression for a generated column, 17 and later: rewrites where it is stored. */
  record SetExpression(Relation table, String column, Expression value, int offset)
      implements TableChange {}

  record DropExpression(Relation table, String column, boolean ifExists, int offset)
      implements TableChange {}

  /** {@code SET STATISTICS}, with the number as written. */
  record SetStatistics(Relation table, String column, String target, int offset)
      implements TableChange {}

  record SetStorage(Relation table, String column, String storage, int offset)
      implements TableChange {}

  record SetCompression(Relation table, String column, String method, int offset)
      implements TableChange {}

  /**
   * {@code ALTER COLUMN … SET (…)}, {@code RESET (…)} or {@code OPTIONS (…)}.
   *
   * @param options {@code name=value}, or the name alone
   */
  record ColumnOptions(
      Relation table, String column, List<String> options, boolean reset, int offset)
      implements TableChange {}

  record AddConstraint(Relation table, Constraint constraint, int offset) implements TableChange {}

  record DropConstraint(
      Relation table, String constraint, boolean ifExists, boolean cascade, int offset)
      implements TableChange {}

  record ValidateConstraint(Relation table, String constraint, int offset) implements TableChange {}

  /**
   * Another deferrability, enforcement or inheritance for a constraint.
   *
   * @param change in lower case, such as {@code not enforced}, {@code deferrable initially
   *     deferred}
   */
  record AlterConstraint(Relation table, String constraint, String change, int offset)
      implements TableChange {

    /** Whether it holds from now on, and nothing else of it changes. */
    public boolean onlyEnforces() {
      return change.equals("enforced");
    }
  }

  record AttachPartition(Relation table, QualifiedName partition, PartitionBound bound, int offset)
      implements TableChange {}

  record DetachPartition(
      Relation table, QualifiedName partition, boolean concurrently, boolean finalizing, int offset)
      implements TableChange {}

  /** {@code ALTER INDEX … ATTACH PARTITION}. */
  record AttachIndex(Relation table, QualifiedName index, int offset) implements TableChange {}

  record Inherit(Relation table, QualifiedName parent, int offset) implements TableChange {}

  record NoInherit(Relation table, QualifiedName parent, int offset) implements TableChange {}

  record SetTablespace(Relation table, String tablespace, int offset) implements TableChange {}

  /** {@code SET LOGGED}, or {@code SET UNLOGGED}, which a crash empties. */
  record SetLogged(Relation table, boolean logged, int offset) implements TableChange {}

  record SetAccessMethod(Relation table, String method, int offset) implements TableChange {}

  /**
   * {@code REPLICA IDENTITY}.
   *
   * @param identity {@code default}, {@code full}, {@code nothing} or {@code index}
   */
  record ReplicaIdentity(Relation table, String identity, Optional<String> index, int offset)
      implements TableChange {}

  record RowSecurity(Relation table, Mode mode, int offset) implements TableChange {

    /** What becomes of row security. */
    public enum Mode {
      ENABLE,
      DISABLE,
      FORCE,
      NO_FORCE
    }
  }

  /**
   * {@code ENABLE} or {@code DISABLE TRIGGER}.
   *
   * @param trigger its name; empty for ALL and USER
   */
  record TriggerState(Relation table, Optional<String> trigger, Firing firing, int offset)
      implements TableChange {}

  record RuleState(Relation table, String rule, Firing firing, int offset) implements TableChange {}

  /** {@code CLUSTER ON}; empty for {@code SET WITHOUT CLUSTER}. */
  record ClusterOn(Relation table, Optional<String> index, int offset) implements TableChange {}

  /**
   * {@code SET (…)}, {@code RESET (…)} or {@code OPTIONS (…)} of the relation.
   *
   * @param options {@code name=value}, or the name alone
   */
  record Options(Relation table, List<String> options, boolean reset, int offset)
      implements TableChange {}

  /** {@code OF type}; empty for {@code NOT OF}. */
  record OfType(Relation table, Optional<QualifiedName> type, int offset) implements TableChange {}

  /** {@code SET WITHOUT OIDS}: does nothing on any supported server. */
  record WithoutOids(Relation table, int offset) implements TableChange {}

  /** When a trigger or rule fires. */
  enum Firing {
    ENABLED,
    DISABLED,
    REPLICA,
    ALWAYS
  }
}
