package dev.drydock.postgres;

import java.util.List;
import java.util.Optional;

/** A table as the catalog has it. */
public record TableShape(String schema, String name, List<Column> columns) {

  /**
   * A column.
   *
   * @param type as the server writes it, such as {@code timestamp with time zone}
   * @param required an insert must name it: not null, no default, no identity
   */
  public record Column(String name, String type, boolean required) {}

  public Optional<Column> column(String wanted) {
    return columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
  }
}
