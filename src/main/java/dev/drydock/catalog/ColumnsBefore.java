package dev.drydock.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The columns of all relations as they stood at one moment, read only where somebody asks later.
 *
 * <p>Columns are most of a catalog, and few of them change. A cursor sees what was there when it
 * was declared, whatever its transaction does afterwards; which relations it is about is read from
 * a setting when it is first fetched from. So the moment costs nothing, and the answer is exact. A
 * migration that closed the cursor or fetched from it is found out: the first row repeats the
 * question.
 */
public final class ColumnsBefore {

  private static final String ASKED = "drydock.relations";

  private final String cursor = "drydock_" + UUID.randomUUID().toString().replace('-', '_');

  /** The statement that fixes the moment; it qualifies every name itself. */
  public String declare(int major) {
    PartDefinition columns = CatalogPart.ATTRIBUTE.definition();
    String asked = "pg_catalog.current_setting('" + ASKED + "', true)";
    return """
        DECLARE %s NO SCROLL CURSOR FOR
        SELECT ''::pg_catalog.text, %s
        UNION ALL
        SELECT pg_catalog.concat_ws('/', x.attrelid, x.attnum), %s
          FROM pg_catalog.pg_attribute x
         WHERE x.attrelid OPERATOR(pg_catalog.=) ANY (
                 pg_catalog.string_to_array(%s, ',')::pg_catalog.oid[])
           AND x.attnum OPERATOR(pg_catalog.>) '0'::pg_catalog.int2
        """
        .formatted(
            cursor,
            asked,
            columns.rowExpression(major).replace("::text", "::pg_catalog.text"),
            asked);
  }

  /**
   * Fills a snapshot with the columns of some relations.
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
        if (!answer.next() || !asked.equals(answer.getString(2))) {
          throw new SQLException("the columns as they were cannot be read any more", "24000");
        }
        while (answer.next()) {
          snapshot.add(CatalogPart.ATTRIBUTE, answer.getString(1), answer.getString(2), null, null);
        }
      }
    }
  }
}
