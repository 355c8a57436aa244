package dev.drydock.guard;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sees losses in another way than the guard does: it hashes the rows of every table over the
 * columns it had, and dumps definitions by the standard's and PostgreSQL's own views and deparsing
 * functions, before and after. It knows no OID, stamp, lock or counter.
 */
final class LossOracle {

  private static final String COLUMNS =
      """
      SELECT table_name, column_name,
             concat_ws(' ', data_type, character_maximum_length, numeric_precision, numeric_scale,
                         datetime_precision)
        FROM information_schema.columns WHERE table_schema = 'play'
       ORDER BY table_name, ordinal_position
      """;

  private static final String DEFINITIONS =
      """
      SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'play'
      UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname,
        pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'play'::regnamespace AND contype <> 'n' AND conrelid <> 0
      UNION ALL SELECT 'view ' || viewname, definition FROM pg_views WHERE schemaname = 'play'
      UNION ALL SELECT 'default ' || table_name || ' ' || column_name, column_default
        FROM information_schema.columns
        WHERE table_schema = 'play' AND column_default IS NOT NULL
      UNION ALL SELECT 'not null ' || table_name || ' ' || column_name, 'yes'
        FROM information_schema.columns WHERE table_schema = 'play' AND is_nullable = 'NO'
      UNION ALL SELECT 'grant ' || table_name || ' ' || grantee || ' ' || privilege_type, 'yes'
        FROM information_schema.role_table_grants WHERE table_schema = 'play'
      UNION ALL SELECT 'function ' || proname, pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = 'play'::regnamespace
      UNION ALL SELECT 'trigger ' || tgname, pg_get_triggerdef(oid) || tgenabled::text
        FROM pg_trigger WHERE NOT tgisinternal
          AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'play'::regnamespace)
      UNION ALL SELECT 'comment ' || c.relname || d.objsubid, d.description FROM pg_description d
        JOIN pg_class c ON c.oid = d.objoid WHERE c.relnamespace = 'play'::regnamespace
      UNION ALL SELECT 'policy ' || tablename || policyname, concat_ws(' ', cmd, roles, qual, with_check)
        FROM pg_policies WHERE schemaname = 'play'
      UNION ALL SELECT 'row security ' || tablename, 'on' FROM pg_tables
        WHERE schemaname = 'play' AND rowsecurity
      UNION ALL SELECT 'rule ' || tablename || rulename, definition FROM pg_rules
        WHERE schemaname = 'play'
      UNION ALL SELECT 'matview ' || matviewname, definition || ispopulated FROM pg_matviews
        WHERE schemaname = 'play'
      UNION ALL SELECT 'column grant ' || table_name || column_name || grantee || privilege_type, 'yes'
        FROM information_schema.column_privileges WHERE table_schema = 'play'
      UNION ALL SELECT 'domain ' || domain_name || constraint_name, 'yes'
        FROM information_schema.domain_constraints WHERE domain_schema = 'play'
      UNION ALL SELECT 'statistics ' || stxname, concat_ws(' ', stxrelid, stxkeys, stxkind)
        FROM pg_statistic_ext WHERE stxnamespace = 'play'::regnamespace
      UNION ALL SELECT 'sequence ' || sequencename, concat_ws(' ', min_value, max_value, increment_by)
        FROM pg_sequences WHERE schemaname = 'play'
      UNION ALL SELECT 'identity ' || table_name || column_name, is_identity || is_generated
        FROM information_schema.columns WHERE table_schema = 'play'
          AND (is_identity = 'YES' OR is_generated <> 'NEVER')
      UNION ALL SELECT 'label ' || t.typname || ' ' || e.enumlabel, 'yes' FROM pg_enum e
        JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typnamespace = 'play'::regnamespace
      """;

  private static final String POSITIONS =
      """
      SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'play'
      """;

  private static final Pattern LIMITED =
      Pattern.compile(
          "(text|character varying|numeric|timestamp without time zone) ?(\\d*) ?(\\d*)");

