package dev.drydock.guard;

import dev.drydock.catalog.PinnedQuery;
import dev.drydock.catalog.TypeWidening;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Notes columns that an ALTER TABLE narrowed, also where a later one gives them their old type
 * back: the values do not come back with it.
 */
final class TypeSteps {

  /** A column's type. */
  private record Type(String column, int known, int modifier) {

    boolean keepsAllIn(Type now) {
      return TypeWidening.isLossless(known, modifier, now.known, now.modifier);
    }
  }

  private final Map<String, Type> before = new HashMap<>();
  private final Map<String, Type> after = new HashMap<>();

  PinnedQuery.Asked askBefore(String table) {
    return ask(table, before);
  }

  PinnedQuery.Asked askAfter(String table) {
    return ask(table, after);
  }

  /** Numbers of the columns that do not hold all their values any more. */
  Set<String> narrowed() {
    Set<String> narrowed = new HashSet<>();
    before.forEach(
        (number, old) -> {
          Type now = after.getOrDefault(number, old);
          boolean same = now.known == old.known && now.modifier == old.modifier;
          if (!same && !old.keepsAllIn(now)) {
            narrowed.add(number);
          }
        });
    return narrowed;
  }

  /** The number of a column that went from a time without zone to one with, or back. */
  Optional<String> betweenTimestamps(String column) {
    return before.entrySet().stream()
        .filter(entry -> entry.getValue().column.equals(column))
        .filter(
            entry -> {
              Type now = after.getOrDefault(entry.getKey(), entry.getValue());
              return TypeWidening.areTimestamps(entry.getValue().known, now.known, now.modifier);
            })
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static PinnedQuery.Asked ask(String table, Map<String, Type> types) {
    String sql =
        """
        SELECT a.attnum::text, a.attname, a.atttypid::int8, a.atttypmod, t.typtype::text, t.typname
          FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
         WHERE a.attrelid = '%s'::oid AND a.attnum > '0'::int2
        """
            .formatted(table);
    return new PinnedQuery.Asked(
        sql,
        row -> {
          int known = TypeWidening.of((int) row.getLong(3), row.getString(5), row.getString(6));
          types.put(row.getString(1), new Type(row.getString(2), known, row.getInt(4)));
        });
  }
}
