package dev.drydock.postgres;

import java.util.Optional;

/**
 * Name of a table as a setting gives it: taken literally, never folded.
 *
 * @param schema empty when the search path decides
 */
public record TableName(Optional<String> schema, String name) {

  public TableName {
    if (name.isBlank() || schema.filter(String::isBlank).isPresent()) {
      throw new IllegalArgumentException("a table name must not be blank");
    }
  }

  /** Reads {@code name} or {@code schema.name}. */
  public static TableName parse(String text) {
    int dot = text.indexOf('.');
    return dot < 0
        ? new TableName(Optional.empty(), text.strip())
        : new TableName(
            Optional.of(text.substring(0, dot).strip()), text.substring(dot + 1).strip());
  }

  /** As SQL text, quoted. */
  public String sql() {
    return schema.map(value -> SqlQuoting.identifier(value) + ".").orElse("")
        + SqlQuoting.identifier(name);
  }

  @Override
  public String toString() {
    return schema.map(value -> value + ".").orElse("") + name;
  }
}
