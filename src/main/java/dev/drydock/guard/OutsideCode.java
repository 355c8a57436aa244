package dev.drydock.guard;

import dev.drydock.catalog.PinnedQuery;
import dev.drydock.migration.ObjectName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks for code that a statement outside any transaction would run and that is not proven to write
 * nothing: what it wrote there, nothing could undo, and its counters are told apart from others' by
 * nobody.
 *
 * <p>An immutable function cannot write by itself, but the server lets it call one that does. So
 * every text is followed by the names in it; what merely looks like a name counts, too.
 */
final class OutsideCode {

  private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");
  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");
  private static final Pattern RUNS_TEXT = flags("\\bexecute\\b|u&");
  private static final Pattern ESCAPES = flags("u&");
  private static final Pattern WRITES =
      flags(
          "\\b(insert|update|delete|merge|truncate|copy|create|alter|drop|grant|revoke|refresh|call|do"
              + "|lock|set|reset|comment|cluster|reindex|vacuum|import|security|discard|reassign|load|into)\\b");

  /** A word that neither stands before a parenthesis nor behind a dot, where it may be a call. */
  private static final Pattern NO_CALL =
      Pattern.compile("(?<!\\. ?\"?)(?<![\\p{L}\\p{N}_$])[\\p{L}_][\\p{L}\\p{N}_$]*+(?!\"? ?\\()");

  private static final Pattern BUILDS = flags("^\\s*create\\b");
  private static final Pattern CALLS_NOTHING = flags("^\\s*(drop|alter|create\\s+table)\\b");

  /**
   * All that can be called by a name: texts of functions, and what stands for one. Functions that
   * only triggers call are left out, and of the server's own those that are known to take nothing
   * away.
   */
  private static final String CODE =
      """
      SELECT n.nspname, p.proname, p.provolatile = 'v', NULL,
          CASE WHEN p.oid < '16384'::oid THEN NULL
            WHEN p.prokind = 'a' THEN (SELECT concat_ws(' ', a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn,
              a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn) FROM pg_aggregate a WHERE a.aggfnoid = p.oid)
            WHEN l.lanname = 'internal' THEN (SELECT string_agg(b.proname, ' ') FROM pg_proc b
              WHERE b.prosrc = p.prosrc AND b.prolang = p.prolang AND b.oid < '16384'::oid)
            WHEN l.lanname = 'c' AND p.provolatile <> 'v'
              AND p.proname !~ '^(crosstab|connectby|xpath_table|dblink)' THEN ''
            WHEN l.lanname IN ('sql', 'plpgsql') THEN concat_ws(' ', pg_get_function_arguments(p.oid),
              pg_get_function_result(p.oid), coalesce(pg_get_function_sqlbody(p.oid), p.prosrc)) END
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
       WHERE p.prorettype NOT IN (2279, 3838)
         AND (p.oid >= '16384'::oid OR p.provolatile = 'v' OR p.proname ~ '_to_xml')
         AND NOT (p.oid < '16384'::oid AND p.proname IN ('pg_notify', 'nextval', 'random', 'clock_timestamp', 'pg_sleep',
           'gen_random_uuid', 'current_query', 'pg_event_trigger_ddl_commands', 'pg_event_trigger_dropped_objects',
           'pg_event_trigger_table_rewrite_oid', 'pg_event_trigger_table_rewrite_reason'))
      UNION ALL SELECT n.nspname, o.oprname, false, NULL, p.proname
        FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace JOIN pg_proc p ON p.oid = o.oprcode
       WHERE o.oid >= '16384'::oid
      UNION ALL SELECT n.nspname, c.relname, false, c.oid::text, CASE WHEN c.relkind <> 'f' THEN '' END
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.oid >= '16384'::oid AND n.nspname <> 'information_schema'
         AND (c.relkind IN ('v', 'f') OR c.relkind IN ('r', 'p') AND c.relrowsecurity)
      """;

  /** What reading a relation runs; asked only where a function reads it. */
  private static final String READING =
      """
      SELECT concat_ws(' ', CASE WHEN c.relkind = 'v' THEN pg_get_viewdef(c.oid) END,
          (SELECT string_agg(pg_get_expr(w.polqual, w.polrelid), ' ') FROM pg_policy w WHERE w.polrelid = c.oid))
        FROM pg_class c WHERE c.oid = %s
      """;

