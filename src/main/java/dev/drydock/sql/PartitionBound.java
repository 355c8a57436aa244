package dev.drydock.sql;

import java.util.List;

/**
 * {@code FOR VALUES …} or {@code DEFAULT}.
 *
 * @param text as written
 * @param values of IN, FROM and TO
 */
public record PartitionBound(boolean isDefault, String text, List<Expression> values) {

  public PartitionBound {
    values = List.copyOf(values);
  }
}
