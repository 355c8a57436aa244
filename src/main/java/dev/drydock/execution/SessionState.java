package dev.drydock.execution;

import dev.drydock.sql.Script;
import dev.drydock.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a file leaves in its session alone, before a step outside the transaction: the session goes
 * on behind that step, but a later run that continues there has another one. What {@code SET} says
 * is repeated then; temporary tables and the like cannot be.
 */
final class SessionState {

  private static final Pattern LEFT =
      Pattern.compile(
          "^(create\\s+((global|local)\\s+)?temp(orary)?\\s|prepare\\s+(?!transaction\\b)|declare\\s|listen\\s"
              + "|set\\s+constraints\\s|select\\s.*\\bset_config\\s*\\()",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private SessionState() {}

  /** Of each file at most one warning. */
  static List<String> told(List<Segment> segments) {
    Set<Script> told = new LinkedHashSet<>();
    var warnings = new ArrayList<String>();
    for (Segment segment : segments) {
      if (segment instanceof Segment.Online online && !online.last()) {
        Script script = online.script();
        script.statements().stream()
            .filter(one -> one.number() < online.statement().number())
            .filter(one -> LEFT.matcher(one.text()).find())
            .filter(one -> told.add(script))
            .forEach(one -> warnings.add(warning(script, one, online.statement())));
      }
    }
    return warnings;
  }

  private static String warning(Script script, Statement leaves, Statement outside) {
    return "%s, statement %d, holds for its transaction or session alone, and statement %d runs outside: what follows may not find it any more, and a run that goes on there after a failure never does. Put statement %d into a file of its own, or write -- drydock: plain above it."
        .formatted(script.migration().id(), leaves.number(), outside.number(), outside.number());
  }
}
