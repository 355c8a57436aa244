package dev.drydock.guard;

/**
 * What a role without superuser's rights cannot see. None of it can be changed by such a role
 * unseen: it would need the rights that let it see, or the counters of the catalog tell.
 */
final class Unseen {

  /** One SELECT of one column, which qualifies every name itself. */
  static final String SQL =
      """
      SELECT pg_catalog.format('positions of %s sequences that belong to others', q.n)
        FROM (SELECT pg_catalog.count(*) AS n FROM pg_catalog.pg_class c
               WHERE c.relkind OPERATOR(pg_catalog.=) 'S'
                 AND c.relpersistence OPERATOR(pg_catalog.<>) 't'
                 AND NOT (CASE WHEN c.relkind OPERATOR(pg_catalog.=) 'S'
                   THEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT')
                     OR pg_catalog.has_sequence_privilege(c.oid, 'USAGE') END)) q
       WHERE q.n OPERATOR(pg_catalog.>) 0
      UNION ALL
      SELECT pg_catalog.format('options of %s user mappings of others', q.n)
        FROM (SELECT pg_catalog.count(*) AS n FROM pg_catalog.pg_user_mappings m
               WHERE m.umoptions IS NULL AND m.usename OPERATOR(pg_catalog.<>) current_user) q
       WHERE q.n OPERATOR(pg_catalog.>) 0
         AND pg_catalog.current_setting('is_superuser') OPERATOR(pg_catalog.=) 'off'
      UNION ALL
      SELECT 'passwords of roles' WHERE NOT
        pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'SELECT')
      UNION ALL
      SELECT 'contents of large objects, other than that some were written'
       WHERE EXISTS (SELECT FROM pg_catalog.pg_largeobject_metadata)
      """;

  private Unseen() {}
}
