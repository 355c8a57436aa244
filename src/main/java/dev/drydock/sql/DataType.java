package dev.drydock.sql;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A type as a statement names it.
 *
 * @param name as {@code format_type} prints it, without modifiers: {@code integer}, {@code
 *     character varying}, {@code timestamp with time zone}; else the folded name
 * @param schema where one is written; {@code pg_catalog} is left out
 * @param modifiers what stands in its parentheses
 * @param dimensions one for an array of any number of dimensions, since PostgreSQL keeps none; else
 *     zero
 * @param text as written
 */
public record DataType(
    Optional<String> schema,
    String name,
    List<String> modifiers,
    int dimensions,
    String text,
    int offset) {

  private static final Map<String, String> CANONICAL =
      Map.ofEntries(
          Map.entry("int", "integer"),
          Map.entry("int4", "integer"),
          Map.entry("int8", "bigint"),
          Map.entry("int2", "smallint"),
          Map.entry("float4", "real"),
          Map.entry("float8", "double precision"),
          Map.entry("float", "double precision"),
          Map.entry("dec", "numeric"),
          Map.entry("decimal", "numeric"),
          Map.entry("bool", "boolean"),
          Map.entry("varchar", "character varying"),
          Map.entry("char varying", "character varying"),
          Map.entry("national character varying", "character varying"),
          Map.entry("nchar varying", "character varying"),
          Map.entry("bpchar", "character"),
          Map.entry("char", "character"),
          Map.entry("nchar", "character"),
          Map.entry("national character", "character"),
          Map.entry("national char", "character"),
          Map.entry("timestamp", "timestamp without time zone"),
          Map.entry("timestamptz", "timestamp with time zone"),
          Map.entry("time", "time without time zone"),
          Map.entry("timetz", "time with time zone"),
          Map.entry("varbit", "bit varying"),
          Map.entry("serial4", "serial"),
          Map.entry("serial8", "bigserial"),
          Map.entry("serial2", "smallserial"));

  public DataType {
    modifiers = List.copyOf(modifiers);
  }

  /** The name {@code format_type} would print. */
  static String canonical(String name) {
    return CANONICAL.getOrDefault(name, name);
  }

  /** The canonical form of an argument's type, where modifiers do not count. */
  String withoutModifiers() {
    return new DataType(schema, name, List.of(), dimensions, text, offset).toString();
  }

  public boolean isArray() {
    return dimensions > 0;
  }

  /** Whether it stands for an integer with a sequence of its own. */
  public boolean isSerial() {
    return dimensions == 0
        && (name.equals("serial") || name.equals("bigserial") || name.equals("smallserial"));
  }

  /** The canonical form: {@code character varying(20)[]}. */
  @Override
  public String toString() {
    String typmod = modifiers.isEmpty() ? "" : "(" + String.join(",", modifiers) + ")";
    int zone = name.indexOf(" with");
    boolean inside = zone > 0 && name.startsWith("time");
    String named = inside ? name.substring(0, zone) + typmod + name.substring(zone) : name + typmod;
    return schema.map(s -> QualifiedName.quoted(s) + ".").orElse("")
        + named
        + "[]".repeat(dimensions);
  }
}
