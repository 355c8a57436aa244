package dev.drydock.postgres;

/**
 * Catalog queries for what hangs on columns. In {@link #TIES} {@code %s} is the list of names,
 * twice; fields that some versions lack are read by way of JSON.
 */
public final class ColumnTiesSql {

  private ColumnTiesSql() {}

  private static final String COLUMNS =
      """
      , k AS MATERIALIZED (
        SELECT a.*, n.nspname, c.relname, c.reloftype, c.relowner
          FROM tables t JOIN pg_catalog.pg_class c ON c.oid = t.oid AND c.relkind = 'r'
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
         WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attname::text = ANY (%s)),
      o AS MATERIALIZED (
        SELECT DISTINCT k.attrelid, k.attnum, d.classid, d.objid, d.objsubid
          FROM k JOIN pg_catalog.pg_depend d
            ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
           AND d.refobjid = k.attrelid AND d.refobjsubid = k.attnum),
      x AS MATERIALIZED (
        SELECT k.attrelid, k.attnum, k.attname, k.nspname, k.relname, i.*, c.relname AS index_name, c.reltablespace, c.oid AS index_oid,
               (SELECT q.oid FROM pg_catalog.pg_constraint q
                 WHERE q.conindid = c.oid AND q.contype IN ('p', 'u', 'x')) AS key
          FROM k JOIN pg_catalog.pg_index i ON i.indrelid = k.attrelid
          JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
         WHERE k.attnum = ANY (i.indkey::int2[])
            OR EXISTS (SELECT FROM o WHERE o.attrelid = k.attrelid AND o.attnum = k.attnum
                          AND o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AND o.objid = c.oid)),
      q AS MATERIALIZED (
        SELECT k.attrelid, k.attnum, k.attname, q.*, qn.nspname AS place, qc.relname AS of, qc.relkind,
               k.attnum = ANY (q.conkey) AND q.conrelid = k.attrelid AS here,
               q.contype = 'f' AND k.attnum = ANY (q.confkey) AND q.confrelid = k.attrelid AS there,
               pg_catalog.to_jsonb(q) - 'conbin'::text AS fields
          FROM k JOIN pg_catalog.pg_constraint q
            ON (q.conrelid = k.attrelid AND k.attnum = ANY (q.conkey))
            OR (q.confrelid = k.attrelid AND k.attnum = ANY (q.confkey))
          JOIN pg_catalog.pg_class qc ON qc.oid = q.conrelid
          JOIN pg_catalog.pg_namespace qn ON qn.oid = qc.relnamespace
         WHERE q.contype <> 't')
      """;

