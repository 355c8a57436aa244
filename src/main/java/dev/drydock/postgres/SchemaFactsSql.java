package dev.drydock.postgres;

import java.util.Collection;
import java.util.stream.Collectors;

/** The catalog queries behind {@link SchemaFactsReader}; {@code %s} is the list of names. */
final class SchemaFactsSql {

  private SchemaFactsSql() {}

  /** An array of texts as SQL. */
  static String names(Collection<String> names) {
    return names.stream()
        .map(SqlQuoting::literal)
        .collect(Collectors.joining(", ", "ARRAY[", "]::pg_catalog.text[]"));
  }

  /** Exact and deparsed, but waits for whoever holds a table exclusively. */
  static String exact(String sql) {
    return sql.replaceAll("\\{size ([a-z.]+)}", "pg_catalog.pg_total_relation_size($1)")
        .replace("{default}", "pg_catalog.pg_get_expr(d.adbin, d.adrelid)")
        .replace(
            "{view}", "CASE WHEN c.relkind = 'v' THEN pg_catalog.pg_get_viewdef(c.oid) ELSE '' END")
        .replace("{index}", "pg_catalog.pg_get_indexdef(i.indexrelid)")
        .replace("{constraint}", "pg_catalog.pg_get_constraintdef(k.oid)")
        .replace("{routine}", "pg_catalog.pg_get_functiondef(p.oid)")
        .replace("{trigger}", "pg_catalog.pg_get_triggerdef(t.oid)")
        .replace("{policy}", POLICY)
        .replace("{key}", "pg_catalog.pg_get_partkeydef(c.oid)")
        .replace("{bound}", "COALESCE(pg_catalog.pg_get_partition_constraintdef(c.oid), '')");
  }

  /** As the last VACUUM or ANALYZE left it; waits for nobody. */
  static String estimated(String sql) {
    return sql.replaceAll(
            "\\{size ([a-z.]+)}",
            "(SELECT pg_catalog.sum(s.relpages::bigint * 8192) FROM pg_catalog.pg_class s WHERE s.oid = $1 OR s.oid IN (SELECT i.indexrelid FROM pg_catalog.pg_index i WHERE i.indrelid = $1))")
        .replace("{default}", "CASE WHEN a.atthasdef THEN 'not known' END")
        .replace("{index}", "''")
        .replace("{view}", "''")
        .replace("{routine}", "''")
        .replace("{trigger}", "''")
        .replace("{policy}", "''")
        .replace("{key}", "''")
        .replace("{constraint}", "''")
        .replace("{bound}", "''");
  }

  private static final String POLICY =
      """
      pg_catalog.concat('CREATE POLICY x ON x AS ',
        CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, ' FOR ',
        CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                      WHEN 'd' THEN 'DELETE' ELSE 'ALL' END, ' TO ',
        (SELECT pg_catalog.string_agg(COALESCE(pg_catalog.quote_ident(r.rolname), 'public'), ', ')
           FROM pg_catalog.unnest(p.polroles) u(role)
           LEFT JOIN pg_catalog.pg_roles r ON r.oid = u.role),
        ' USING (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')',
        ' WITH CHECK (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) || ')')""";

  static final String PLACES =
      """
      SELECT 'path' AS what, p.name::text AS name
        FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH ORDINALITY p(name, place)
      UNION ALL SELECT 'schema', n.nspname::text FROM pg_catalog.pg_namespace n
                 WHERE n.nspname::text !~ '^pg_(toast|temp_|toast_temp_)'
      UNION ALL SELECT 'extension', e.extname::text FROM pg_catalog.pg_extension e
      UNION ALL (SELECT 'table', c.relname::text FROM pg_catalog.pg_class c
                   JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                  WHERE n.nspname = ANY (pg_catalog.current_schemas(false))
                    AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.oid >= '16384' LIMIT 1000)
      UNION ALL SELECT 'calling', u.name::text
                  FROM pg_catalog.pg_proc p
                  JOIN (SELECT o.oprcode::oid AS called, o.oprname::text AS name
                          FROM pg_catalog.pg_operator o WHERE o.oid >= '16384'
                        UNION ALL SELECT c.castfunc, pg_catalog.format_type(t.type, NULL)
                          FROM pg_catalog.pg_cast c,
                               pg_catalog.unnest(ARRAY[c.castsource, c.casttarget]) t(type)
                         WHERE c.castfunc >= '16384'
                        UNION ALL SELECT d.refobjid, t.typname::text
                          FROM pg_catalog.pg_constraint k
                          JOIN pg_catalog.pg_type t ON t.oid = k.contypid
                          JOIN pg_catalog.pg_depend d ON d.objid = k.oid
                           AND d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid
                           AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid) u
                    ON u.called = p.oid
                 WHERE p.oid >= '16384' AND p.provolatile <> 'i'
                   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
                                    WHERE e.objid = p.oid AND e.deptype = 'e'
                                      AND e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid)
      """;

