package dev.drydock.sql;

import dev.drydock.migration.ObjectName;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A name as the server understands it: folded to lower case unless quoted, escapes resolved.
 *
 * <p>Two are equal whatever their {@link #offset}.
 *
 * @param schema empty where the search path decides
 * @param offset where it begins in the statement's text
 */
public record QualifiedName(Optional<String> schema, String name, int offset) {

  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");

  /** Reserved words that need quotes as the name of a table or column. */
  private static final Set<String> RESERVED =
      Set.of(
          "all",
          "analyse",
          "analyze",
          "and",
          "any",
          "array",
          "as",
          "asc",
          "asymmetric",
          "both",
          "case",
          "cast",
          "check",
          "collate",
          "column",
          "constraint",
          "create",
          "current_date",
          "current_role",
          "current_time",
          "current_timestamp",
          "current_user",
          "default",
          "deferrable",
          "desc",
          "distinct",
          "do",
          "else",
          "end",
          "except",
          "false",
          "fetch",
          "for",
          "foreign",
          "from",
          "grant",
          "group",
          "having",
          "in",
          "initially",
          "intersect",
          "into",
          "lateral",
          "leading",
          "limit",
          "localtime",
          "localtimestamp",
          "not",
          "null",
          "offset",
          "on",
          "only",
          "or",
          "order",
          "placing",
          "primary",
          "references",
          "returning",
          "select",
          "session_user",
          "some",
          "symmetric",
          "table",
          "then",
          "to",
          "trailing",
          "true",
          "union",
          "unique",
          "user",
          "using",
          "variadic",
          "when",
          "where",
          "window",
          "with");

  public static QualifiedName of(String name) {
    return new QualifiedName(Optional.empty(), name, 0);
  }

  public static QualifiedName of(String schema, String name) {
    return new QualifiedName(Optional.of(schema), name, 0);
  }

  /** A full name: schema and name. */
  public static QualifiedName of(ObjectName full) {
    return of(full.parts().get(0), full.parts().get(1));
  }

  /** The same as the database's facts hold it. */
  public ObjectName full() {
    return ObjectName.in(schema.orElse(""), name);
  }

  /** Whether the two can mean the same object: equal, or equal but for a schema only one names. */
  public boolean mayBe(QualifiedName other) {
    return name.equals(other.name)
        && (schema.isEmpty() || other.schema.isEmpty() || schema.equals(other.schema));
  }

  /** A single name as it must be written in SQL, quoted where that is needed. */
  public static String quoted(String name) {
    boolean plain = PLAIN.matcher(name).matches() && !RESERVED.contains(name);
    return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Length of the longest of its parts in bytes, as the server counts it (63 is the most). */
  public int bytes() {
    return Math.max(Names.utf8Length(name), schema.map(Names::utf8Length).orElse(0));
  }

  /** The name that the server makes of it: each part cut after 63 bytes, between two characters. */
  public QualifiedName clipped() {
    return new QualifiedName(schema.map(Names::clipped), Names.clipped(name), offset);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QualifiedName that
        && schema.equals(that.schema)
        && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return Objects.hash(schema, name);
  }

  /** As in SQL: {@code public.clients}. */
  @Override
  public String toString() {
    return schema.map(s -> quoted(s) + "." + quoted(name)).orElseGet(() -> quoted(name));
  }
}
