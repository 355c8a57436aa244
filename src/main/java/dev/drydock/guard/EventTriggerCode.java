package dev.drydock.guard;

import dev.drydock.catalog.PinnedQuery;
import dev.drydock.migration.ObjectName;
import dev.drydock.sql.MaskedQuery;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The function of an event trigger, which runs by itself when a statement changes the catalog.
 *
 * <p>That it notes in a table what happened takes nothing away, as long as nothing else comes of a
 * new row there. Those of extensions are left out: they are the platform's, as the server is.
 *
 * @param name as messages tell it
 * @param simpleName of its function
 * @param text null where nobody can read it
 * @param tags of the commands that fire it, with commas; null for all
 */
record EventTriggerCode(
    String name, String simpleName, @Nullable String text, @Nullable String tags) {

  private static final Pattern TAKES_AWAY =
      flags(
          "\\b(update|delete|merge|truncate|copy|create|alter|drop|revoke|refresh|call|do|set|reset"
              + "|comment|cluster|import|discard|reassign|load|execute)\\b|u&");

  private static final Pattern INSERTS = flags("\\binsert\\b");
  private static final Pattern UPKEEP = flags("^\\s*(vacuum|analyze)\\b");

  /** Where it fails, what it left is dropped again. */
  private static final Pattern BUILDS_INDEX = flags("\\b(create\\s+(unique\\s+)?index|reindex)\\b");

  private static final String ENABLED =
      """
      SELECT n.nspname, p.proname, CASE WHEN l.lanname = 'plpgsql' THEN p.prosrc END,
          array_to_string(e.evttags, ',')
        FROM pg_event_trigger e JOIN pg_proc p ON p.oid = e.evtfoid
        JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
       WHERE e.evtenabled IN ('O', 'A')
         AND e.evtevent IN ('ddl_command_start', 'ddl_command_end', 'sql_drop', 'table_rewrite')
         AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.deptype = 'e'
           AND (d.classid, d.objid) IN ((3466::oid, e.oid), (1255::oid, p.oid)))
       ORDER BY e.evtname
      """;

  /** What a new row of these tables runs: expressions, and triggers by their text. */
  private static final String NEW_ROW =
      """
      SELECT c.relkind = 'r' AND NOT c.relhasrules, concat_ws(' ',
          (SELECT string_agg(pg_get_expr(d.adbin, d.adrelid), ' ') FROM pg_attrdef d WHERE d.adrelid = c.oid),
          (SELECT string_agg(pg_get_constraintdef(k.oid), ' ') FROM pg_constraint k
            WHERE k.conrelid = c.oid AND k.contype IN ('c', 'x')),
          (SELECT string_agg(pg_get_indexdef(i.indexrelid), ' ') FROM pg_index i
            WHERE i.indrelid = c.oid AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL)),
          (SELECT string_agg(concat_ws(' ', pg_get_expr(w.polqual, w.polrelid), pg_get_expr(w.polwithcheck, w.polrelid)), ' ')
            FROM pg_policy w WHERE w.polrelid = c.oid),
          (SELECT string_agg(concat_ws(' ', t.typdefault, (SELECT string_agg(pg_get_constraintdef(k.oid), ' ')
              FROM pg_constraint k WHERE k.contypid = t.oid)), ' ')
            FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid = c.oid AND t.typtype = 'd')),
          (SELECT string_agg(CASE WHEN l.lanname = 'plpgsql' THEN f.prosrc ELSE 'execute' END, chr(10))
            FROM pg_trigger g JOIN pg_proc f ON f.oid = g.tgfoid JOIN pg_language l ON l.oid = f.prolang
            WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgenabled <> 'D')
        FROM pg_class c
       WHERE c.oid >= '16384'::oid AND c.relkind IN ('r', 'p', 'v', 'f') AND c.relname = ANY (%s::name[])
      """;

  private static Pattern flags(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  /** Those that there are, in the order in which they fire. */
  static List<EventTriggerCode> enabled(Connection connection) throws SQLException {
    var enabled = new ArrayList<EventTriggerCode>();
    PinnedQuery.rows(
        connection,
        ENABLED,
        row -> {
          String function = row.getString(2);
          enabled.add(
              new EventTriggerCode(
                  "event trigger function " + ObjectName.of(row.getString(1), function),
                  function,
                  row.getString(3),
                  row.getString(4)));
        });
    return enabled;
  }

  /**
   * Whether a statement fires it, or the end of its failure; by the words of its tags: CREATE INDEX
   * is a part of CREATE UNIQUE INDEX, too.
   */
  boolean isFiredBy(String statement) {
    if (UPKEEP.matcher(statement).find()) {
      return false;
    }
    boolean drops = BUILDS_INDEX.matcher(statement).find();
    Set<String> words = Words.of(List.of(statement, drops ? "drop index" : ""));
    return tags == null
        || Arrays.stream(tags.split(","))
            .anyMatch(tag -> words.containsAll(Words.of(List.of(tag))));
  }

  /** All that it runs and that is to be followed; empty where its own text takes something away. */
  Optional<Set<String>> texts(Connection connection) throws SQLException {
    if (text == null || takesAway(text)) {
      return Optional.empty();
    }
    var texts = new HashSet<>(Set.of(text));
    if (!INSERTS.matcher(text).find()) {
      return Optional.of(texts);
    }
    var doubtful = new ArrayList<String>();
    PinnedQuery.rows(
        connection,
        NEW_ROW.formatted(PinnedQuery.array(Words.of(List.of(text)))),
        row -> {
          String triggers = row.getString(3) == null ? "" : row.getString(3);
          texts.add(row.getString(2));
          texts.add(triggers);
          if (!row.getBoolean(1) || takesAway(triggers) || INSERTS.matcher(triggers).find()) {
            doubtful.add(triggers);
          }
        });
    return doubtful.isEmpty() ? Optional.of(texts) : Optional.empty();
  }

  private static boolean takesAway(String code) {
    return TAKES_AWAY.matcher(MaskedQuery.code(code)).find();
  }
}