  /** Relations that are named, and those that hang together with them. */
  static final String WANTED =
      """
      WITH RECURSIVE named AS MATERIALIZED (
        SELECT c.oid FROM pg_catalog.pg_class c
         WHERE c.relname::text = ANY (%s) AND c.relnamespace <> '99' AND c.relpersistence <> 't'
           AND c.oid >= '16384'),
      tables AS MATERIALIZED (
        SELECT oid FROM named
        UNION SELECT i.indrelid FROM pg_catalog.pg_index i JOIN named ON named.oid = i.indexrelid),
      descent (oid) AS (
        SELECT oid FROM tables
        UNION SELECT h.inhrelid FROM pg_catalog.pg_inherits h JOIN descent d ON d.oid = h.inhparent),
      wanted AS MATERIALIZED (
        SELECT oid FROM descent
        UNION SELECT h.inhparent FROM pg_catalog.pg_inherits h JOIN tables t ON t.oid = h.inhrelid
        UNION SELECT k.conrelid FROM pg_catalog.pg_constraint k JOIN tables t ON t.oid = k.confrelid
        UNION SELECT k.confrelid FROM pg_catalog.pg_constraint k JOIN tables t ON t.oid = k.conrelid
               WHERE k.contype = 'f')
      """;

  private static final String LEAVES =
      """
      , below (root, leaf) AS (
        SELECT w.oid, w.oid FROM wanted w JOIN pg_catalog.pg_class c ON c.oid = w.oid
               WHERE c.relkind = 'p' OR (c.relkind = 'r' AND c.relhassubclass)
        UNION SELECT b.root, h.inhrelid FROM below b
                JOIN pg_catalog.pg_inherits h ON h.inhparent = b.leaf),
      leaves AS (
        SELECT b.root, b.leaf FROM below b
          JOIN pg_catalog.pg_class c ON c.oid = b.leaf AND c.relkind = 'r'),
      published AS MATERIALIZED (
        SELECT p.pubname::text AS name, r.prrelid AS relid, p.pubupdate AS updates,
               COALESCE(pg_catalog.to_jsonb(r) ->> 'prqual'::text,
                        pg_catalog.to_jsonb(r) ->> 'prattrs'::text) IS NOT NULL AS narrowed
          FROM pg_catalog.pg_publication_rel r
          JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid {schemas})
      """;

  private static final int PUBLISHED_SCHEMAS = 150_000;

  /** Tables that are published with their schema. */
  private static final String SCHEMAS =
      """

        UNION SELECT p.pubname::text, c.oid, p.pubupdate, false
          FROM pg_catalog.pg_publication_namespace s
          JOIN pg_catalog.pg_publication p ON p.oid = s.pnpubid
          JOIN pg_catalog.pg_class c ON c.relnamespace = s.pnnspid AND c.relkind IN ('r', 'p')""";

  /** {@link #RELATIONS} for a version, such as 180006. */
  static String relations(int version) {
    return RELATIONS
        .replace("{holder}", RowTypesSql.holder("c.reltype"))
        .replace("{computed}", ComputedColumnsSql.COMPUTED)
        .replace("{schemas}", version >= PUBLISHED_SCHEMAS ? SCHEMAS : "");
  }

