package dev.drydock.guard;

import dev.drydock.catalog.PinnedQuery;
import dev.drydock.migration.ObjectName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The function of an event trigger, which runs by itself when a statement changes the catalog.
 *
 * <p>That it notes what happened, in a table without triggers, takes nothing away. Those of
 * extensions are left out: they are the platform's, as the server is.
 *
 * @param name as messages tell it
 * @param simpleName of its function
 * @param text null where nobody can read it
 * @param triggered names of tables that run code of their own for a new row
 */
record EventTriggerCode(
    String name, String simpleName, @Nullable String text, List<String> triggered) {

  private static final Pattern TAKES_AWAY =
      Pattern.compile(
          "\\b(update|delete|merge|truncate|copy|create|alter|drop|revoke|refresh|call|do|set|reset"
              + "|comment|cluster|import|discard|reassign|load|execute)\\b|u&",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern INSERTS = Pattern.compile("\\binsert\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern UPKEEP =
      Pattern.compile("^\\s*(vacuum|analyze)\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern DROPS_NOTHING =
      Pattern.compile("^\\s*create\\b", Pattern.CASE_INSENSITIVE);

  private static final String ANY_EVENT =
      "{ddl_command_start,ddl_command_end,sql_drop,table_rewrite}";

  private static final String SQL =
      """
      SELECT n.nspname, p.proname, CASE WHEN l.lanname = 'plpgsql' THEN p.prosrc END,
          array_to_string(e.evttags, ','),
          (SELECT string_agg(DISTINCT c.relname, chr(10)) FROM pg_class c
            WHERE c.oid >= '16384'::oid AND (c.relkind = 'f' OR c.relhasrules AND c.relkind <> 'v'
              OR EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)))
        FROM pg_event_trigger e JOIN pg_proc p ON p.oid = e.evtfoid
        JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
       WHERE e.evtenabled IN ('O', 'A') AND e.evtevent = ANY ('%s'::text[])
         AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.deptype = 'e'
           AND (d.classid, d.objid) IN ((3466::oid, e.oid), (1255::oid, p.oid)))
       ORDER BY e.evtname
      """;

  /** Those that a statement fires. */
  static List<EventTriggerCode> firedBy(Connection connection, String statement)
      throws SQLException {
    var fired = new ArrayList<EventTriggerCode>();
    if (UPKEEP.matcher(statement).find()) {
      return fired;
    }
    boolean drops = !DROPS_NOTHING.matcher(statement).find();
    PinnedQuery.rows(
        connection,
        SQL.formatted(drops ? ANY_EVENT : "{ddl_command_start,ddl_command_end}"),
        row -> {
          if (isOneOf(row.getString(4), statement)) {
            String function = row.getString(2);
            fired.add(
                new EventTriggerCode(
                    "event trigger function " + ObjectName.of(row.getString(1), function),
                    function,
                    row.getString(3),
                    Optional.ofNullable(row.getString(5)).stream()
                        .flatMap(String::lines)
                        .toList()));
          }
        });
    return fired;
  }

  /** By the words of the tag: CREATE INDEX is a part of CREATE UNIQUE INDEX, too. */
  private static boolean isOneOf(@Nullable String tags, String statement) {
    return tags == null
        || Arrays.stream(tags.split(","))
            .anyMatch(tag -> Words.of(List.of(statement)).containsAll(Words.of(List.of(tag))));
  }

  /** Whether its own text takes nothing away; what it calls is to be followed. */
  boolean isProven() {
    if (text == null) {
      return false;
    }
    String code = text.replaceAll("'[^']*'", "''");
    return !TAKES_AWAY.matcher(code).find()
        && !(INSERTS.matcher(code).find() && triggered.stream().anyMatch(text::contains));
  }
}
