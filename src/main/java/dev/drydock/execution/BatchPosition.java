package dev.drydock.execution;

import java.util.List;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/**
 * How far a backfill came, as the step journal keeps it: JSON that a person can read.
 *
 * @param oid of the table or partition it is in; those with smaller ones are done
 * @param table its name, for people
 * @param by the key columns it goes along; empty where it goes along blocks
 * @param shape types of those columns, and which columns are set, as {@link BatchTable#shape}
 *     tells; empty where an older version began it
 * @param at the last key that is done, as texts, or the first block that is not; empty before the
 *     first batch
 * @param end the last key there was when the table was begun, or the number of its blocks
 * @param pass from 1; tables without a key are looked through until nothing is left to do
 * @param passed rows filled before this pass
 * @param visited rows looked at in all tables, estimated where there is no key
 */
record BatchPosition(
    long oid,
    String table,
    List<String> by,
    String shape,
    List<String> at,
    List<String> end,
    int pass,
    long passed,
    long visited) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Before the first table. */
  static final BatchPosition NOWHERE =
      new BatchPosition(0, "", List.of(), "", List.of(), List.of(), 0, 0, 0);

  BatchPosition {
    by = List.copyOf(by);
    shape = Objects.requireNonNullElse(shape, "");
    at = List.copyOf(at);
    end = List.copyOf(end);
  }

  static BatchPosition parse(String text) {
    return JSON.readValue(text, BatchPosition.class);
  }

  /** The texts of a key as the server sent them, in a JSON array. */
  static List<String> texts(String array) {
    return List.of(JSON.readValue(array, String[].class));
  }

  String text() {
    return JSON.writeValueAsString(this);
  }

  boolean atEnd() {
    return at.equals(end);
  }

  /** After a batch. */
  BatchPosition moved(List<String> to, long looked) {
    return new BatchPosition(oid, table, by, shape, to, end, pass, passed, visited + looked);
  }
}