  private final Map<String, Map<String, String>> tables = new HashMap<>();
  private final Map<String, Map<String, Integer>> rows = new HashMap<>();
  private final Map<String, String> definitions = new HashMap<>();
  private final Map<String, Long> positions = new HashMap<>();

  private LossOracle() {}

  static LossOracle see(Connection connection) throws SQLException {
    var seen = new LossOracle();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery(COLUMNS)) {
        while (row.next()) {
          seen.tables
              .computeIfAbsent(row.getString(1), ignored -> new LinkedHashMap<>())
              .put(row.getString(2), row.getString(3));
        }
      }
      try (ResultSet row = statement.executeQuery(DEFINITIONS)) {
        while (row.next()) {
          seen.definitions.put(row.getString(1), String.valueOf(row.getString(2)));
        }
      }
      try (ResultSet row = statement.executeQuery(POSITIONS)) {
        while (row.next()) {
          seen.positions.put(row.getString(1), row.getLong(2));
        }
      }
    }
    return seen;
  }

  /** Adds how often each row occurs in each table, over the columns of the earlier look. */
  LossOracle withRows(Connection connection, LossOracle earlier) throws SQLException {
    for (Map.Entry<String, Map<String, String>> table : earlier.tables.entrySet()) {
      Set<String> columns = table.getValue().keySet();
      if (tables.containsKey(table.getKey())
          && tables.get(table.getKey()).keySet().containsAll(columns)
          && !columns.isEmpty()) {
        rows.put(table.getKey(), rows(connection, table.getKey(), columns));
      }
    }
    return this;
  }

  private static Map<String, Integer> rows(Connection connection, String table, Set<String> columns)
      throws SQLException {
    var counts = new HashMap<String, Integer>();
    String list = String.join("::text, ", columns) + "::text";
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT md5(ROW(" + list + ")::text) FROM play." + table)) {
      while (row.next()) {
        counts.merge(row.getString(1), 1, Integer::sum);
      }
    }
    return counts;
  }

  /**
   * Whether a type only grew: a longer text, a number with more digits before the point. That
   * nothing of a value changed is seen by the rows.
   */
  private static boolean holdsAll(String before, String now) {
    Matcher was = LIMITED.matcher(before);
    Matcher is = LIMITED.matcher(now);
    if (!was.matches() || !is.matches()) {
      return false;
    }
    boolean text =
        was.group(1).equals(is.group(1)) || (isText(was.group(1)) && isText(is.group(1)));
    boolean sameScale = is.group(2).isEmpty() || was.group(3).equals(is.group(3));
    return text && sameScale && limit(is) >= limit(was);
  }

  private static boolean isText(String type) {
    return type.equals("text") || type.equals("character varying");
  }

  private static int limit(Matcher type) {
    return type.group(2).isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(type.group(2));
  }

  /** What was there before and is not any more, in words; empty when nothing was lost. */
  static Set<String> lost(LossOracle before, LossOracle after) {
    Set<String> lost = new TreeSet<>();
    before.tables.forEach(
        (table, columns) ->
            columns.forEach(
                (column, type) -> {
                  String now = after.tables.getOrDefault(table, Map.of()).get(column);
                  if (!type.equals(now) && (now == null || !holdsAll(type, now))) {
                    lost.add("column " + table + "." + column);
                  }
                }));
    before.rows.forEach(
        (table, counts) ->
            counts.forEach(
                (hash, count) -> {
                  Map<String, Integer> now = after.rows.getOrDefault(table, Map.of());
                  if (after.rows.containsKey(table) && now.getOrDefault(hash, 0) < count) {
                    lost.add("rows of " + table);
                  }
                }));
    before.positions.forEach(
        (sequence, last) -> {
          if (after.positions.getOrDefault(sequence, Long.MIN_VALUE) < last) {
            lost.add("position of " + sequence);
          }
        });
    before.definitions.forEach(
        (name, definition) -> {
          if (!definition.equals(after.definitions.get(name))) {
            lost.add(name);
          }
        });
    return lost;
  }
}