  /** What no text needs to name: casts, checks of domains, support of operator classes. */
  private static final String UNNAMED =
      """
      SELECT p.proname FROM pg_cast c JOIN pg_proc p ON p.oid = c.castfunc WHERE c.oid >= '16384'::oid
      UNION SELECT p.proname FROM pg_amproc a JOIN pg_proc p ON p.oid = a.amproc WHERE a.oid >= '16384'::oid
      UNION SELECT p.proname FROM pg_amop a JOIN pg_operator o ON o.oid = a.amopopr JOIN pg_proc p ON p.oid = o.oprcode
        WHERE a.oid >= '16384'::oid
      UNION SELECT pg_get_constraintdef(c.oid) FROM pg_constraint c WHERE c.contypid <> 0 AND c.oid >= '16384'::oid
      """;

  /** Expressions of indexes and statistics, with the names under which a statement reaches them. */
  private static final String STORED =
      """
      WITH stored AS (
        SELECT i.indrelid AS o, pg_get_indexdef(i.indexrelid) AS text, x.relname
          FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
         WHERE i.indexrelid >= '16384'::oid AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL)
        UNION ALL SELECT s.stxrelid, pg_get_statisticsobjdef(s.oid), s.stxname
          FROM pg_statistic_ext s WHERE s.stxexprs IS NOT NULL)
      SELECT s.text, concat_ws(chr(10), s.relname, c.relname, n.nspname, (SELECT string_agg(a.relname, chr(10))
          FROM pg_partition_ancestors(c.oid) p(o) JOIN pg_class a ON a.oid = p.o))
        FROM stored s JOIN pg_class c ON c.oid = s.o JOIN pg_namespace n ON n.oid = c.relnamespace
      """;

  private static final String TABLES =
      "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p', 'm', 'i', 'I')";

  /**
   * What nobody can prove to write nothing.
   *
   * @param name as messages tell it
   * @param simpleName as a statement that makes or changes it would name it; may be empty
   */
  record Unproven(String name, String simpleName) {

    boolean isNamedIn(String statement) {
      return !simpleName.isEmpty() && mentions(statement, words(statement), simpleName);
    }
  }

  /**
   * Something that a text can name.
   *
   * @param simpleName without its schema, unquoted
   * @param relation OID of a view, a foreign table, or a table with policies; null for all else
   * @param text empty where it runs no other code; null where nobody can read it
   */
  private record Code(
      String name,
      String simpleName,
      boolean isVolatile,
      @Nullable String relation,
      @Nullable String text) {

    Unproven unproven() {
      return new Unproven(name, simpleName);
    }

    boolean isProven() {
      return text != null
          && !RUNS_TEXT.matcher(text).find()
          && !(isVolatile && WRITES.matcher(text).find());
    }
  }

  /**
   * An expression that the server keeps.
   *
   * @param names under which a statement reaches it
   */
  private record Stored(String text, List<String> names) {}

  private final Connection connection;
  private final Map<String, List<Code>> plain = new HashMap<>();
  private final Map<String, List<Code>> odd = new HashMap<>();
  private final List<String> unnamed = new ArrayList<>();
  private boolean known;
  private @Nullable List<String> tables;
  private @Nullable List<Stored> stored;
  private @Nullable List<EventTriggerCode> eventTriggers;

  /**
   * Takes the code that there is when it is first asked.
   *
   * @param connection in a transaction of its own, as long as this is asked
   */
  OutsideCode(Connection connection) {
    this.connection = connection;
  }

  private void read() throws SQLException {
    if (known) {
      return;
    }
    PinnedQuery.rows(
        connection,
        CODE,
        row -> {
          String name = row.getString(2);
          (PLAIN.matcher(name).matches() ? plain : odd)
              .computeIfAbsent(name, ignored -> new ArrayList<>())
              .add(
                  new Code(
                      ObjectName.of(row.getString(1), name),
                      name,
                      row.getBoolean(3),
                      row.getString(4),
                      row.getString(5)));
        });
    PinnedQuery.rows(connection, UNNAMED, row -> unnamed.add(row.getString(1)));
    known = true;
  }

