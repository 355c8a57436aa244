package dev.drydock.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The schemas in which a migration's names are looked for. */
final class SearchPaths {

  private static final Pattern SET =
      Pattern.compile(
          "^\\s*SET\\s+(?:LOCAL\\s+|SESSION\\s+)?search_path\\s*(?:TO\\b|=)\\s*(.+)$",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private SearchPaths() {}

  /** The path as found, and the schemas that the migration's own SET statements name. */
  static List<String> of(List<String> found, List<String> statements) {
    var path = new ArrayList<>(found);
    for (String statement : statements) {
      Matcher set = SET.matcher(statement);
      if (set.matches()) {
        for (String schema : set.group(1).split(",")) {
          path.add(unquoted(schema.strip()));
        }
      }
    }
    return path;
  }

  private static String unquoted(String schema) {
    boolean quoted = schema.length() > 1 && (schema.charAt(0) == '"' || schema.charAt(0) == '\'');
    return quoted ? schema.substring(1, schema.length() - 1) : schema.toLowerCase(Locale.ROOT);
  }
}
