package dev.drydock.postgres;

import java.util.regex.Pattern;

/** What DROP … CASCADE takes along, as the server's dependencies of the moment tell. */
final class DependentsSql {

  private DependentsSql() {}

  private static final Pattern CATALOG = Pattern.compile("\\{(pg_[a-z_]+)}");

  /** The types of a routine's arguments, those of users with their schema. */
  private static final String ARGUMENTS =
      "pg_catalog.replace(pg_catalog.array_to_string((pg_catalog.pg_identify_object_as_address({pg_proc}, p.oid, 0)).object_args, ', '), 'pg_catalog.', '')";

  /** Whatever has one of the names ({@code %1$s}) and may be dropped with CASCADE. */
  private static final String ROOTS =
      """
      roots (kind, names, arguments, class, object, sub) AS MATERIALIZED (
        SELECT 'relation'::text, ARRAY[n.nspname::text, c.relname::text], ''::text, {pg_class}, c.oid, 0
          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relname::text = ANY (%1$s) AND c.oid >= '16384' AND c.relpersistence <> 't'
        UNION ALL
        SELECT 'column', ARRAY[n.nspname::text, c.relname::text, a.attname::text], '', {pg_class}, c.oid, a.attnum::int4
          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > '0' AND NOT a.attisdropped
         WHERE c.relname::text = ANY (%1$s) AND a.attname::text = ANY (%1$s) AND c.oid >= '16384'
           AND c.relpersistence <> 't' AND c.relkind IN ('r', 'p', 'f')
        UNION ALL
        SELECT 'constraint', ARRAY[n.nspname::text, c.relname::text, k.conname::text], '', {pg_constraint}, k.oid, 0
          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid
         WHERE c.relname::text = ANY (%1$s) AND k.conname::text = ANY (%1$s) AND c.oid >= '16384'
           AND c.relpersistence <> 't'
        UNION ALL
        SELECT 'type', ARRAY[n.nspname::text, t.typname::text], '', {pg_type}, t.oid, 0
          FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
         WHERE t.typname::text = ANY (%1$s) AND t.oid >= '16384'
           AND (t.typrelid = '0' OR EXISTS (SELECT FROM pg_catalog.pg_class c
                                             WHERE c.oid = t.typrelid AND c.relkind = 'c'))
        UNION ALL
        SELECT 'routine', ARRAY[n.nspname::text, p.proname::text], {arguments}, {pg_proc}, p.oid, 0
          FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
         WHERE p.proname::text = ANY (%1$s) AND p.oid >= '16384'
        UNION ALL
        SELECT 'extension', ARRAY[e.extname::text], '', {pg_extension}, e.oid, 0
          FROM pg_catalog.pg_extension e WHERE e.extname::text = ANY (%1$s)
        UNION ALL
        SELECT 'schema', ARRAY[n.nspname::text], '', {pg_namespace}, n.oid, 0
          FROM pg_catalog.pg_namespace n
         WHERE n.nspname::text = ANY (%1$s) AND (n.oid >= '16384' OR n.nspname::text = 'public')),
      """;

