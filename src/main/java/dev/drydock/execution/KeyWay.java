package dev.drydock.execution;

import dev.drydock.postgres.SqlQuoting;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Along a unique key, by the index's own order and operators; a place is the key of a row.
 *
 * @param table has a key
 */
record KeyWay(BatchTable table) implements BatchWay {

  /** The name that the walk over the index gives the table. */
  private static final String WALKED = "walked";

  @Override
  public List<String> by() {
    return table.key().stream().map(BatchTable.Column::name).toList();
  }

  @Override
  public String endSql() {
    return found("", ordered(" DESC") + " LIMIT 1");
  }

  @Override
  public String edgeSql(List<String> at, List<String> end, int rows) {
    String where = " WHERE " + range(WALKED, at, end);
    return found(where, ordered("") + " LIMIT 1 OFFSET " + (rows - 1));
  }

  /** Converts only the row that was found. */
  private String found(String where, String order) {
    String columns = columns(column -> qualified(WALKED, column));
    return "SELECT pg_catalog.json_build_array(%s)::pg_catalog.text FROM (SELECT %s FROM ONLY %s AS %s%s%s) AS found"
        .formatted(columns(KeyWay::text), columns, table.sql(), WALKED, where, order);
  }

  private String ordered(String direction) {
    return " ORDER BY " + columns(column -> qualified(WALKED, column) + direction);
  }

  private String columns(Function<BatchTable.Column, String> text) {
    return table.key().stream().map(text).collect(Collectors.joining(", "));
  }

  private static String text(BatchTable.Column column) {
    return "found." + SqlQuoting.identifier(column.name()) + "::pg_catalog.text";
  }

  private static String qualified(String called, BatchTable.Column column) {
    return SqlQuoting.identifier(called) + "." + SqlQuoting.identifier(column.name());
  }

  @Override
  public String range(String called, List<String> at, List<String> to) {
    var conditions = new ArrayList<String>();
    if (!at.isEmpty()) {
      conditions.add(compared(called, at, table.key().get(0).greater()));
    }
    conditions.add(compared(called, to, table.key().get(0).atMost()));
    return String.join(" AND ", conditions);
  }

  private String compared(String called, List<String> place, String operator) {
    List<BatchTable.Column> key = table.key();
    String values =
        IntStream.range(0, key.size())
            .mapToObj(i -> SqlQuoting.literal(place.get(i)) + "::" + key.get(i).type())
            .collect(Collectors.joining(", "));
    String columns = columns(column -> qualified(called, column));
    return key.size() == 1
        ? columns + " " + operator + " " + values
        : "ROW(%s) %s ROW(%s)".formatted(columns, operator, values);
  }

  @Override
  public long rows(List<String> at, List<String> to, int counted) {
    return counted;
  }
}