  private static final String OBSTACLES =
      """
      SELECT o.attrelid AS relation, k.attname AS name, 'OBSTACLE' AS kind, '' AS place, '' AS of, '' AS own,
             CASE WHEN r.oid IS NOT NULL THEN pg_catalog.format('the view %%I.%%I', rn.nspname, rc.relname)
                  WHEN o.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass::pg_catalog.oid
                  THEN (SELECT pg_catalog.format('the generated column %%I', g.attname)
                          FROM pg_catalog.pg_attrdef f JOIN pg_catalog.pg_attribute g ON g.attrelid = f.adrelid AND g.attnum = f.adnum
                         WHERE f.oid = o.objid)
                  -- Up to 14 it is the generated column itself that depends, not its expression.
                  ELSE coalesce((SELECT pg_catalog.format('the generated column %%I', g.attname)
                          FROM pg_catalog.pg_attribute g
                         WHERE o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AND g.attrelid = o.objid
                           AND g.attnum = o.objsubid AND g.attgenerated <> ''),
                      'the ' || pg_catalog.pg_describe_object(o.classid, o.objid, o.objsubid)) END AS definition,
             '' AS more, NULL::pg_catalog.text AS comment
        FROM o JOIN k ON k.attrelid = o.attrelid AND k.attnum = o.attnum
        LEFT JOIN pg_catalog.pg_rewrite r ON o.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid AND r.oid = o.objid
        LEFT JOIN pg_catalog.pg_class rc ON rc.oid = r.ev_class
        LEFT JOIN pg_catalog.pg_namespace rn ON rn.oid = rc.relnamespace
       WHERE o.classid <> 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid
         AND NOT (o.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass::pg_catalog.oid AND EXISTS (
               SELECT FROM pg_catalog.pg_attrdef f WHERE f.oid = o.objid AND f.adrelid = o.attrelid AND f.adnum = o.attnum))
         AND NOT (o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AND EXISTS (
               SELECT FROM pg_catalog.pg_class c WHERE c.oid = o.objid AND c.relkind IN ('i', 'S')))
         AND o.classid <> 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass::pg_catalog.oid
      UNION ALL
      SELECT DISTINCT o.attrelid, k.attname, 'OBSTACLE', '', '', '', 'the statistics object ' || pg_catalog.quote_ident(s.stxname) || w.words, '', NULL
        FROM o JOIN k ON k.attrelid = o.attrelid AND k.attnum = o.attnum
        JOIN pg_catalog.pg_statistic_ext s ON o.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass::pg_catalog.oid AND s.oid = o.objid
        CROSS JOIN LATERAL (VALUES
          ((pg_catalog.to_jsonb(s) ->> 'stxstattarget'::text)::pg_catalog.int4 >= 0, ', which has a statistics target of its own'),
          (s.stxrelid <> o.attrelid, ' of another table')) w (holds, words)
       WHERE w.holds
      UNION ALL
      SELECT q.attrelid, q.attname, 'OBSTACLE', '', '', '',
             'the ' || pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) || ', which relies on its key', '', NULL
        FROM q JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid AND d.refobjid = q.oid
       WHERE q.contype IN ('p', 'u') AND d.deptype <> 'i'
         AND d.classid NOT IN ('pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid)
      UNION ALL
      SELECT k.attrelid, k.attname, 'OBSTACLE', '', '', '', w.words, '', NULL
        FROM k CROSS JOIN LATERAL (VALUES
          (EXISTS (SELECT FROM pg_catalog.aclexplode(k.attacl) g WHERE g.grantor <> k.relowner), 'privileges on it that others than the owner granted'),
          (NOT k.attislocal OR k.attinhcount > 0, 'its definition in a parent table'),
          (k.reloftype <> '0', 'the composite type of its table'),
          (EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhparent = k.attrelid), 'tables that inherit it'),
          (EXISTS (SELECT FROM pg_catalog.pg_seclabel l WHERE l.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
                      AND l.objoid = k.attrelid AND l.objsubid = k.attnum), 'a security label')) w (holds, words)
       WHERE w.holds
      UNION ALL
      SELECT x.attrelid, x.attname, 'OBSTACLE', '', '', '', 'the index ' || pg_catalog.quote_ident(x.index_name) || w.words, '', NULL
        FROM x CROSS JOIN LATERAL (VALUES
          (NOT x.indisvalid, ', which is not valid'),
          (x.indisreplident, ', which is the replica identity'),
          (x.indisclustered, ', which CLUSTER uses'),
          (x.indisexclusion, ' of an EXCLUDE constraint'),
          (x.reltablespace <> '0', ' with a tablespace of its own'),
          (EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = x.index_oid AND a.attstattarget >= 0), ' with statistics targets of its own')) w (holds, words)
       WHERE w.holds
      UNION ALL
      SELECT q.attrelid, q.attname, 'OBSTACLE', '', '', '', 'the constraint ' || pg_catalog.quote_ident(q.conname) || w.words, '', NULL
        FROM q CROSS JOIN LATERAL (VALUES
          (q.conparentid <> '0' OR q.relkind <> 'r', ' of a partitioned table'),
          (q.here AND q.there, ', which points at itself'),
          (q.fields ->> 'conenforced'::text = 'false', ', which is not enforced'),
          (q.fields ->> 'conperiod'::text = 'true', ', which is over a period'),
          (q.contype = 'n' AND (NOT q.convalidated OR q.connoinherit), ', which is not valid or not inherited')) w (holds, words)
       WHERE w.holds
      UNION ALL
      SELECT k.attrelid, k.attname, 'OBSTACLE', '', '', '', 'privileges on the sequence of its identity that others than the owner granted, or that the owner lacks', '', NULL
        FROM o JOIN k ON k.attrelid = o.attrelid AND k.attnum = o.attnum
        JOIN pg_catalog.pg_class s ON s.oid = o.objid AND s.relkind = 'S'
       WHERE k.attidentity <> '' AND s.relacl IS NOT NULL
         AND (EXISTS (SELECT FROM pg_catalog.aclexplode(s.relacl) g WHERE g.grantor <> s.relowner)
           OR (SELECT pg_catalog.count(*) FROM pg_catalog.aclexplode(s.relacl) g WHERE g.grantee = s.relowner) <> 3)
      """;

