package dev.drydock.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collection;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What goes with relations (columns, definitions of indexes, bounds of sequences) as it stood at
 * one moment, read only where somebody asks later.
 *
 * <p>That is most of a catalog, and little of it changes. A cursor sees what was there when it was
 * declared, whatever its transaction does afterwards; which relations it is about is read from a
 * setting when it is first fetched from. So the moment costs nothing, and the answer is exact. A
 * migration that closed the cursor or fetched from it is found out: the first row repeats the
 * question.
 */
public final class RowsBefore {

  private static final String ASKED = "drydock.relations";
  private static final CatalogPart[] PARTS = CatalogPart.values();

  private final String cursor = "drydock_" + UUID.randomUUID().toString().replace('-', '_');

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

  /**
   * Fills a snapshot with what goes with some relations.
   *
   * @throws SQLException also when somebody else used the cursor: what was there is unknown then
   */
  void fill(Connection connection, Collection<String> relations, CatalogSnapshot snapshot)
      throws SQLException {
    String asked = relations.stream().collect(Collectors.joining(","));
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      boolean rows =
          statement.execute(
              "SET LOCAL \"drydock\".\"relations\" = '%s'; FETCH ALL FROM %s"
                  .formatted(asked, cursor));
      while (!rows) {
        rows = statement.getMoreResults();
      }
      try (ResultSet answer = statement.getResultSet()) {
        if (!answer.next() || !asked.equals(answer.getString(3))) {
          throw new SQLException(
              "how the catalog was before the run cannot be read any more", "24000");
        }
        while (answer.next()) {
          snapshot.add(
              PARTS[answer.getInt(1)], answer.getString(2), answer.getString(3), null, null);
        }
      }
    }
  }
}
