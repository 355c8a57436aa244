package dev.drydock.execution;

import dev.drydock.postgres.SqlQuoting;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A table, partition or child whose own rows a backfill visits.
 *
 * @param rows estimate; zero when unknown
 * @param blocks on disk
 * @param set the columns that are set, each with its number in the catalog
 * @param key columns of its primary key, else of a unique index over NOT NULL columns; empty where
 *     there is none
 * @param rowSecurity whether policies may hide rows
 * @param computed a stored generated column that somebody's own code computes, with each UPDATE
 */
record BatchTable(
    long oid,
    String schema,
    String name,
    char kind,
    long rows,
    long blocks,
    boolean rowSecurity,
    boolean rules,
    Optional<String> computed,
    String set,
    List<Column> key) {

  BatchTable {
    key = List.copyOf(key);
  }

  /**
   * A column of the key.
   *
   * @param type qualified and quoted
   * @param greater the index's own operator, as {@code OPERATOR(schema.>)}
   * @param atMost its partner for {@code <=}
   */
  record Column(String name, String type, String greater, String atMost) {}

  /**
   * What must stay as it is while it is gone through: a key of another type would be read
   * otherwise, and a column that was made anew has lost what was filled.
   */
  String shape() {
    return keyShape() + set;
  }

  /** What of that the key is. */
  String keyShape() {
    return key.stream().map(Column::type).collect(Collectors.joining(", ", "", " | "));
  }

  /** Qualified and quoted. */
  String sql() {
    return SqlQuoting.identifier(schema) + "." + SqlQuoting.identifier(name);
  }

  /** As people write it. */
  String shown() {
    return schema + "." + name;
  }

  /** Rows per block, at least one. */
  long rowsPerBlock() {
    return rows == 0 || blocks == 0 ? 50 : Math.max(1, rows / blocks);
  }

  BatchWay way() {
    return key.isEmpty() ? new BlockWay(this) : new KeyWay(this);
  }
}