  private static final String CARRIED =
      """
      UNION ALL
      SELECT i.attrelid, i.attname, CASE WHEN i.key IS NULL THEN 'INDEX' ELSE 'KEY' END, i.nspname, i.relname,
             i.index_name, {index}, COALESCE({constraint}, ''),
             CASE WHEN i.key IS NULL THEN pg_catalog.obj_description(i.index_oid, 'pg_class')
                  ELSE pg_catalog.obj_description(i.key, 'pg_constraint') END
        FROM x AS i CROSS JOIN LATERAL (SELECT i.key AS oid) k
       WHERE NOT i.indisexclusion
      UNION ALL
      SELECT x.attrelid, x.attname, 'KEY_INDEX', x.nspname, x.relname, x.index_name, '', '',
             pg_catalog.obj_description(x.index_oid, 'pg_class')
        FROM x
       WHERE x.key IS NOT NULL AND NOT x.indisexclusion
      UNION ALL
      SELECT q.attrelid, q.attname,
             CASE WHEN q.contype = 'c' THEN 'CHECK' WHEN q.contype = 'n' THEN 'NOT_NULL'
                  WHEN q.there THEN 'REFERENCED_BY' ELSE 'FOREIGN_KEY' END,
             q.place, q.of, q.conname, {constraint},
             COALESCE((SELECT pg_catalog.format('%%I.%%I', fn.nspname, fc.relname) FROM pg_catalog.pg_class fc
                        JOIN pg_catalog.pg_namespace fn ON fn.oid = fc.relnamespace WHERE fc.oid = q.confrelid), ''),
             pg_catalog.obj_description(q.oid, 'pg_constraint')
        FROM q CROSS JOIN LATERAL (SELECT q.oid) k
       WHERE q.contype IN ('c', 'f', 'n')
      UNION ALL
      SELECT k.attrelid, k.attname, CASE WHEN k.attidentity <> '' THEN 'IDENTITY' ELSE 'SEQUENCE' END,
             sn.nspname, '', s.relname,
             pg_catalog.concat_ws(' ', 'INCREMENT BY', p.seqincrement,
               CASE WHEN p.seqmin IN (-32768, -2147483648, (-9223372036854775807 - 1)) THEN 'NO MINVALUE' ELSE pg_catalog.concat('MINVALUE ', p.seqmin) END,
               CASE WHEN p.seqmax IN (32767, 2147483647, 9223372036854775807) THEN 'NO MAXVALUE' ELSE pg_catalog.concat('MAXVALUE ', p.seqmax) END,
               'START WITH', p.seqstart, 'CACHE', p.seqcache, CASE WHEN p.seqcycle THEN 'CYCLE' ELSE 'NO CYCLE' END),
             k.attidentity::pg_catalog.text,
             CASE WHEN k.attidentity <> '' THEN pg_catalog.obj_description(s.oid, 'pg_class') END
        FROM o JOIN k ON k.attrelid = o.attrelid AND k.attnum = o.attnum
        JOIN pg_catalog.pg_class s ON o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AND s.oid = o.objid AND s.relkind = 'S'
        JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace
        JOIN pg_catalog.pg_sequence p ON p.seqrelid = s.oid
      UNION ALL
      SELECT k.attrelid, k.attname, CASE WHEN g.is_grantable THEN 'GRANT_OPTION' ELSE 'GRANT' END, '', '', '',
             pg_catalog.string_agg(g.privilege_type, ', ' ORDER BY g.privilege_type),
             CASE WHEN g.grantee = '0' THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) END, NULL
        FROM k CROSS JOIN LATERAL pg_catalog.aclexplode(k.attacl) g
       GROUP BY k.attrelid, k.attname, g.is_grantable, g.grantee
      UNION ALL
      SELECT k.attrelid, k.attname, CASE WHEN g.is_grantable THEN 'SEQUENCE_GRANT_OPTION' ELSE 'SEQUENCE_GRANT' END, '', '', '',
             pg_catalog.string_agg(g.privilege_type, ', ' ORDER BY g.privilege_type),
             CASE WHEN g.grantee = '0' THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) END, NULL
        FROM o JOIN k ON k.attrelid = o.attrelid AND k.attnum = o.attnum
        JOIN pg_catalog.pg_class s ON s.oid = o.objid AND s.relkind = 'S'
       CROSS JOIN LATERAL pg_catalog.aclexplode(s.relacl) g
       WHERE k.attidentity <> '' AND g.grantee <> s.relowner
       GROUP BY k.attrelid, k.attname, g.is_grantable, g.grantee
      UNION ALL
      SELECT DISTINCT k.attrelid, k.attname, 'SEQUENCE_DEFAULT', '', '', '', '',
             CASE WHEN g.grantee = '0' THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) END, NULL
        FROM o JOIN k ON k.attrelid = o.attrelid AND k.attnum = o.attnum
        JOIN pg_catalog.pg_class s ON s.oid = o.objid AND s.relkind = 'S'
        JOIN pg_catalog.pg_default_acl d ON d.defaclrole = s.relowner AND d.defaclobjtype = 'S'
         AND (d.defaclnamespace = '0' OR d.defaclnamespace = s.relnamespace)
       CROSS JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) g
       WHERE k.attidentity <> '' AND g.grantee <> s.relowner
      UNION ALL
      SELECT DISTINCT k.attrelid, k.attname, 'STATISTICS_OBJECT', sn.nspname, '', s.stxname,
             (SELECT COALESCE('(' || pg_catalog.string_agg(t.word, ', ' ORDER BY t.kind) || ') ', '')
                FROM (VALUES ('d', 'ndistinct'), ('f', 'dependencies'), ('m', 'mcv')) t (kind, word)
               WHERE t.kind::pg_catalog."char" = ANY (s.stxkind))
               || 'ON ' || pg_catalog.pg_get_statisticsobjdef_columns(s.oid),
             pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(s.stxowner)), pg_catalog.obj_description(s.oid, 'pg_statistic_ext')
        FROM o JOIN k ON k.attrelid = o.attrelid AND k.attnum = o.attnum
        JOIN pg_catalog.pg_statistic_ext s ON o.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass::pg_catalog.oid AND s.oid = o.objid
        JOIN pg_catalog.pg_namespace sn ON sn.oid = s.stxnamespace
      UNION ALL
      SELECT k.attrelid, k.attname, w.kind, '', '', '', w.text, '', NULL
        FROM k CROSS JOIN LATERAL (VALUES
          ('COMMENT', pg_catalog.col_description(k.attrelid, k.attnum)),
          ('STATISTICS', CASE WHEN k.attstattarget >= 0 THEN k.attstattarget::pg_catalog.text END),
          ('OPTIONS', pg_catalog.array_to_string(k.attoptions, ', ')),
          ('FINGERPRINT', {fingerprint})) w (kind, text)
       WHERE w.text IS NOT NULL
      """;