  private static final String RELATIONS =
      WANTED
          + LEAVES
          + """
            SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind,
                   pg_catalog.pg_get_userbyid(c.relowner) AS owner,
                   CASE WHEN c.relkind = 'p' OR (c.relkind = 'r' AND c.relhassubclass) THEN
                     (SELECT COALESCE(pg_catalog.sum(l.reltuples) FILTER (WHERE l.reltuples >= '0'), -1)
                        FROM leaves p JOIN pg_catalog.pg_class l ON l.oid = p.leaf WHERE p.root = c.oid)
                   ELSE c.reltuples END AS estimate,
                   CASE WHEN c.relkind = 'p' OR (c.relkind = 'r' AND c.relhassubclass) THEN
                     (SELECT COALESCE(pg_catalog.sum({size p.leaf}), 0) FROM leaves p WHERE p.root = c.oid)
                   WHEN c.relkind IN ('r', 'm') THEN {size c.oid}
                   ELSE 0 END AS bytes,
                   (SELECT pg_catalog.quote_ident(pn.nspname::text) || '.' || pg_catalog.quote_ident(pc.relname::text)
                      FROM pg_catalog.pg_inherits h
                      JOIN pg_catalog.pg_class pc ON pc.oid = h.inhparent
                      JOIN pg_catalog.pg_namespace pn ON pn.oid = pc.relnamespace
                     WHERE h.inhrelid = c.oid AND NOT h.inhdetachpending ORDER BY h.inhseqno LIMIT 1) AS parent,
                   c.relrowsecurity AS row_security, c.relforcerowsecurity AS forced,
                   ARRAY(SELECT p.polname::text FROM pg_catalog.pg_policy p
                          WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN ('*', 'r')
                          ORDER BY 1) AS admitting,
                   ARRAY(SELECT DISTINCT COALESCE(r.rolname::text, 'public')
                           FROM pg_catalog.aclexplode(c.relacl) x
                           LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee
                          WHERE x.grantee <> c.relowner
                            AND x.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
                            AND (r.oid IS NULL OR NOT (r.rolsuper OR r.rolbypassrls
                              OR pg_catalog.pg_has_role(r.oid, c.relowner, 'USAGE')))
                          ORDER BY 1) AS bound,
                   NOT EXISTS (SELECT FROM pg_catalog.pg_roles r
                                WHERE r.oid = c.relowner AND (r.rolsuper OR r.rolbypassrls))
                     AS binds_owner,
                   CASE WHEN (SELECT r.rolsuper OR r.rolbypassrls FROM pg_catalog.pg_roles r
                               WHERE r.rolname = CURRENT_USER) THEN 'EXEMPT'
                        WHEN pg_catalog.pg_has_role(c.relowner, 'USAGE') THEN 'OWNER'
                        ELSE 'BOUND' END AS asker,
                   {view} AS definition,
                   c.relreplident AS replica_identity,
                   ARRAY(SELECT t.tgname::text FROM pg_catalog.pg_trigger t
                          WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled <> 'D'
                          ORDER BY 1) AS triggers,
                   ARRAY(SELECT t.tgname::text || E'\\t' || COALESCE(
                                  (SELECT pg_catalog.string_agg(a.attname, E'\\t' ORDER BY a.attnum)
                                     FROM pg_catalog.pg_attribute a
                                    WHERE a.attrelid = c.oid AND a.attnum = ANY (t.tgattr::int2[])), '')
                           FROM pg_catalog.pg_trigger t
                          WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled <> 'D'
                            AND t.tgtype & '16' <> 0
                          ORDER BY 1) AS update_triggers,
                   ARRAY(SELECT 'trigger ' || t.tgname::text || E'\\x01' || {trigger} FROM pg_catalog.pg_trigger t
                          WHERE t.tgrelid = c.oid AND NOT t.tgisinternal
                         UNION ALL SELECT 'rule ' || r.rulename::text || E'\\x01' || r.ev_type::text FROM pg_catalog.pg_rewrite r
                          WHERE r.ev_class = c.oid
                         UNION ALL SELECT 'policy ' || p.polname::text || E'\\x01' || {policy} FROM pg_catalog.pg_policy p
                          WHERE p.polrelid = c.oid
                         UNION ALL SELECT pg_catalog.format('read by %%I.%%I', vn.nspname, v.relname) || E'\\x01'
                                  || COALESCE(pg_catalog.string_agg(DISTINCT a.attname, E'\\t'), '')
                           FROM pg_catalog.pg_depend d
                           JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid AND r.rulename = '_RETURN'
                           JOIN pg_catalog.pg_class v ON v.oid = r.ev_class AND v.oid <> c.oid
                           JOIN pg_catalog.pg_namespace vn ON vn.oid = v.relnamespace
                           LEFT JOIN pg_catalog.pg_attribute a
                             ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
                          WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid
                            AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
                            AND d.refobjid = c.oid
                          GROUP BY vn.nspname, v.relname
                         UNION SELECT pg_catalog.format('statistics %%I.%%I', sn.nspname, x.stxname) || E'\\x01'
                                      || pg_catalog.array_to_string(ARRAY(SELECT a.attname FROM pg_catalog.pg_attribute a
                                           WHERE a.attrelid = c.oid AND a.attnum = ANY (x.stxkeys::int2[]) ORDER BY a.attnum), E'\\t')
                           FROM pg_catalog.pg_statistic_ext x
                           JOIN pg_catalog.pg_namespace sn ON sn.oid = x.stxnamespace WHERE x.stxrelid = c.oid
                         UNION SELECT 'child column ' || a.attname::text FROM pg_catalog.pg_attribute a
                          WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid IN (
                            WITH RECURSIVE below (oid) AS (
                              SELECT h.inhrelid FROM pg_catalog.pg_inherits h
                                JOIN pg_catalog.pg_class k ON k.oid = h.inhrelid
                               WHERE h.inhparent = c.oid AND c.relkind = 'r' AND NOT k.relispartition
                              UNION SELECT h.inhrelid FROM pg_catalog.pg_inherits h
                                JOIN below b ON b.oid = h.inhparent)
                            SELECT oid FROM below)
                            AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute o
                                  WHERE o.attrelid = c.oid AND o.attname = a.attname
                                    AND NOT o.attisdropped)
                         UNION SELECT 'updates in ' || p.name || E'\\x01'
                                      || CASE WHEN p.narrowed THEN 'narrowed' ELSE '' END
                           FROM published p
                          WHERE p.updates AND (p.relid = c.oid OR p.relid IN (
                            SELECT x.relid::oid FROM pg_catalog.pg_partition_ancestors(c.oid::regclass) x))
                         UNION SELECT 'updates in ' || p.pubname::text FROM pg_catalog.pg_publication p
                          WHERE p.puballtables AND p.pubupdate AND c.relkind IN ('r', 'p')
                         UNION SELECT 'held by ' || h.holder FROM (SELECT {holder} WHERE c.relkind IN ('r', 'p')) h (holder)
                          WHERE h.holder IS NOT NULL
                         UNION SELECT 'computed ' || g.computed FROM (SELECT {computed} WHERE c.relkind IN ('r', 'p')) g (computed)
                          WHERE g.computed IS NOT NULL
                         UNION SELECT 'of another' WHERE c.relkind IN ('r', 'p')
                            AND c.relowner <> (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = CURRENT_USER)
                         UNION SELECT 'detaching' FROM pg_catalog.pg_inherits h
                          WHERE h.inhrelid = c.oid AND h.inhdetachpending
                         UNION SELECT pg_catalog.concat('beside ', o.relname) FROM pg_catalog.pg_class o
                          WHERE c.relkind IN ('r', 'p') AND o.relnamespace = c.relnamespace
                            AND o.relname >= s.first AND o.relname <= s.last AND o.relname::text ~ s.chosen
                            AND NOT EXISTS (SELECT FROM pg_catalog.pg_index i
                                  WHERE i.indexrelid = o.oid AND i.indrelid = c.oid)
                         UNION SELECT pg_catalog.concat('beside ', k.conname) FROM pg_catalog.pg_constraint k
                          WHERE c.relkind IN ('r', 'p') AND k.connamespace = c.relnamespace AND k.conrelid <> c.oid
                            AND k.conname >= s.first AND k.conname <= s.last AND k.conname::text ~ s.chosen
                          ORDER BY 1) AS parts,
                   EXISTS (SELECT FROM pg_catalog.pg_rewrite r
                            WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN') AS rules,
                   ARRAY(SELECT p.pubname::text FROM pg_catalog.pg_publication p
                          WHERE p.puballtables AND c.relkind IN ('r', 'p')
                          UNION SELECT p.name FROM published p
                          WHERE p.relid = c.oid OR p.relid IN (
                            SELECT x.relid::oid FROM pg_catalog.pg_partition_ancestors(c.oid::regclass) x)
                          ORDER BY 1) AS publications
              FROM wanted w
              JOIN pg_catalog.pg_class c ON c.oid = w.oid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             CROSS JOIN LATERAL (
                   SELECT pg_catalog.left(c.relname::text, 9)::name AS first,
                          pg_catalog.concat(pg_catalog.left(c.relname::text, 9), '~')::name AS last,
                          '_(key|pkey|check|fkey|excl|idx|not_null)[0-9]*$' AS chosen) AS s
            """;

