package dev.drydock.guard;

import java.util.Locale;
import java.util.regex.Pattern;

/** Statements that only add: after them nobody has to look which migration took something away. */
final class QuietStatements {

  private static final Pattern ADDS =
      Pattern.compile(
          "^\\s*(create\\s+(table|index|unique\\s+index|type|sequence|schema|domain|extension)"
              + "|comment\\s+on|grant)\\b.*",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  private static final Pattern RUNS_QUERY =
      Pattern.compile("\\b(as|execute)\\b", Pattern.CASE_INSENSITIVE);

  private QuietStatements() {}

  static boolean is(String statement) {
    String text = statement.strip().toLowerCase(Locale.ROOT);
    boolean query = text.startsWith("create table") && RUNS_QUERY.matcher(text).find();
    return ADDS.matcher(text).matches() && !query;
  }
}