  /**
   * What goes with each root: silently, as its parts do, or by CASCADE alone. Of something else
   * that goes it may be a part, or hang on a column of it. A part that goes takes the whole of it
   * along, as the rule of a view does, and a column takes along those of partitions and children.
   */
  private static final String ALONG =
      """
      numbered AS MATERIALIZED (SELECT pg_catalog.row_number() OVER () AS root, r.* FROM roots r),
      along (root, class, object, sub, silent, part, hangs) AS (
        SELECT r.root, r.class, r.object, r.sub, true, false, false FROM numbered r
        UNION
        SELECT a.root, d.class, d.object, d.sub, a.silent AND d.silent, d.part, d.hangs
          FROM along a CROSS JOIN LATERAL (
            SELECT d.classid, d.objid, d.objsubid, e.silent, e.silent AND a.sub = 0, e.silent AND a.sub <> 0
              FROM pg_catalog.pg_depend d
             CROSS JOIN LATERAL (SELECT d.deptype <> 'n' AND d.objsubid = 0) e(silent)
             WHERE d.refclassid = a.class AND d.refobjid = a.object
               AND (a.sub = 0 OR d.refobjsubid = a.sub)
            UNION ALL
            SELECT w.refclassid, w.refobjid, w.refobjsubid, true, false, false
              FROM pg_catalog.pg_depend w
             WHERE w.classid = a.class AND w.objid = a.object AND w.objsubid = a.sub
               AND w.deptype = 'i'
            UNION ALL
            SELECT a.class, h.inhrelid, c.attnum::int4, true, true, false
              FROM pg_catalog.pg_attribute p
              JOIN pg_catalog.pg_inherits h ON h.inhparent = p.attrelid
              JOIN pg_catalog.pg_attribute c ON c.attrelid = h.inhrelid AND c.attname = p.attname
             WHERE a.class = {pg_class} AND a.sub <> 0 AND p.attrelid = a.object
               AND p.attnum::int4 = a.sub AND NOT c.attislocal AND NOT c.attisdropped)
               d(class, object, sub, silent, part, hangs)),
      members AS MATERIALIZED (
        SELECT g.*, pg_catalog.min(g.sub) OVER (PARTITION BY g.root, g.class, g.object) AS whole
          FROM (SELECT a.root, a.class, a.object, a.sub, pg_catalog.bool_or(a.silent) AS silent,
                       pg_catalog.bool_or(a.part) AS part, pg_catalog.bool_or(a.hangs) AS hangs
                  FROM along a GROUP BY a.root, a.class, a.object, a.sub) g),
      hanging AS (
        SELECT m.root, m.class, m.object, COALESCE(i.indrelid, k.conrelid, s.stxrelid) AS relid,
               i.indpred IS NOT NULL OR i.indexprs IS NOT NULL AS computed
          FROM members m
          LEFT JOIN pg_catalog.pg_index i ON m.class = {pg_class} AND i.indexrelid = m.object
          LEFT JOIN pg_catalog.pg_constraint k ON m.class = {pg_constraint} AND k.oid = m.object
          LEFT JOIN pg_catalog.pg_statistic_ext s ON m.class = {pg_statistic_ext} AND s.oid = m.object
         WHERE m.hangs AND NOT m.part),
      gone AS (
        SELECT m.root, m.class, m.object, m.sub FROM members m
         WHERE NOT m.silent AND NOT m.part AND NOT m.hangs AND (m.sub = 0 OR m.whole <> 0)
        UNION
        SELECT g.root, g.class, g.object, 0
          FROM hanging g JOIN numbered r ON r.root = g.root
         WHERE g.relid IS NOT NULL AND NOT (r.class = {pg_class} AND r.object = g.relid)
           AND NOT EXISTS (SELECT FROM members w
                            WHERE w.root = g.root AND w.class = {pg_class} AND w.object = g.relid
                              AND w.sub = 0)
           AND (g.computed OR EXISTS (
                 SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = g.class AND d.objid = g.object AND d.refclassid = {pg_class}
                    AND d.refobjid = g.relid AND d.refobjsubid <> 0
                    AND NOT EXISTS (SELECT FROM members w
                                     WHERE w.root = g.root AND w.class = {pg_class}
                                       AND w.object = g.relid AND w.sub = d.refobjsubid))))
      """;

