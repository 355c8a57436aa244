package dev.drydock.lint;

import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;

/** Full names of objects, as the moment's search path gives them. */
final class Qualifying {

  private Qualifying() {}

  /** Such as {@code public.clients.email}, {@code public.f(integer)}, or a role's name alone. */
  static String name(ObjectRef object, World world) {
    return new ObjectRef(object.kind(), full(object, world), object.part(), object.arguments())
        .toString();
  }

  private static QualifiedName full(ObjectRef object, World world) {
    return switch (object.kind()) {
      case TABLE,
          VIEW,
          MATERIALIZED_VIEW,
          FOREIGN_TABLE,
          SEQUENCE,
          COLUMN,
          CONSTRAINT,
          TRIGGER,
          RULE,
          POLICY ->
          world.qualified(object.name());
      case INDEX -> index(object.name(), world);
      case FUNCTION,
          PROCEDURE,
          ROUTINE,
          AGGREGATE,
          TYPE,
          DOMAIN,
          DOMAIN_CONSTRAINT,
          ENUM_VALUE,
          ATTRIBUTE,
          COLLATION,
          CONVERSION,
          STATISTICS,
          OPERATOR,
          OPERATOR_CLASS,
          OPERATOR_FAMILY,
          TEXT_SEARCH_CONFIGURATION,
          TEXT_SEARCH_DICTIONARY,
          TEXT_SEARCH_PARSER,
          TEXT_SEARCH_TEMPLATE ->
          world.inFirstSchema(object.name());
      default -> object.name();
    };
  }

  /** An index lies in the schema of its table. */
  private static QualifiedName index(QualifiedName name, World world) {
    return world
        .tableOfIndex(name)
        .flatMap(table -> table.name().schema())
        .map(schema -> QualifiedName.of(schema, name.name()))
        .orElseGet(() -> world.inFirstSchema(name));
  }

  /** The relation whose part an object is, for kinds that have one. */
  static boolean isOfTable(ObjectKind kind) {
    return switch (kind) {
      case COLUMN, CONSTRAINT, TRIGGER, RULE, POLICY -> true;
      default -> kind.isRelation();
    };
  }
}