  static final String COLUMNS =
      WANTED
          + """
            SELECT a.attrelid AS relation, a.attname AS name,
                   pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
                   a.attnotnull AS not_null, {default} AS default_value,
                   a.attidentity AS identity, a.attgenerated AS generated
              FROM wanted w
              JOIN pg_catalog.pg_attribute a ON a.attrelid = w.oid
              JOIN pg_catalog.pg_class c ON c.oid = w.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
              LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
             WHERE a.attnum > 0 AND NOT a.attisdropped
             ORDER BY a.attrelid, a.attnum
            """;

  static final String INDEXES =
      WANTED
          + """
            SELECT i.indrelid AS relation, c.relname AS name, i.indisunique AS is_unique,
                   i.indisprimary AS is_primary, i.indisvalid AND i.indisready AS valid,
                   i.indpred IS NOT NULL AS partial, c.relispartition AS attached,
                   ARRAY(SELECT COALESCE(a.attname::text, '')
                           FROM pg_catalog.unnest(i.indkey) WITH ORDINALITY k(attnum, place)
                           LEFT JOIN pg_catalog.pg_attribute a
                             ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum > 0
                          WHERE k.place <= i.indnkeyatts ORDER BY k.place) AS columns,
                   {index} AS definition
              FROM wanted w
              JOIN pg_catalog.pg_index i ON i.indrelid = w.oid
              JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
             ORDER BY c.relname
            """;