  private static final String NAMED =
      """
      SELECT r.kind AS of_kind, r.names AS of_names, r.arguments AS of_arguments,
             i.kind, i.names, i.arguments
        FROM gone g
        JOIN numbered r ON r.root = g.root
       CROSS JOIN LATERAL (
        SELECT x.kind, pg_catalog.array_cat(ARRAY[n.nspname::text, c.relname::text], x.part), ''
          FROM (
            SELECT CASE t.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED_VIEW'
                                  WHEN 'f' THEN 'FOREIGN_TABLE' WHEN 'S' THEN 'SEQUENCE'
                                  WHEN 'i' THEN 'INDEX' WHEN 'I' THEN 'INDEX' ELSE 'TABLE' END,
                   t.oid, ARRAY[]::text[]
              FROM pg_catalog.pg_class t
             WHERE g.class = {pg_class} AND g.sub = 0 AND t.oid = g.object
               AND t.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'i', 'I')
            UNION ALL
            SELECT 'COLUMN', a.attrelid, ARRAY[a.attname::text] FROM pg_catalog.pg_attribute a
             WHERE g.class = {pg_class} AND a.attrelid = g.object AND g.sub <> 0 AND a.attnum::int4 = g.sub
            UNION ALL
            SELECT 'DEFAULT', d.adrelid, ARRAY[a.attname::text]
              FROM pg_catalog.pg_attrdef d
              JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
             WHERE g.class = {pg_attrdef} AND d.oid = g.object
            UNION ALL
            SELECT 'CONSTRAINT', k.conrelid, ARRAY[k.conname::text] FROM pg_catalog.pg_constraint k
             WHERE g.class = {pg_constraint} AND k.oid = g.object
            UNION ALL
            SELECT 'TRIGGER', t.tgrelid, ARRAY[t.tgname::text] FROM pg_catalog.pg_trigger t
             WHERE g.class = {pg_trigger} AND t.oid = g.object AND NOT t.tgisinternal
            UNION ALL
            SELECT 'POLICY', p.polrelid, ARRAY[p.polname::text] FROM pg_catalog.pg_policy p
             WHERE g.class = {pg_policy} AND p.oid = g.object
            UNION ALL
            SELECT 'RULE', w.ev_class, ARRAY[w.rulename::text] FROM pg_catalog.pg_rewrite w
             WHERE g.class = {pg_rewrite} AND w.oid = g.object AND w.rulename <> '_RETURN'
          ) x(kind, relid, part)
          JOIN pg_catalog.pg_class c ON c.oid = x.relid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        UNION ALL
        SELECT x.kind, pg_catalog.array_cat(ARRAY[n.nspname::text], x.names), x.arguments
          FROM (
            SELECT CASE p.prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END,
                   p.pronamespace, ARRAY[p.proname::text], {arguments}
              FROM pg_catalog.pg_proc p WHERE g.class = {pg_proc} AND p.oid = g.object
            UNION ALL
            SELECT CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END,
                   t.typnamespace, ARRAY[t.typname::text], ''
              FROM pg_catalog.pg_type t WHERE g.class = {pg_type} AND t.oid = g.object
            UNION ALL
            SELECT 'DOMAIN_CONSTRAINT', t.typnamespace, ARRAY[t.typname::text, k.conname::text], ''
              FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_type t ON t.oid = k.contypid
             WHERE g.class = {pg_constraint} AND k.oid = g.object
            UNION ALL
            SELECT 'STATISTICS', s.stxnamespace, ARRAY[s.stxname::text], ''
              FROM pg_catalog.pg_statistic_ext s WHERE g.class = {pg_statistic_ext} AND s.oid = g.object
            UNION ALL
            SELECT 'COLLATION', l.collnamespace, ARRAY[l.collname::text], ''
              FROM pg_catalog.pg_collation l WHERE g.class = {pg_collation} AND l.oid = g.object
          ) x(kind, namespace, names, arguments)
          JOIN pg_catalog.pg_namespace n ON n.oid = x.namespace
        UNION ALL
        SELECT 'EXTENSION', ARRAY[e.extname::text], ''
          FROM pg_catalog.pg_extension e WHERE g.class = {pg_extension} AND e.oid = g.object
        UNION ALL
        SELECT 'OTHER', ARRAY[pg_catalog.pg_describe_object(g.class, g.object, g.sub)], ''
         WHERE g.class NOT IN ({pg_class}, {pg_attrdef}, {pg_proc}, {pg_trigger}, {pg_policy},
                               {pg_rewrite}, {pg_type}, {pg_statistic_ext}, {pg_constraint},
                               {pg_collation}, {pg_extension})
       ) i(kind, names, arguments)
       ORDER BY r.root, i.kind, i.names
      """;

  private static final String DEPENDENTS =
      CATALOG
          .matcher(("WITH RECURSIVE " + ROOTS + ALONG + NAMED).replace("{arguments}", ARGUMENTS))
          .replaceAll("'pg_catalog.$1'::pg_catalog.regclass::pg_catalog.oid");

  /** A query for what goes along with whatever has one of the names, a row each. */
  static String dependents(String names) {
    return DEPENDENTS.formatted(names);
  }
}
