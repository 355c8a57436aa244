package dev.drydock.online;

import dev.drydock.postgres.SqlQuoting;

/**
 * Queries that tell, after a crash, how far a statement outside a transaction came: {@code done},
 * {@code absent} or {@code leftover}. Every name is qualified.
 */
final class Truth {

  /** There is nothing to take away. */
  static final String NOTHING = "SELECT NULL::pg_catalog.text WHERE false";

  private Truth() {}

  /** One statement that takes a leftover away. */
  static String cleanup(String statement) {
    return "SELECT " + SqlQuoting.literal(statement);
  }

  /** Of CREATE INDEX CONCURRENTLY: a failed build leaves an invalid index. */
  static String indexBuilt(String index) {
    return """
        SELECT coalesce((SELECT CASE WHEN i.indisvalid THEN 'done' ELSE 'leftover' END FROM pg_catalog.pg_index i
         WHERE i.indexrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%s)), 'absent')"""
        .formatted(SqlQuoting.literal(index));
  }

  /** Of DROP INDEX CONCURRENTLY, which may be repeated. */
  static String indexDropped(String index) {
    return "SELECT CASE WHEN pg_catalog.to_regclass(%s) IS NULL THEN 'done' ELSE 'absent' END"
        .formatted(SqlQuoting.literal(index));
  }

  /** Of REINDEX CONCURRENTLY: a failed one leaves invalid indexes named {@code …_ccnew}. */
  static String reindexed(String relation) {
    return "SELECT CASE WHEN EXISTS (SELECT %s) THEN 'leftover' ELSE 'absent' END"
        .formatted(leftIndexes(relation));
  }

  /** The statements that drop them. */
  static String reindexLeftovers(String relation) {
    return "SELECT pg_catalog.format('DROP INDEX CONCURRENTLY IF EXISTS %I.%I', n.nspname, c.relname) "
        + leftIndexes(relation);
  }

  private static String leftIndexes(String relation) {
    return """
        FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid
          JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
         WHERE i.indrelid OPERATOR(pg_catalog.=) coalesce((SELECT x.indrelid FROM pg_catalog.pg_index x WHERE x.indexrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%1$s)), pg_catalog.to_regclass(%1$s))
           AND NOT i.indisvalid AND c.relname OPERATOR(pg_catalog.~) '_cc(new|old)[0-9]*$'"""
        .formatted(SqlQuoting.literal(relation));
  }

  /** Of DETACH PARTITION CONCURRENTLY: a broken one is pending, and is finalized. */
  static String detached(String partition) {
    return """
        SELECT coalesce((SELECT CASE WHEN h.inhdetachpending THEN 'leftover' ELSE 'absent' END FROM pg_catalog.pg_inherits h
         WHERE h.inhrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%s)), 'done')"""
        .formatted(SqlQuoting.literal(partition));
  }

  /** Of what may simply be done again, such as VACUUM. */
  static String repeatable() {
    return "SELECT 'absent'";
  }
}
