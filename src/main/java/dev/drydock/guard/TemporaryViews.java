package dev.drydock.guard;

import dev.drydock.catalog.PinnedQuery;
import dev.drydock.execution.CheckScope.CheckedMigration;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds views that became temporary because they read a temporary table, though no statement says
 * so: nothing is lost, but the end of the session takes them away without a word.
 */
final class TemporaryViews {

  private static final String SQL =
      """
      SELECT c.relname, quote_ident(c.relname) FROM pg_class c
       WHERE c.relnamespace = '%s'::oid AND c.relkind = 'v' ORDER BY 1
      """;

  private TemporaryViews() {}

  /**
   * One sentence for each.
   *
   * @param temporary OID of the session's temporary schema
   */
  static List<String> find(
      Connection connection, String temporary, List<CheckedMigration> migrations)
      throws SQLException {
    var warnings = new ArrayList<String>();
    if (!temporary.equals("0")) {
      PinnedQuery.rows(
          connection,
          SQL.formatted(temporary),
          row -> {
            if (!isMeant(row.getString(1), migrations)) {
              warnings.add(
                  "View %s reads a temporary table and so became temporary itself: it is gone at the end of the run. Let it read permanent tables."
                      .formatted(row.getString(2)));
            }
          });
    }
    return warnings;
  }

  private static boolean isMeant(String view, List<CheckedMigration> migrations) {
    Pattern meant =
        Pattern.compile(
            "\\btemp(?:orary)?\\s+(?:recursive\\s+)?view\\s+(?:pg_temp\\s*\\.\\s*)?\"?"
                + Pattern.quote(view)
                + "\\b|\\bview\\s+pg_temp\\s*\\.\\s*\"?"
                + Pattern.quote(view)
                + "\\b",
            Pattern.CASE_INSENSITIVE);
    return migrations.stream()
        .flatMap(migration -> migration.statements().stream())
        .anyMatch(statement -> meant.matcher(statement).find());
  }
}
