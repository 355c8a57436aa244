package dev.drydock.postgres;

/** Asks for what somebody gave to objects: comments, options, targets of statistics, collations. */
final class ChosenSql {

  private static final String NAMED =
      """
      WITH named AS MATERIALIZED (
        SELECT c.oid, c.reloptions,
               pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS object
          FROM pg_catalog.pg_class c
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relname::text = ANY (%s) AND c.oid >= '16384' AND c.relpersistence <> 't')
      """;

  /** Of relations and columns. */
  static final String SETTINGS =
      NAMED
          + """
            , columns AS (
              SELECT n.object || '.' || pg_catalog.quote_ident(a.attname) AS object, a.attoptions,
                     a.attstattarget, a.attcollation
                FROM named n
                JOIN pg_catalog.pg_attribute a ON a.attrelid = n.oid
               WHERE a.attnum > 0 AND NOT a.attisdropped)
            SELECT n.object, 'OPTION' AS what, o.value
              FROM named n, pg_catalog.unnest(n.reloptions) AS o (value)
            UNION ALL
            SELECT c.object, 'OPTION', o.value
              FROM columns c, pg_catalog.unnest(c.attoptions) AS o (value)
            UNION ALL
            SELECT c.object, 'STATISTICS_TARGET', c.attstattarget::text
              FROM columns c WHERE c.attstattarget >= 0
            UNION ALL
            SELECT c.object, 'COLLATION',
                   CASE WHEN s.nspname = 'pg_catalog' THEN ''
                     ELSE pg_catalog.quote_ident(s.nspname) || '.' END
                     || pg_catalog.quote_ident(l.collname)
              FROM columns c
              JOIN pg_catalog.pg_collation l ON l.oid = c.attcollation
              JOIN pg_catalog.pg_namespace s ON s.oid = l.collnamespace
             WHERE l.collprovider <> 'd'
            UNION ALL
            SELECT n.object, 'OPTION', 'toast.' || o.value
              FROM named n
              JOIN pg_catalog.pg_class c ON c.oid = n.oid
              JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid,
                   pg_catalog.unnest(t.reloptions) AS o (value)
            UNION ALL
            SELECT n.object, 'CLUSTERED_BY', c.relname::text
              FROM named n
              JOIN pg_catalog.pg_index i ON i.indrelid = n.oid AND i.indisclustered
              JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
            UNION ALL
            SELECT n.object, 'OWNING_COLUMN',
                   pg_catalog.quote_ident(s.nspname) || '.' || pg_catalog.quote_ident(c.relname)
                     || '.' || pg_catalog.quote_ident(a.attname)
              FROM named n
              JOIN pg_catalog.pg_depend d ON d.objid = n.oid AND d.objsubid = 0
               AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
               AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
               AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
              JOIN pg_catalog.pg_class c ON c.oid = d.refobjid
              JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
              JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
            """;

  /** Of relations and their columns, and of all else that has one. */
  static final String COMMENTS =
      NAMED
          + """
            SELECT CASE WHEN i.identity LIKE '%% on %%'
                   THEN pg_catalog.split_part(i.identity, ' on ', 2) || '.'
                     || pg_catalog.split_part(i.identity, ' on ', 1)
                   ELSE i.identity END AS object,
                   'COMMENT' AS what, d.description AS value
              FROM pg_catalog.pg_description d,
                   pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) i
             WHERE (d.objoid >= '16384' OR d.objoid = '2200')
               AND (d.classoid <> 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
                 OR d.objoid IN (SELECT oid FROM named))
            """;

  private ChosenSql() {}
}
