package dev.drydock.sql;

import java.util.Locale;

/** The kinds of object that SQL names; their words are as in SQL. */
public enum ObjectKind {
  ACCESS_METHOD,
  AGGREGATE,
  ATTRIBUTE,
  CAST,
  COLLATION,
  COLUMN,
  CONSTRAINT,
  CONVERSION,
  DATABASE,
  DOMAIN,
  DOMAIN_CONSTRAINT,
  ENUM_VALUE,
  EVENT_TRIGGER,
  EXTENSION,
  FOREIGN_DATA_WRAPPER,
  FOREIGN_TABLE,
  FUNCTION,
  INDEX,
  LANGUAGE,
  LARGE_OBJECT,
  MATERIALIZED_VIEW,
  OPERATOR,
  OPERATOR_CLASS,
  OPERATOR_FAMILY,
  PARAMETER,
  POLICY,
  PROCEDURE,
  PUBLICATION,
  ROLE,
  ROUTINE,
  RULE,
  SCHEMA,
  SEQUENCE,
  SERVER,
  STATISTICS,
  SUBSCRIPTION,
  TABLE,
  TABLESPACE,
  TEXT_SEARCH_CONFIGURATION,
  TEXT_SEARCH_DICTIONARY,
  TEXT_SEARCH_PARSER,
  TEXT_SEARCH_TEMPLATE,
  TRANSFORM,
  TRIGGER,
  TYPE,
  USER_MAPPING,
  VIEW;

  /** As in SQL, in lower case: {@code materialized view}. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Whether it is something that rows can be read from, or an index or sequence. */
  public boolean isRelation() {
    return this == TABLE
        || this == FOREIGN_TABLE
        || this == VIEW
        || this == MATERIALIZED_VIEW
        || this == INDEX
        || this == SEQUENCE;
  }

  @Override
  public String toString() {
    return words();
  }
}
