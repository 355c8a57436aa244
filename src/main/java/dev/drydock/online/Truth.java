package dev.drydock.online;

import dev.drydock.postgres.SqlQuoting;

/**
 * Queries that tell, after a crash, how far a statement outside a transaction came: {@code done},
 * {@code absent}, {@code leftover}, or {@link OnlineAction.Outside#OTHER}. Every name is qualified.
 */
final class Truth {

  /** There is nothing to take away. */
  static final String NOTHING = "SELECT NULL::pg_catalog.text WHERE false";

  private Truth() {}

  /** One statement that takes a leftover away. */
  static String cleanup(String statement) {
    return "SELECT " + SqlQuoting.literal(statement);
  }

  /**
   * Of CREATE INDEX CONCURRENTLY: a failed build leaves an invalid index.
   *
   * @param conditions on its row of {@code pg_index}
   */
  static String indexBuilt(String index, String conditions) {
    return """
        SELECT coalesce((SELECT CASE WHEN (%s) IS NOT TRUE THEN pg_catalog.concat('%s', pg_catalog.pg_get_indexdef(i.indexrelid))
          WHEN i.indisvalid THEN 'done' ELSE 'leftover' END FROM pg_catalog.pg_index i
         WHERE i.indexrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%s)), 'absent')"""
        .formatted(conditions, OnlineAction.Outside.OTHER, SqlQuoting.literal(index));
  }

  /** Of DROP INDEX CONCURRENTLY, which may be repeated. */
  static String indexDropped(String index) {
    return "SELECT CASE WHEN pg_catalog.to_regclass(%s) IS NULL THEN 'done' ELSE 'absent' END"
        .formatted(SqlQuoting.literal(index));
  }

  /** Which tables {@code t} a REINDEX of a table or an index means: its partitions, too. */
  static String tablesOf(String relation) {
    return """
        t.oid OPERATOR(pg_catalog.=) ANY (WITH root (oid) AS (SELECT coalesce((SELECT x.indrelid::pg_catalog.regclass FROM pg_catalog.pg_index x
         WHERE x.indexrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%1$s)), pg_catalog.to_regclass(%1$s)))
         SELECT r.oid::pg_catalog.oid FROM root r UNION ALL SELECT p.relid::pg_catalog.oid FROM root r, pg_catalog.pg_partition_tree(r.oid) p)"""
        .formatted(SqlQuoting.literal(relation));
  }

  /** Those of a schema. */
  static String tablesIn(String schema) {
    return "t.relnamespace OPERATOR(pg_catalog.=) pg_catalog.to_regnamespace(%s)"
        .formatted(SqlQuoting.literal(SqlQuoting.identifier(schema)));
  }

  /** Those of the database. */
  static String tables() {
    return "true";
  }

  /**
   * Of REINDEX CONCURRENTLY: a failed one leaves invalid indexes named {@code …_ccnew}; those of
   * TOAST tables only a superuser may drop, and they are in nobody's way.
   */
  static String reindexed(String tables) {
    return "SELECT CASE WHEN EXISTS (SELECT %s) THEN 'leftover' ELSE 'absent' END"
        .formatted(leftIndexes(tables));
  }

  /** The statements that drop them. */
  static String reindexLeftovers(String tables) {
    return "SELECT pg_catalog.format('DROP INDEX CONCURRENTLY IF EXISTS %I.%I', n.nspname, c.relname) "
        + leftIndexes(tables);
  }

  private static String leftIndexes(String tables) {
    return """
        FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid
          JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
         WHERE NOT i.indisvalid AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND c.relname OPERATOR(pg_catalog.~) '_cc(new|old)[0-9]*$'
           AND EXISTS (SELECT FROM pg_catalog.pg_class t WHERE %s
             AND (t.oid OPERATOR(pg_catalog.=) i.indrelid OR t.reltoastrelid OPERATOR(pg_catalog.=) i.indrelid))"""
        .formatted(tables);
  }

  /** Of DETACH PARTITION CONCURRENTLY: a broken one is pending, and is finalized. */
  static String detached(String partition) {
    return """
        SELECT coalesce((SELECT CASE WHEN h.inhdetachpending THEN 'leftover' ELSE 'absent' END FROM pg_catalog.pg_inherits h
         WHERE h.inhrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%s)), 'done')"""
        .formatted(SqlQuoting.literal(partition));
  }

  /** Of DETACH PARTITION FINALIZE, which is whole or has done nothing. */
  static String finalized(String partition) {
    return """
        SELECT CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_inherits h
         WHERE h.inhrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%s)) THEN 'absent' ELSE 'done' END"""
        .formatted(SqlQuoting.literal(partition));
  }

  /** Of what may simply be done again, such as VACUUM. */
  static String repeatable() {
    return "SELECT 'absent'";
  }
}
