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
  private static final Pattern FILLS =
      Pattern.compile(
          "^\\s*(insert\\s+into|create\\s+(materialized\\s+)?view|create\\s+(function|procedure|trigger|policy)"
              + "|alter\\s+table\\s+[^,;]*?\\badd\\b)\\b.*",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  private static final Pattern TAKES =
      Pattern.compile(
          "\\b(drop|alter|rename|detach|set|disable|replica|inherit|owner|type)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern NO_COMMENT =
      Pattern.compile(
          "^\\s*comment\\s+on\\b.*\\bis\\s+null\\s*$", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  private static final Pattern RUNS_QUERY =
      Pattern.compile("\\b(as|execute)\\b", Pattern.CASE_INSENSITIVE);

  private QuietStatements() {}

  static boolean is(String statement) {
    String text = statement.strip().toLowerCase(Locale.ROOT);
    boolean query = text.startsWith("create table") && RUNS_QUERY.matcher(text).find();
    return ADDS.matcher(text).matches() && !query;
  }

  /**
   * Whether no row of the catalog can go by the statement's own doing, so that what is found gone
   * behind the next migration is not its loss.
   */
  static boolean removesNothing(String statement) {
    if (NO_COMMENT.matcher(statement).matches()) {
      return false;
    }
    return ADDS.matcher(statement).matches()
        || (FILLS.matcher(statement).matches() && !alters(statement));
  }

  /** An ALTER TABLE with a second thought; texts in its literals may be taken for one, too. */
  private static boolean alters(String statement) {
    String start = statement.strip().substring(0, 5).toLowerCase(Locale.ROOT);
    return start.equals("alter") && TAKES.matcher(statement.strip().substring(5)).find();
  }
}
