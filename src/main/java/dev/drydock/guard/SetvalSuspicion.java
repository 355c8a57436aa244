package dev.drydock.guard;

import dev.drydock.catalog.PinnedQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether a run can have set a sequence back itself. No catalog, lock or counter tells whose {@code
 * setval} it was; but a run in whose statements, and in all code they could reach, nothing calls it
 * can only have met that of another session.
 */
final class SetvalSuspicion {

  /** Functions that may call it, and expressions that do: OIDs 1576 and 1765 are {@code setval}. */
  private static final String SQL =
      """
      SELECT 1 FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
       WHERE p.oid >= '16384'::oid
         AND (l.lanname NOT IN ('sql', 'plpgsql', 'internal', 'c')
           OR p.prosrc ~* 'setval|execute' OR p.prosqlbody::text ~ ':funcid (1576|1765) ')
      UNION ALL SELECT 1 FROM pg_attrdef d WHERE d.adbin::text ~ ':funcid (1576|1765) '
      UNION ALL SELECT 1 FROM pg_constraint c WHERE c.conbin::text ~ ':funcid (1576|1765) '
      UNION ALL SELECT 1 FROM pg_trigger t WHERE t.tgqual::text ~ ':funcid (1576|1765) '
      UNION ALL SELECT 1 FROM pg_rewrite r
       WHERE r.ev_class >= '16384'::oid AND r.ev_action::text ~ ':funcid (1576|1765) '
       LIMIT 1
      """;

  private SetvalSuspicion() {}

  /** Asks the server only where the statements alone do not decide. */
  static boolean isOurs(Connection connection, Baseline baseline) throws SQLException {
    if (baseline.unjudged()
        || baseline.words().contains("setval")
        || baseline.words().contains("execute")) {
      return true;
    }
    var found = new AtomicBoolean();
    PinnedQuery.rows(connection, SQL, row -> found.set(true));
    return found.get();
  }
}
