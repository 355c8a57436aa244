package dev.drydock.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What goes with relations (columns, definitions of indexes, bounds of sequences) as it stood at
 * one moment, read only where somebody asks later.
 *
 * <p>That is most of a catalog, and little of it changes. A cursor sees what was there when it was
 * declared, whatever its transaction does afterwards; which relations it is about is read from a
 * setting when it is first fetched from. So the moment costs nothing, and the answer is exact. A
 * migration that fetched from the cursor is found out, as the first row repeats the question; and
 * one that closed it, whatever it declared in its place, by the time at which it was made.
 */
public final class RowsBefore {

  private static final String ASKED = "drydock.relations";
  private static final CatalogPart[] PARTS = CatalogPart.values();

  private static final Set<String> TOUCHED = Set.of("34000", "24000", "55000");

  private final String cursor = "drydock_" + UUID.randomUUID().toString().replace('-', '_');
  private final List<String> made = new ArrayList<>();

  /** The statement that fixes the moment; it qualifies every name itself. */
  public String declare(int major) {
    String asked = "pg_catalog.current_setting('" + ASKED + "', true)";
    String relations =
        " OPERATOR(pg_catalog.=) ANY ((SELECT a.oids FROM asked a)::pg_catalog.oid[])";
    return Arrays.stream(PARTS)
        .filter(part -> part.isLater() && part.existsOn(major))
        .map(
            part ->
                "\nUNION ALL SELECT %d, %s, %s FROM %s"
                    .formatted(
                        part.ordinal(),
                        part.definition().keyExpression(),
                        part.definition().rowExpression(major),
                        part.definition().later() + relations))
        .collect(
            Collectors.joining(
                "",
                "DECLARE %s NO SCROLL CURSOR FOR WITH asked AS MATERIALIZED (SELECT"
                        .formatted(cursor)
                    + " pg_catalog.string_to_array(%s, ',') AS oids)\n".formatted(asked)
                    + "SELECT -1, ''::pg_catalog.text, "
                    + asked,
                ""));
  }

  /** When it was declared; to be asked pinned, behind the declaration. */
  PinnedQuery.Asked asked() {
    return new PinnedQuery.Asked(
        "SELECT creation_time::text FROM pg_cursors WHERE name = '%s'".formatted(cursor),
        row -> made.add(row.getString(1)));
  }

  /**
   * Fills a snapshot with what goes with some relations.
   *
   * @throws SnapshotLostException when somebody else used the cursor: what was there is unknown
   *     then
   */
  void fill(Connection connection, Collection<String> relations, CatalogSnapshot snapshot)
      throws SQLException {
    String wanted = relations.stream().collect(Collectors.joining(","));
    var questions = new ArrayList<String>();
    var fetch =
        new PinnedQuery.Asked(
            "FETCH ALL FROM " + cursor,
            row -> {
              if (row.getInt(1) < 0) {
                questions.add(String.valueOf(row.getString(3)));
              } else {
                snapshot.add(PARTS[row.getInt(1)], row.getString(2), row.getString(3), null, null);
              }
            });
    try {
      PinnedQuery.rowsAfter(
          connection,
          "SET LOCAL \"drydock\".\"relations\" = '%s';\n".formatted(wanted),
          List.of(asked(), fetch));
    } catch (SQLException failure) {
      throw TOUCHED.contains(failure.getSQLState()) ? new SnapshotLostException() : failure;
    }
    boolean same = made.size() == 2 && made.get(0).equals(made.get(1));
    if (!same || !questions.equals(List.of(wanted))) {
      throw new SnapshotLostException();
    }
  }
}
