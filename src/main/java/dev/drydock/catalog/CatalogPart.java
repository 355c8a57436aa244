package dev.drydock.catalog;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One catalog of PostgreSQL that a snapshot reads; what of it is read stands in {@code parts.txt}.
 */
public enum CatalogPart {
  NAMESPACE,
  CLASS,
  TOAST_OPTIONS,
  ATTRIBUTE,
  INDEX_COLUMN,
  ATTRDEF,
  INDEX,
  CONSTRAINT,
  SEQUENCE,
  INHERITS,
  TYPE,
  ENUM,
  PROC,
  AGGREGATE,
  TRIGGER,
  EVENT_TRIGGER,
  RULE,
  POLICY,
  STATISTICS,
  EXTENSION,
  MEMBER,
  INTERNAL,
  MULTIRANGE,
  SEQUENCE_OWNER,
  PUBLICATION,
  PUBLICATION_TABLE,
  PUBLICATION_SCHEMA,
  SUBSCRIPTION,
  COLLATION,
  CONVERSION,
  CAST,
  TRANSFORM,
  OPERATOR,
  OPERATOR_CLASS,
  OPERATOR_FAMILY,
  FAMILY_OPERATOR,
  FAMILY_FUNCTION,
  ACCESS_METHOD,
  LANGUAGE,
  TEXT_SEARCH_CONFIGURATION,
  TEXT_SEARCH_MAPPING,
  TEXT_SEARCH_DICTIONARY,
  TEXT_SEARCH_PARSER,
  TEXT_SEARCH_TEMPLATE,
  FOREIGN_DATA_WRAPPER,
  FOREIGN_SERVER,
  USER_MAPPING,
  FOREIGN_TABLE,
  DEFAULT_PRIVILEGES,
  DESCRIPTION,
  SECURITY_LABEL,
  SHARED_DESCRIPTION,
  SHARED_SECURITY_LABEL,
  DATABASE,
  TABLESPACE,
  ROLE,
  MEMBERSHIP,
  SETTING,
  PARAMETER;

  /** OID of pg_largeobject, which is no part of a snapshot. */
  public static final int LARGE_OBJECT = 2613;

  /** OID of pg_largeobject_metadata, likewise. */
  public static final int LARGE_OBJECT_METADATA = 2995;

  private final PartDefinition definition = PartDefinition.of(words());

  /** In words: {@code default privileges}. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** What names an object in every later transaction: {@code constraint 16405}. */
  public String named(String key) {
    return words() + " " + key;
  }

  /**
   * The catalogs whose rows a run may write, those of large objects too, as an array of OIDs in
   * PostgreSQL's own notation: {@code {1259,1249}}.
   */
  public static String catalogs() {
    return IntStream.concat(
            Arrays.stream(values()).mapToInt(CatalogPart::catalog),
            IntStream.of(LARGE_OBJECT, LARGE_OBJECT_METADATA))
        .distinct()
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** OID of the catalog, which is also the class of its objects. */
  public int catalog() {
    return definition.catalog();
  }

  Vanishing vanishing() {
    return definition.vanishing();
  }

  /** Whether rows can vanish by themselves, so that attribution has to look for them. */
  public boolean vanishes() {
    switch (vanishing()) {
      case RELATION_LOCK:
      case OBJECT_LOCK:
      case COUNTER:
        return true;
      default:
        return false;
    }
  }

  /** Whether its rows are read only where somebody asks, but for those of named relations. */
  boolean isLater() {
    return definition.later() != null;
  }

  /**
   * Whether many databases have nothing of it, and where there was nothing, nothing can be lost and
   * nothing else is told by what is new of it.
   */
  boolean isRare() {
    return compareTo(PROC) > 0 && this != ROLE && this != DEFAULT_PRIVILEGES;
  }

  boolean existsOn(int major) {
    return major >= definition.since();
  }

  PartDefinition definition() {
    return definition;
  }

  /** Position of a field in the row. */
  int position(String field) {
    return definition.position(field);
  }
}
