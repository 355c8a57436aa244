package dev.drydock.postgres;

/** Whose rows go with those of a table, by foreign keys, directly or by way of others. */
final class FollowersSql {

  private FollowersSql() {}

  /**
   * Of each table that is named ({@code %s}): the tables that TRUNCATE … CASCADE empties with it,
   * and what a DELETE of its rows does to theirs: {@code c} deletes them, {@code n} changes them,
   * nothing where it does neither. A partition is told as its table.
   */
  static final String FOLLOWERS =
      """
      WITH RECURSIVE keys AS MATERIALIZED (
        SELECT k.confrelid AS parent, k.conrelid AS child,
               CASE WHEN k.confdeltype = 'd' THEN 'n' ELSE k.confdeltype::text END AS deletes
          FROM pg_catalog.pg_constraint k
          JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
         WHERE k.contype = 'f' AND k.conrelid <> k.confrelid
           AND NOT (c.relispartition AND k.conparentid <> '0')),
      along (root, child, deletes) AS (
        SELECT k.parent, k.child, k.deletes
          FROM keys k JOIN pg_catalog.pg_class c ON c.oid = k.parent
         WHERE c.relname::text = ANY (%s) AND c.relkind IN ('r', 'p')
        UNION
        SELECT a.root, k.child, CASE a.deletes WHEN 'c' THEN k.deletes ELSE '' END
          FROM along a JOIN keys k ON k.parent = a.child AND k.child <> a.root)
      SELECT a.root AS relation, pg_catalog.format('%%I.%%I', n.nspname, c.relname) AS name,
             COALESCE(pg_catalog.min(a.deletes) FILTER (WHERE a.deletes IN ('c', 'n')), '') AS deletes
        FROM along a
        JOIN pg_catalog.pg_class c ON c.oid = a.child
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       GROUP BY a.root, n.nspname, c.relname
      """;
}
