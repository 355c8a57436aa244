package dev.drydock.migration;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What went wrong, told in three parts, plus the facts behind it.
 *
 * @param what what is wrong with which object, in the user's own names; one or two sentences
 * @param left what was left behind, such as {@code Nothing was executed.}
 * @param next what to do now
 * @param facts named values that reports show as they are, in this order: records, lists, strings,
 *     numbers; never secrets, never row data
 */
public record Failure(
    ErrorCode code, String what, String left, String next, Map<String, Object> facts) {

  public static final String NOTHING_EXECUTED = "Nothing was executed.";
  public static final String ROLLED_BACK =
      "The whole run was rolled back: nothing of it remains in the database.";

  public Failure {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  public Failure(ErrorCode code, String what, String left, String next) {
    this(code, what, left, next, Map.of());
  }

  /** The same failure with one more fact. */
  public Failure with(String name, Object value) {
    var more = new LinkedHashMap<>(facts);
    more.put(name, value);
    return new Failure(code, what, left, next, more);
  }

  /** The same failure with other words for what was left behind. */
  public Failure leaving(String words) {
    return new Failure(code, what, words, next, facts);
  }

  /** The same failure with other words for what to do now. */
  public Failure advising(String words) {
    return new Failure(code, what, left, words, facts);
  }

  /** Whether {@link #left} says only that nothing stays, so that who knows more may say it. */
  public boolean leavesNothing() {
    return left.isBlank() || left.equals(ROLLED_BACK) || left.equals(NOTHING_EXECUTED);
  }

  /** The three parts in one line. */
  public String text() {
    return String.join(" ", what, left, next).strip();
  }
}
