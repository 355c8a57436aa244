package dev.drydock.guard;

import dev.drydock.catalog.PinnedQuery;
import dev.drydock.catalog.TypeWidening;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Notes columns that an ALTER TABLE narrowed, also where a later one gives them their old type
 * back: the values do not come back with it.
 */
final class TypeSteps {

  /** A column's type. */
  private record Type(int oid, int modifier, boolean isEnum) {

    private int base() {
      return isEnum ? TypeWidening.ENUM : oid;
    }
  }

  private final Map<String, Type> before;

  private TypeSteps(Map<String, Type> before) {
    this.before = before;
  }

  static TypeSteps before(Connection connection, String table) throws SQLException {
    return new TypeSteps(read(connection, table));
  }

  /** Numbers of the columns that do not hold all their values any more. */
  Set<String> narrowed(Connection connection, String table) throws SQLException {
    Map<String, Type> after = read(connection, table);
    Set<String> narrowed = new HashSet<>();
    before.forEach(
        (number, old) -> {
          Type now = after.getOrDefault(number, old);
          if (!now.equals(old)
              && !TypeWidening.isLossless(old.base(), old.modifier(), now.base(), now.modifier())) {
            narrowed.add(number);
          }
        });
    return narrowed;
  }

  private static Map<String, Type> read(Connection connection, String table) throws SQLException {
    var types = new HashMap<String, Type>();
    String sql =
        """
        SELECT a.attnum::text, a.atttypid::int8, a.atttypmod, t.typtype = 'e'
          FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
         WHERE a.attrelid = '%s'::oid AND a.attnum > '0'::int2
        """
            .formatted(table);
    PinnedQuery.rows(
        connection,
        sql,
        row ->
            types.put(
                row.getString(1),
                new Type((int) row.getLong(2), row.getInt(3), row.getBoolean(4))));
    return types;
  }
}
