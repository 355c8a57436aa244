package dev.drydock.postgres;

/** Which key of a table batches can go along. */
public final class WalkedKeySql {

  /**
   * Of the table {@code c}, at most one row: the primary key, or else the shortest unique index
   * over NOT NULL columns, all ascending, whose rows one row comparison can walk: with operators of
   * one schema.
   */
  public static final String KEY =
      """
      SELECT pg_catalog.array_agg(a.attname::pg_catalog.text ORDER BY k.place) AS names,
             pg_catalog.array_agg(pg_catalog.quote_ident(tn.nspname) || '.' || pg_catalog.quote_ident(t.typname) ORDER BY k.place) AS types,
               pg_catalog.array_agg('OPERATOR(' || pg_catalog.quote_ident(gn.nspname) || '.' || g.oprname::text || ')' ORDER BY k.place) AS greater,
             pg_catalog.array_agg('OPERATOR(' || pg_catalog.quote_ident(ln.nspname) || '.' || l.oprname::text || ')' ORDER BY k.place) AS at_most
        FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
        JOIN pg_catalog.pg_am am ON am.oid = ic.relam AND am.amname = 'btree'
       CROSS JOIN LATERAL pg_catalog.generate_series(1, i.indnkeyatts) AS k (place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[k.place - 1]
         AND a.attnum > 0 AND a.attnotnull AND a.attcollation = i.indcollation[k.place - 1]
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
        JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[k.place - 1] AND o.opcdefault
        JOIN pg_catalog.pg_amop ga ON ga.amopfamily = o.opcfamily AND ga.amopstrategy = 5
         AND ga.amoplefttype = o.opcintype AND ga.amoprighttype = o.opcintype
        JOIN pg_catalog.pg_operator g ON g.oid = ga.amopopr
        JOIN pg_catalog.pg_namespace gn ON gn.oid = g.oprnamespace
        JOIN pg_catalog.pg_amop la ON la.amopfamily = o.opcfamily AND la.amopstrategy = 2
         AND la.amoplefttype = o.opcintype AND la.amoprighttype = o.opcintype
        JOIN pg_catalog.pg_operator l ON l.oid = la.amopopr
        JOIN pg_catalog.pg_namespace ln ON ln.oid = l.oprnamespace
       WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indisready
         AND i.indpred IS NULL AND (i.indimmediate OR i.indisprimary)
         AND i.indoption[k.place - 1] = 0
       GROUP BY i.indexrelid, i.indisprimary, i.indnkeyatts
      HAVING count(*) = i.indnkeyatts
         AND count(DISTINCT (gn.nspname, g.oprname, ln.nspname, l.oprname)) = 1
       ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid LIMIT 1
      """;

  /**
   * Of each table among those that are named: that key, and the columns by whose values rows go to
   * other partitions.
   */
  static final String WALKED =
      SchemaFactsSql.WANTED
          + """
            SELECT c.oid AS relation, k.names AS walked,
                   ARRAY(SELECT DISTINCT a.attname::text FROM pg_catalog.pg_partition_ancestors(c.oid::regclass) p (o)
                           JOIN pg_catalog.pg_depend d ON d.objid = p.o::oid AND d.refobjid = p.o::oid
                            AND d.classid = '1259'::oid AND d.refclassid = '1259'::oid
                            AND d.objsubid > 0 AND d.refobjsubid = 0 AND d.deptype = 'i'
                           JOIN pg_catalog.pg_attribute a ON a.attrelid = d.objid AND a.attnum = d.objsubid) AS divided
              FROM wanted w
              JOIN pg_catalog.pg_class c ON c.oid = w.oid AND c.relkind IN ('r', 'p')
              LEFT JOIN LATERAL (
            """
          + KEY
          + ") AS k ON c.relkind = 'r'";

  private WalkedKeySql() {}
}
