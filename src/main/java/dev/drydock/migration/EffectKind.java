package dev.drydock.migration;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The vocabulary of effects: what a statement can do to something that existed before it. Lint,
 * guard, rehearsal, declarations and documentation share it; its words are the constant's name in
 * lower case ({@code drop column}).
 */
public enum EffectKind {
  // Something is gone.
  DROP_SCHEMA,
  DROP_TABLE,
  DROP_COLUMN,
  DROP_VIEW,
  DROP_MATERIALIZED_VIEW,
  DROP_INDEX,
  DROP_CONSTRAINT,
  DROP_SEQUENCE,
  DROP_TYPE,
  DROP_DOMAIN,
  DROP_ENUM_VALUE,
  DROP_FUNCTION,
  DROP_PROCEDURE,
  DROP_AGGREGATE,
  DROP_TRIGGER,
  DROP_EVENT_TRIGGER,
  DROP_RULE,
  DROP_POLICY,
  DROP_DEFAULT,
  DROP_NOT_NULL,
  DROP_IDENTITY,
  DROP_EXPRESSION,
  DROP_EXTENSION,
  DROP_PUBLICATION,
  DROP_SUBSCRIPTION,
  DROP_STATISTICS,
  DROP_COLLATION,
  DROP_CONVERSION,
  DROP_CAST,
  DROP_TRANSFORM,
  DROP_OPERATOR,
  DROP_OPERATOR_CLASS,
  DROP_OPERATOR_FAMILY,
  DROP_TEXT_SEARCH,
  DROP_FOREIGN_TABLE,
  DROP_FOREIGN_SERVER,
  DROP_FOREIGN_DATA_WRAPPER,
  DROP_USER_MAPPING,
  DROP_LANGUAGE,
  DROP_ACCESS_METHOD,
  DROP_LARGE_OBJECT,
  DROP_COMMENT,
  DROP_SECURITY_LABEL,
  DROP_ROLE,
  DROP_DATABASE,
  DROP_TABLESPACE,

  // Something has another name; whoever uses the old one breaks.
  RENAME_SCHEMA,
  RENAME_TABLE,
  RENAME_COLUMN,
  RENAME_VIEW,
  RENAME_MATERIALIZED_VIEW,
  RENAME_INDEX,
  RENAME_CONSTRAINT,
  RENAME_SEQUENCE,
  RENAME_TYPE,
  RENAME_DOMAIN,
  RENAME_ENUM_VALUE,
  RENAME_FUNCTION,
  RENAME_TRIGGER,
  RENAME_RULE,
  RENAME_POLICY,
  RENAME_ROLE,
  RENAME_OBJECT,

  // Rows and values.
  TRUNCATE,
  DELETE_ROWS,
  UPDATE_ROWS,
  MOVE_ROWS,
  OVERWRITE_COLUMN,
  NARROW_TYPE,
  REWRITE_TABLE,
  WRITE_FOREIGN_TABLE,
  OVERWRITE_LARGE_OBJECT,
  RESTART_SEQUENCE,

  // Something is switched off, weakened or replaced.
  CHANGE_DEFAULT,
  CHANGE_EXPRESSION,
  CHANGE_COLLATION,
  CHANGE_CONSTRAINT,
  CHANGE_INDEX,
  CHANGE_SEQUENCE,
  CHANGE_ENUM_ORDER,
  CHANGE_DOMAIN,
  CHANGE_OWNER,
  CHANGE_COMMENT,
  CHANGE_POLICY,
  CHANGE_RULE,
  CHANGE_TRIGGER,
  CHANGE_EXTENSION,
  CHANGE_PUBLICATION,
  CHANGE_SUBSCRIPTION,
  CHANGE_STATISTICS,
  CHANGE_OPTIONS,
  CHANGE_STORAGE,
  CHANGE_TABLESPACE,
  CHANGE_ACCESS_METHOD,
  CHANGE_REPLICA_IDENTITY,
  CHANGE_DEFAULT_PRIVILEGES,
  CHANGE_ROLE,
  CHANGE_SETTING,
  CHANGE_OBJECT,
  REPLACE_VIEW,
  REPLACE_FUNCTION,
  DETACH_PARTITION,
  DROP_INHERITANCE,
  SET_SCHEMA,
  SET_UNLOGGED,
  REVOKE,
  DISABLE_ROW_SECURITY,
  DISABLE_TRIGGER,
  DISABLE_RULE,
  DISABLE_EVENT_TRIGGER,

  // Nothing is lost, but others wait, or the statement or old code can fail.
  CHANGE_TYPE(Severity.HAZARD),
  BLOCK_READS(Severity.HAZARD),
  BLOCK_WRITES(Severity.HAZARD),
  REQUIRE_VALUE(Severity.HAZARD),
  BREAK_OLD_CODE(Severity.HAZARD),
  MAY_FAIL(Severity.HAZARD),

  // Nobody can tell from the text.
  UNJUDGED(Severity.UNJUDGED);

  private final Severity severity;

  EffectKind() {
    this(Severity.DESTRUCTIVE);
  }

  EffectKind(Severity severity) {
    this.severity = severity;
  }

  public Severity severity() {
    return severity;
  }

  /** The words of a declaration: {@code drop column}. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Finds a kind by its words, whatever their case and spacing. */
  public static Optional<EffectKind> ofWords(String words) {
    String wanted = words.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    return Arrays.stream(values()).filter(kind -> kind.words().equals(wanted)).findFirst();
  }

  @Override
  public String toString() {
    return words();
  }
}
