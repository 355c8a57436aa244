package dev.drydock.online;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a statement keeps out before it is done: rows that break what it has added NOT VALID. */
public final class Restraints {

  private static final Pattern UNPROVEN =
      Pattern.compile(
          "^ALTER TABLE (.+?) (?:.*, )?ADD CONSTRAINT (\"(?:[^\"]|\"\")+\") (.*) NOT VALID$",
          Pattern.DOTALL);

  private Restraints() {}

  /**
   * A sentence for each constraint, empty for none.
   *
   * @param done the statement's actions that are done
   */
  public static String of(List<OnlineAction> done) {
    List<String> sent = done.stream().flatMap(action -> action.sql().stream()).toList();
    return String.join(
        "",
        sent.stream()
            .map(UNPROVEN::matcher)
            .filter(Matcher::matches)
            .filter(added -> isThere(added.group(2), sent.stream()))
            .map(
                added ->
                    " Until it is done or undone, %s refuses rows that break %s %s."
                        .formatted(added.group(1), added.group(2), added.group(3)))
            .toList());
  }

  /** Whether no step has taken it away; a statement that replaces it drops it in the same one. */
  private static boolean isThere(String constraint, Stream<String> sent) {
    return sent.filter(sql -> !UNPROVEN.matcher(sql).matches())
        .noneMatch(sql -> sql.endsWith(" DROP CONSTRAINT " + constraint));
  }
}
