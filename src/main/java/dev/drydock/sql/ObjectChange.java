package dev.drydock.sql;

import java.util.List;
import java.util.Optional;

/** A change to something that exists and is no table, or to any object's name, owner or rights. */
public sealed interface ObjectChange extends Action {

  /** {@code DROP}; one statement may name several objects. */
  record Drop(
      ObjectKind kind,
      List<ObjectRef> objects,
      boolean ifExists,
      boolean cascade,
      boolean concurrently,
      int offset)
      implements ObjectChange {

    public Drop {
      objects = List.copyOf(objects);
    }
  }

  /** {@code RENAME}; columns, constraints and attributes are parts. */
  record Rename(ObjectRef object, String newName, boolean ifExists, int offset)
      implements ObjectChange {}

  record SetSchema(ObjectRef object, String schema, boolean ifExists, int offset)
      implements ObjectChange {}

  record ChangeOwner(ObjectRef object, String owner, int offset) implements ObjectChange {}

  /** {@code COMMENT ON}; empty for NULL, which removes it. */
  record Comment(ObjectRef object, Optional<String> text, int offset) implements ObjectChange {}

  record SecurityLabel(ObjectRef object, Optional<String> label, int offset)
      implements ObjectChange {}

  /**
   * {@code GRANT} of privileges.
   *
   * @param privileges in lower case; {@code all} for ALL
   * @param ofColumns whether it names columns
   * @param allInSchema whether the objects are schemas whose every object is meant
   */
  record Grant(
      List<String> privileges,
      boolean ofColumns,
      ObjectKind kind,
      List<ObjectRef> objects,
      boolean allInSchema,
      List<String> roles,
      int offset)
      implements ObjectChange {}

  /** {@code REVOKE} of privileges; see {@link Grant}. */
  record Revoke(
      List<String> privileges,
      ObjectKind kind,
      List<ObjectRef> objects,
      boolean allInSchema,
      List<String> roles,
      boolean cascade,
      int offset)
      implements ObjectChange {}

  /** {@code GRANT role TO role}. */
  record GrantRole(List<String> granted, List<String> roles, int offset) implements ObjectChange {}

  record RevokeRole(List<String> revoked, List<String> roles, boolean cascade, int offset)
      implements ObjectChange {}

  /** {@code ALTER DEFAULT PRIVILEGES}. */
  record DefaultPrivileges(boolean revoke, int offset) implements ObjectChange {}

  /** {@code ALTER TYPE … ADD VALUE}. */
  record AddEnumValue(
      QualifiedName type, String value, boolean ifNotExists, boolean placed, int offset)
      implements ObjectChange {}

  /**
   * {@code ALTER SEQUENCE}.
   *
   * @param restart whether it sets the position
   * @param counting whether it sets step, bounds or cycle
   */
  record AlterSequence(
      QualifiedName sequence,
      boolean ifExists,
      boolean restart,
      boolean counting,
      Optional<DataType> type,
      Optional<QualifiedName> owner,
      int offset)
      implements ObjectChange {

    /** Whether it says that no column owns the sequence. */
    public boolean isDisowned() {
      return owner.filter(o -> o.schema().isEmpty() && o.name().equals("none")).isPresent();
    }
  }

  /**
   * {@code ALTER DOMAIN}.
   *
   * @param change in lower case: {@code set default}, {@code drop default}, {@code set not null},
   *     {@code drop not null}, {@code add constraint}, {@code drop constraint}, {@code validate
   *     constraint}
   */
  record AlterDomain(
      QualifiedName domain,
      String change,
      Optional<Constraint> constraint,
      Optional<String> constraintName,
      boolean cascade,
      int offset)
      implements ObjectChange {}

  /** {@code ALTER TYPE … ADD, DROP or ALTER ATTRIBUTE} of a composite type. */
  record AlterAttribute(
      QualifiedName type, String change, String attribute, boolean cascade, int offset)
      implements ObjectChange {}

  record AlterPolicy(
      ObjectRef object,
      List<String> roles,
      Optional<Expression> using,
      Optional<Expression> check,
      int offset)
      implements ObjectChange {}

  /**
   * {@code ALTER EXTENSION}.
   *
   * @param change {@code update}, {@code add} or {@code drop}
   */
  record AlterExtension(String extension, String change, int offset) implements ObjectChange {}

  /**
   * {@code ALTER PUBLICATION}.
   *
   * @param change {@code add}, {@code set}, {@code drop} or {@code set options}
   */
  record AlterPublication(String publication, String change, int offset) implements ObjectChange {}

  record EventTriggerState(String trigger, TableChange.Firing firing, int offset)
      implements ObjectChange {}

  /** Any other ALTER; the change is in lower case as written. */
  record AlterOther(ObjectRef object, String change, int offset) implements ObjectChange {}

  /** {@code DROP OWNED BY}. */
  record DropOwned(List<String> roles, boolean cascade, int offset) implements ObjectChange {}

  /** {@code REASSIGN OWNED BY … TO}. */
  record ReassignOwned(List<String> roles, String to, int offset) implements ObjectChange {}
}
