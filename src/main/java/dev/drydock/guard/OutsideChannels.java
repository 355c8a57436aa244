package dev.drydock.guard;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What the role could use to act outside its transaction: no one can see or undo that.
 *
 * <p>Asks in one round trip; takes no lock on user objects.
 */
public final class OutsideChannels {

  static final String SQL =
      """
      SELECT 'COPY PROGRAM runs programs on the server'
       WHERE pg_catalog.pg_has_role(current_user, 'pg_execute_server_program', 'USAGE')
      UNION ALL SELECT 'COPY TO writes files on the server'
       WHERE pg_catalog.pg_has_role(current_user, 'pg_write_server_files', 'USAGE')
      UNION ALL SELECT pg_catalog.format('extension %I: its functions act outside the transaction',
          e.extname)
        FROM pg_catalog.pg_extension e
       WHERE e.extname OPERATOR(pg_catalog.=) ANY ('{dblink,pg_cron,pg_net,http,pg_background,
         plproxy,file_fdw,aws_s3,aws_lambda,pg_amqp,pgmq,adminpack,pg_task,
         pg_surgery}'::pg_catalog.name[])
         AND EXISTS (SELECT FROM pg_catalog.pg_depend d
              JOIN pg_catalog.pg_proc p ON p.oid OPERATOR(pg_catalog.=) d.objid
             WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass
               AND d.refclassid OPERATOR(pg_catalog.=)
                   'pg_catalog.pg_extension'::pg_catalog.regclass
               AND d.refobjid OPERATOR(pg_catalog.=) e.oid
               AND pg_catalog.has_function_privilege(p.oid, 'EXECUTE'))
      UNION ALL SELECT pg_catalog.format('untrusted language %I: its functions reach the server',
          l.lanname)
        FROM pg_catalog.pg_language l
       WHERE NOT l.lanpltrusted AND l.lanname OPERATOR(pg_catalog.<>) ALL ('{internal,c}')
         AND (pg_catalog.has_language_privilege(l.oid, 'USAGE') OR EXISTS (
           SELECT FROM pg_catalog.pg_proc p WHERE p.prolang OPERATOR(pg_catalog.=) l.oid
              AND pg_catalog.has_function_privilege(p.oid, 'EXECUTE')))
      UNION ALL SELECT pg_catalog.format('foreign server %I: what it holds is not rolled back'
          ' everywhere', s.srvname)
        FROM pg_catalog.pg_foreign_server s
       WHERE pg_catalog.has_server_privilege(s.oid, 'USAGE')
          OR EXISTS (SELECT FROM pg_catalog.pg_foreign_table f
              WHERE f.ftserver OPERATOR(pg_catalog.=) s.oid
                AND pg_catalog.has_table_privilege(f.ftrelid, 'INSERT, UPDATE, DELETE'))
      UNION ALL SELECT 'replication slots: to drop or advance one is not rolled back'
       WHERE EXISTS (SELECT FROM pg_catalog.pg_replication_slots)
         AND EXISTS (SELECT FROM pg_catalog.pg_roles r
              WHERE r.rolname OPERATOR(pg_catalog.=) current_user AND (r.rolsuper OR r.rolreplication))
      UNION ALL SELECT 'lo_export writes files on the server'
       WHERE pg_catalog.has_function_privilege('pg_catalog.lo_export(oid, text)', 'EXECUTE')
      """;

  private OutsideChannels() {}

  /** The channels, each in words; empty when all of them are closed to the role. */
  public static List<String> read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      try (ResultSet rows = statement.executeQuery(SQL)) {
        var channels = new ArrayList<String>();
        while (rows.next()) {
          channels.add(rows.getString(1));
        }
        return channels;
      }
    }
  }
}
