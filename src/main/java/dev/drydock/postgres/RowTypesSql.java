package dev.drydock.postgres;

/**
 * Finds columns that hold whole rows of a table: of its row type, of an array, a domain or a range
 * of it, or of a type that is made of one of these. Such rows keep the columns that they were
 * stored with, so that the server refuses to write the table anew for an ALTER TABLE.
 *
 * @see <a href="https://www.postgresql.org/docs/current/rowtypes.html">PostgreSQL, 8.16</a>
 */
public final class RowTypesSql {

  private static final String HOLDER =
      """
      (WITH RECURSIVE made (type) AS (
         SELECT {type}
         UNION
         SELECT CASE WHEN c.oid IS NULL THEN d.objid ELSE c.reltype END
           FROM made m JOIN pg_catalog.pg_depend d ON d.refobjid OPERATOR(pg_catalog.=) m.type
            AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid
           LEFT JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.objid
            AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
          WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid
             OR c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['c', 'v', 'f']::pg_catalog."char"[]))
       SELECT pg_catalog.min(pg_catalog.concat_ws('.', pg_catalog.quote_ident(n.nspname),
                pg_catalog.quote_ident(c.relname), pg_catalog.quote_ident(a.attname)))
         FROM made m JOIN pg_catalog.pg_depend d ON d.refobjid OPERATOR(pg_catalog.=) m.type
          AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid
          AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
         JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.objid
          AND c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'p', 'm']::pg_catalog."char"[])
         JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
         JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) c.oid
          AND a.attnum::pg_catalog.int4 OPERATOR(pg_catalog.=) d.objsubid AND NOT a.attisdropped)""";

  private RowTypesSql() {}

  /**
   * An SQL expression: the first such column, as SQL writes its name; null where there is none.
   *
   * @param type an expression of the OID of the table's row type
   */
  static String holder(String type) {
    return HOLDER.replace("{type}", type);
  }
}
