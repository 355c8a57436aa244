package dev.drydock.postgres;

/** Finds stored generated columns that code of somebody's own computes, with each UPDATE anew. */
public final class ComputedColumnsSql {

  /** An expression: the first of the relation {@code c}; null where it has none. */
  public static final String COMPUTED =
      """
      (SELECT pg_catalog.min(a.attname::pg_catalog.text) FROM pg_catalog.pg_attribute a
         JOIN pg_catalog.pg_attrdef e ON e.adrelid = a.attrelid AND e.adnum = a.attnum
         JOIN pg_catalog.pg_depend d ON d.classid = '2604'::pg_catalog.oid AND d.objid = e.oid
           OR d.classid = '1259'::pg_catalog.oid AND d.objid = a.attrelid AND d.objsubid = a.attnum
        WHERE a.attrelid = c.oid AND a.attgenerated = 's'
          AND d.refclassid IN ('1255'::pg_catalog.oid, '2617'::pg_catalog.oid))""";

  private ComputedColumnsSql() {}
}