  static final String CONSTRAINTS =
      WANTED
          + """
            SELECT k.conrelid AS relation, k.conname AS name, k.contype AS kind,
                   k.convalidated AS validated,
                   ARRAY(SELECT a.attname::text
                           FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY x(attnum, place)
                           JOIN pg_catalog.pg_attribute a
                             ON a.attrelid = k.conrelid AND a.attnum = x.attnum
                          ORDER BY x.place) AS columns,
                   pg_catalog.quote_ident(pn.nspname::text) || '.' || pg_catalog.quote_ident(pc.relname::text) AS parent,
                   {constraint} AS definition
              FROM wanted w
              JOIN pg_catalog.pg_constraint k ON k.conrelid = w.oid AND k.contype <> 't'
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint o
                                WHERE o.oid = k.conparentid AND o.conrelid = k.conrelid)
              LEFT JOIN pg_catalog.pg_class pc ON pc.oid = k.confrelid AND k.contype = 'f'
              LEFT JOIN pg_catalog.pg_namespace pn ON pn.oid = pc.relnamespace
             ORDER BY k.conname
            """;

  static final String TYPES =
      """
      SELECT n.nspname AS schema, t.typname AS name, t.typtype AS kind,
             CASE WHEN t.typtype = 'd' THEN
               ARRAY(SELECT 'NOT NULL' WHERE t.typnotnull
                      UNION ALL SELECT k.conname::text FROM pg_catalog.pg_constraint k
                                 WHERE k.contypid = t.oid AND k.contype = 'c')
             ELSE ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e
                         WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) END AS labels
        FROM pg_catalog.pg_type t
        JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
       WHERE t.oid >= '16384' AND t.typtype IN ('e', 'd', 'r', 'b') AND t.typcategory <> 'A' AND t.typname::text = ANY (%s)
      """;

  static final String ROUTINES =
      """
      SELECT n.nspname AS schema, p.proname AS name,
             pg_catalog.oidvectortypes(p.proargtypes) AS arguments, p.prokind AS kind,
             p.provolatile AS volatility,
             COALESCE(pg_catalog.pg_get_function_result(p.oid), '') AS returns,
             l.lanname AS language,
             CASE WHEN l.lanname IN ('sql', 'plpgsql') AND p.oid >= '16384' THEN p.prosrc ELSE '' END
               AS source,
             CASE WHEN p.prokind IN ('f', 'p') AND p.oid >= '16384'
                  THEN {routine} ELSE '' END AS definition
        FROM pg_catalog.pg_proc p
        JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
        JOIN pg_catalog.pg_language l ON l.oid = p.prolang
       WHERE p.proname::text = ANY (%1$s)
          OR p.prorettype IN (SELECT c.reltype FROM pg_catalog.pg_class c
                               WHERE c.relname::text = ANY (%1$s) AND c.oid >= '16384' AND c.reltype <> '0')
      """;
}
