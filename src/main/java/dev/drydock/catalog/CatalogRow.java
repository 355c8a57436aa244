package dev.drydock.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One row of a catalog, with its columns by name.
 *
 * @param key what identifies it within its part
 * @param text its deparsed form; null where it was not read
 */
public record CatalogRow(
    CatalogPart part, String key, List<@Nullable String> values, @Nullable String text) {

  /** The column's text; empty for null. */
  public String get(String field) {
    String value = values.get(part.position(field));
    return value == null ? "" : value;
  }

  /** The column's text as the server wrote it, if it is not null. */
  public Optional<String> find(String field) {
    return Optional.ofNullable(values.get(part.position(field)));
  }

  /** Whether a boolean column is true. */
  public boolean is(String field) {
    return get(field).equals("t");
  }

  /** Whether an OID column names nothing. */
  public boolean none(String field) {
    String value = get(field);
    return value.isEmpty() || value.equals("0");
  }

  /** This row with some columns as in another. */
  CatalogRow withFieldsOf(CatalogRow other, String... fields) {
    var mixed = new ArrayList<@Nullable String>(values);
    for (String field : fields) {
      int position = part.position(field);
      mixed.set(position, other.values().get(position));
    }
    return new CatalogRow(part, key, mixed, text);
  }

  /** Whether both rows have the same text in all of these columns. */
  boolean sameIn(CatalogRow other, String... fields) {
    for (String field : fields) {
      if (!get(field).equals(other.get(field))) {
        return false;
      }
    }
    return true;
  }
}
