package dev.drydock.guard;

import dev.drydock.execution.CheckScope.CheckedMigration;
import dev.drydock.migration.MigrationId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tells by first words which statements can do what their text does not show: for runs that lint
 * does not judge.
 */
public final class UnjudgedStatements {

  private static final Pattern COMMENTS =
      Pattern.compile("^(?:\\s+|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)+", Pattern.DOTALL);
  private static final Pattern FIRST = Pattern.compile("^[A-Za-z]+");
  private static final Pattern CALL = Pattern.compile("([\\w$\"]+)\\s*\\(");
  private static final Set<String> CALLS_CODE = Set.of("do", "call", "execute");
  private static final Set<String> QUERIES = Set.of("select", "values", "table", "with");
  private static final Set<String> HARMLESS =
      Set.of(
          "setval",
          "nextval",
          "currval",
          "set_config",
          "current_setting",
          "now",
          "count",
          "max",
          "min",
          "sum",
          "coalesce",
          "exists",
          "in",
          "values",
          "as",
          "select",
          "greatest",
          "least",
          "version",
          "pg_get_serial_sequence",
          "and",
          "or",
          "not",
          "any",
          "all",
          "where",
          "on",
          "from",
          "pg_sleep");

  private static final Pattern CLIENT_COPY = Pattern.compile("(?i)\\b(?:stdin|stdout)\\b");
  private static final Pattern LEAVES =
      Pattern.compile(
          "(?i)\\b(?:dblink\\w*|lo_export|lo_import|http_?\\w*|cron\\.\\w+|pg_background\\w*|aws_\\w+)\\s*\\(");

  private UnjudgedStatements() {}

  /** Migrations that hold such a statement. */
  public static Set<MigrationId> among(List<CheckedMigration> migrations) {
    return migrations.stream()
        .filter(migration -> migration.statements().stream().anyMatch(UnjudgedStatements::is))
        .map(CheckedMigration::id)
        .collect(Collectors.toSet());
  }

  static boolean is(String statement) {
    String text = COMMENTS.matcher(statement).replaceFirst("");
    Matcher first = FIRST.matcher(text);
    if (!first.find()) {
      return false;
    }
    String word = first.group().toLowerCase(Locale.ROOT);
    boolean leaves =
        (word.equals("copy") && !CLIENT_COPY.matcher(text).find()) || LEAVES.matcher(text).find();
    return leaves || CALLS_CODE.contains(word) || (QUERIES.contains(word) && callsUnknown(text));
  }

  private static boolean callsUnknown(String text) {
    Matcher call = CALL.matcher(text);
    while (call.find()) {
      if (!HARMLESS.contains(call.group(1).toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }
}