  private static Pattern flags(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  /** Something unproven that a statement could run; empty where it runs nothing of that kind. */
  Optional<Unproven> unproven(String statement) throws SQLException {
    if (ESCAPES.matcher(statement).find()) {
      return Optional.of(new Unproven("a name in Unicode escapes", ""));
    }
    if (!CALLS_NOTHING.matcher(statement).find()) {
      read();
      Optional<Code> code = follow(roots(statement), true);
      if (code.isPresent()) {
        return code.map(Code::unproven);
      }
    }
    return unprovenEventTrigger(statement);
  }

  private Optional<Unproven> unprovenEventTrigger(String statement) throws SQLException {
    if (eventTriggers == null) {
      eventTriggers = EventTriggerCode.enabled(connection);
    }
    for (EventTriggerCode fired : eventTriggers) {
      if (!fired.isFiredBy(statement)) {
        continue;
      }
      Optional<Set<String>> texts = fired.texts(connection);
      if (texts.isEmpty()) {
        return Optional.of(new Unproven(fired.name(), fired.simpleName()));
      }
      read();
      Optional<Code> code = follow(texts.get(), false);
      if (code.isPresent()) {
        return code.map(Code::unproven);
      }
    }
    return Optional.empty();
  }

  private Set<String> roots(String statement) throws SQLException {
    var roots = new LinkedHashSet<>(unnamed);
    roots.add(calls(statement));
    if (!BUILDS.matcher(statement).find()) {
      roots.addAll(storedFor(statement));
    }
    return roots;
  }

  /** A statement or index definition without the names in it that are no call: columns, tables. */
  private static String calls(String text) {
    boolean comments = text.contains("/*") || text.contains("--");
    return comments ? text : NO_CALL.matcher(text.replaceAll("\\s+", " ")).replaceAll(" ");
  }

  /** Without any table's name it is for all of them. */
  private List<String> storedFor(String statement) throws SQLException {
    Set<String> words = words(statement);
    boolean all = tables().stream().noneMatch(name -> mentions(statement, words, name));
    return stored().stream()
        .filter(
            kept -> all || kept.names().stream().anyMatch(name -> mentions(statement, words, name)))
        .map(kept -> calls(kept.text()))
        .toList();
  }

  private List<String> tables() throws SQLException {
    if (tables == null) {
      var names = new ArrayList<String>();
      PinnedQuery.rows(connection, TABLES, row -> names.add(row.getString(1)));
      tables = names;
    }
    return tables;
  }

  private List<Stored> stored() throws SQLException {
    if (stored == null) {
      var kept = new ArrayList<Stored>();
      PinnedQuery.rows(
          connection,
          STORED,
          row -> kept.add(new Stored(row.getString(1), row.getString(2).lines().toList())));
      stored = kept;
    }
    return stored;
  }

  /**
   * Follows what is named from there on.
   *
   * @param expressions whether these are expressions, which read no relation by themselves: only
   *     functions do
   */
  private Optional<Code> follow(Set<String> roots, boolean expressions) throws SQLException {
    var seen = new HashSet<Code>();
    var texts = new ArrayDeque<>(roots);
    while (!texts.isEmpty()) {
      String text = texts.poll();
      for (Code code : mentioned(text)) {
        if (code.relation() != null && expressions && roots.contains(text)) {
          continue;
        }
        if (!code.isProven()) {
          return Optional.of(code);
        }
        if (seen.add(code)) {
          add(code, texts);
        }
      }
    }
    return Optional.empty();
  }

  private void add(Code code, Deque<String> texts) throws SQLException {
    if (code.text() != null) {
      texts.add(code.text());
    }
    if (code.relation() != null) {
      PinnedQuery.rows(
          connection, READING.formatted(code.relation()), row -> texts.add(row.getString(1)));
    }
  }

  private List<Code> mentioned(String text) {
    var codes = new ArrayList<Code>();
    words(text).forEach(word -> codes.addAll(plain.getOrDefault(word, List.of())));
    odd.forEach(
        (name, all) -> {
          if (mentions(text, Set.of(), name)) {
            codes.addAll(all);
          }
        });
    return codes;
  }

  private static boolean mentions(String text, Set<String> words, String name) {
    return PLAIN.matcher(name).matches()
        ? words.contains(name)
        : text.contains(name.replace("\"", "\"\""));
  }

  private static Set<String> words(String text) {
    var words = new HashSet<String>();
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      words.add(word.group().toLowerCase(Locale.ROOT));
    }
    return words;
  }
}
