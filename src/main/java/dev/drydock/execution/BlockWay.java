package dev.drydock.execution;

import dev.drydock.postgres.SqlQuoting;
import java.util.List;

/**
 * Along the blocks of a table without a key; a place is the number of a block. Rows move when they
 * are updated, so this is only for updates that may visit a row twice.
 */
record BlockWay(BatchTable table) implements BatchWay {

  @Override
  public List<String> by() {
    return List.of();
  }

  @Override
  public String endSql() {
    return """
        SELECT pg_catalog.json_build_array(n::pg_catalog.text)::pg_catalog.text
          FROM (SELECT pg_catalog.pg_relation_size(%d) / pg_catalog.current_setting('block_size')::pg_catalog.int8) AS size (n)
         WHERE n OPERATOR(pg_catalog.>) 0"""
        .formatted(table.oid());
  }

  @Override
  public String edgeSql(List<String> at, List<String> end, int rows) {
    long edge = block(at) + Math.max(1, rows / table.rowsPerBlock());
    return edge < block(end)
        ? "SELECT '[\"%d\"]'::pg_catalog.text".formatted(edge)
        : "SELECT NULL::pg_catalog.text";
  }

  @Override
  public String range(String called, List<String> at, List<String> to) {
    return "%1$s.ctid OPERATOR(pg_catalog.>=) '(%2$d,0)'::pg_catalog.tid AND %1$s.ctid OPERATOR(pg_catalog.<) '(%3$d,0)'::pg_catalog.tid"
        .formatted(SqlQuoting.identifier(called), block(at), block(to));
  }

  @Override
  public long rows(List<String> at, List<String> to, int counted) {
    return (block(to) - block(at)) * table.rowsPerBlock();
  }

  private static long block(List<String> place) {
    return place.isEmpty() ? 0 : Long.parseLong(place.get(0));
  }
}