  /** Names of all that depends on a column, and what it is itself; not what is named as ours. */
  private static final String FINGERPRINT =
      """
      pg_catalog.concat_ws(' ', k.attnotnull, k.attidentity, k.attacl,
        {holder},
        pg_catalog.jsonb_build_array(k.attstattarget, k.attoptions, k.attstorage, k.attcompression,
          pg_catalog.col_description(k.attrelid, k.attnum::pg_catalog.int4),
          (SELECT pg_catalog.array_agg(p.pubname ORDER BY p.pubname) FROM pg_catalog.pg_publication p
            WHERE p.puballtables OR EXISTS (SELECT FROM pg_catalog.pg_publication_rel l
              WHERE l.prpubid OPERATOR(pg_catalog.=) p.oid AND l.prrelid OPERATOR(pg_catalog.=) k.attrelid))),
        (SELECT pg_catalog.md5(f.adbin::pg_catalog.text) FROM pg_catalog.pg_attrdef f
          WHERE f.adrelid OPERATOR(pg_catalog.=) k.attrelid AND f.adnum OPERATOR(pg_catalog.=) k.attnum),
        (SELECT pg_catalog.string_agg(z.t, ', ' ORDER BY z.t)
           FROM (SELECT DISTINCT pg_catalog.concat_ws(' ', y.type, y.identity,
                          pg_catalog.obj_description(d.objid, m.relname), x.reloptions,
                          CASE WHEN k.attidentity OPERATOR(pg_catalog.<>) ''::pg_catalog."char"
                                AND x.relkind OPERATOR(pg_catalog.=) 'S'::pg_catalog."char" THEN x.relacl END,
                          q.convalidated, q.condeferrable, q.condeferred, q.confupdtype, q.confdeltype,
                          pg_catalog.md5(q.conbin::pg_catalog.text),
                          pg_catalog.jsonb_extract_path_text(pg_catalog.to_jsonb(q), 'conenforced'),
                          z.reloptions, pg_catalog.obj_description(z.oid, 'pg_class')) AS t
                   FROM pg_catalog.pg_depend d
                   JOIN pg_catalog.pg_class m ON m.oid OPERATOR(pg_catalog.=) d.classid
                  CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, d.objsubid) y
                   LEFT JOIN pg_catalog.pg_class x ON x.oid OPERATOR(pg_catalog.=) d.objid
                    AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
                   LEFT JOIN pg_catalog.pg_constraint q ON q.oid OPERATOR(pg_catalog.=) d.objid
                    AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid
                   LEFT JOIN pg_catalog.pg_class z ON z.oid OPERATOR(pg_catalog.=) q.conindid
                    AND q.conrelid OPERATOR(pg_catalog.=) k.attrelid
                  WHERE d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
                    AND d.refobjid OPERATOR(pg_catalog.=) k.attrelid AND d.refobjsubid OPERATOR(pg_catalog.=) k.attnum
                    AND y.identity OPERATOR(pg_catalog.!~) '^"?drydock_') z))"""
          .replace(
              "{holder}",
              RowTypesSql.holder(
                  "(SELECT y.reltype FROM pg_catalog.pg_class y WHERE y.oid OPERATOR(pg_catalog.=) k.attrelid)"));

