package dev.drydock.sql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the kind of an object and then its name in the form of that kind. */
final class ObjectReader {

  /** Longer forms first, where one begins like another. */
  private static final Map<List<String>, ObjectKind> KINDS = kinds();

  private final Cursor cursor;

  ObjectReader(Cursor cursor) {
    this.cursor = cursor;
  }

  private static Map<List<String>, ObjectKind> kinds() {
    Map<List<String>, ObjectKind> kinds = new LinkedHashMap<>();
    kinds.put(List.of("user", "mapping"), ObjectKind.USER_MAPPING);
    kinds.put(List.of("operator", "class"), ObjectKind.OPERATOR_CLASS);
    kinds.put(List.of("operator", "family"), ObjectKind.OPERATOR_FAMILY);
    for (ObjectKind kind : ObjectKind.values()) {
      if (kind != ObjectKind.ATTRIBUTE
          && kind != ObjectKind.ENUM_VALUE
          && kind != ObjectKind.DOMAIN_CONSTRAINT) {
        kinds.putIfAbsent(List.of(kind.words().split(" ")), kind);
      }
    }
    kinds.put(List.of("user"), ObjectKind.ROLE);
    kinds.put(List.of("group"), ObjectKind.ROLE);
    kinds.put(List.of("procedural", "language"), ObjectKind.LANGUAGE);
    return kinds;
  }

  /** Takes the words of a kind, such as {@code MATERIALIZED VIEW}. */
  ObjectKind kind() {
    for (Map.Entry<List<String>, ObjectKind> kind : KINDS.entrySet()) {
      if (cursor.accept(kind.getKey().toArray(String[]::new))) {
        return kind.getValue();
      }
    }
    throw cursor.misfit();
  }

  ObjectRef ref(ObjectKind kind) {
    switch (kind) {
      case FUNCTION:
      case PROCEDURE:
      case ROUTINE:
      case AGGREGATE:
        return routine(kind);
      case OPERATOR:
        return operator();
      case OPERATOR_CLASS:
      case OPERATOR_FAMILY:
        ObjectRef operators = ObjectRef.of(kind, cursor.qualified());
        cursor.expect("using");
        cursor.name();
        return operators;
      case CAST:
        return cast();
      case TRIGGER:
      case RULE:
      case POLICY:
        String part = cursor.name();
        cursor.expect("on");
        return ObjectRef.part(kind, cursor.qualified(), part);
      case CONSTRAINT:
        return constraint();
      case COLUMN:
        return column();
      case TRANSFORM:
      case USER_MAPPING:
        return forSomething(kind);
      case LARGE_OBJECT:
        return ObjectRef.of(kind, new QualifiedName(Optional.empty(), cursor.any(), 0));
      case TYPE:
      case DOMAIN:
        return type(kind);
      default:
        return ObjectRef.of(kind, cursor.qualified());
    }
  }

  private ObjectRef routine(ObjectKind kind) {
    QualifiedName name = cursor.qualified();
    Optional<String> types =
        cursor.at('(')
            ? Optional.of(ArgumentReader.types(cursor.inside(), kind))
            : Optional.empty();
    return new ObjectRef(kind, name, Optional.empty(), types);
  }

  private Optional<String> arguments() {
    if (!cursor.at('(')) {
      return Optional.empty();
    }
    int from = cursor.index() + 1;
    int to = cursor.closing();
    cursor.moveTo(to + 1);
    return Optional.of(cursor.text(from, to));
  }

  private ObjectRef operator() {
    int offset = cursor.offset();
    Optional<String> schema = Optional.empty();
    if (cursor.atName()) {
      schema = Optional.of(cursor.name());
      cursor.expect('.');
    }
    var name = new QualifiedName(schema, cursor.any(), offset);
    return new ObjectRef(ObjectKind.OPERATOR, name, Optional.empty(), arguments());
  }

  private ObjectRef cast() {
    int offset = cursor.offset();
    Cursor inside = cursor.inside();
    DataType from = TypeReader.read(inside);
    inside.expect("as");
    String name = from + " as " + TypeReader.read(inside);
    return ObjectRef.of(ObjectKind.CAST, new QualifiedName(Optional.empty(), name, offset));
  }

  private ObjectRef constraint() {
    String constraint = cursor.name();
    cursor.expect("on");
    boolean domain = cursor.accept("domain");
    ObjectKind kind = domain ? ObjectKind.DOMAIN_CONSTRAINT : ObjectKind.CONSTRAINT;
    return ObjectRef.part(kind, cursor.qualified(), constraint);
  }

  private ObjectRef column() {
    int offset = cursor.offset();
    QualifiedName table = new QualifiedName(Optional.empty(), cursor.name(), offset);
    cursor.expect('.');
    String column = cursor.name();
    while (cursor.accept('.')) {
      table = new QualifiedName(Optional.of(table.name()), column, offset);
      column = cursor.name();
    }
    return ObjectRef.part(ObjectKind.COLUMN, table, column);
  }

  private ObjectRef forSomething(ObjectKind kind) {
    cursor.expect("for");
    QualifiedName of = cursor.qualified();
    cursor.expectAny("language", "server");
    return ObjectRef.part(kind, of, cursor.name());
  }

  private ObjectRef type(ObjectKind kind) {
    DataType type = TypeReader.read(cursor);
    return ObjectRef.of(kind, new QualifiedName(type.schema(), type.name(), type.offset()));
  }
}