  static final String TIES =
      SchemaFactsSql.WANTED + COLUMNS + OBSTACLES + CARRIED.replace("{fingerprint}", FINGERPRINT);

  /** How named tables are divided, and which part of another one they are. */
  static final String PARTITIONS =
      SchemaFactsSql.WANTED
          + """
            SELECT c.oid AS relation, '' AS name, 'PARTITION_KEY' AS kind, '' AS place, '' AS of, '' AS own,
                   {key} AS definition, '' AS more, NULL AS comment
              FROM tables t JOIN pg_catalog.pg_class c ON c.oid = t.oid AND c.relkind = 'p'
            UNION ALL
            SELECT p.partrelid, '', 'DEFAULT_PARTITION', n.nspname, c.relname, '', '', '', NULL
              FROM tables t JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = t.oid
              JOIN pg_catalog.pg_class c ON c.oid = p.partdefid
              JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            UNION ALL
            SELECT c.oid, '', 'BOUND', '', '', '', {bound}, '', NULL
              FROM tables t JOIN pg_catalog.pg_class c ON c.oid = t.oid AND c.relispartition AND c.relkind IN ('r', 'p')
            """;

  /**
   * A query for one text: what depends on a column at the moment.
   *
   * @param table qualified and quoted
   * @param column unquoted
   */
  public static String fingerprint(String table, String column) {
    return """
        SELECT %s FROM pg_catalog.pg_attribute k
         WHERE k.attrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%s)::pg_catalog.oid
           AND k.attname OPERATOR(pg_catalog.=) %s::pg_catalog.name AND NOT k.attisdropped"""
        .formatted(FINGERPRINT, SqlQuoting.literal(table), SqlQuoting.literal(column));
  }
}
