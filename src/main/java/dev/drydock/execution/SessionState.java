package dev.drydock.execution;

import dev.drydock.sql.Action;
import dev.drydock.sql.Command;
import dev.drydock.sql.Creation;
import dev.drydock.sql.DataChange;
import dev.drydock.sql.FileSettings;
import dev.drydock.sql.Meaning;
import dev.drydock.sql.Script;
import dev.drydock.sql.SqlParser;
import dev.drydock.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a file leaves in its session alone, before a step outside the transaction: the session goes
 * on behind that step, but a later run that continues there has another one. What {@link
 * FileSettings} holds is repeated then; temporary tables and the like cannot be.
 */
final class SessionState {

  private static final Set<String> VERBS = Set.of("prepare", "declare", "listen");

  private static final SqlParser PARSER = new SqlParser();

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
            .filter(one -> leaves(PARSER.parse(one)))
            .filter(one -> told.add(script))
            .forEach(one -> warnings.add(warning(script, one, online.statement())));
      }
    }
    return warnings;
  }

  private static boolean leaves(Meaning meaning) {
    return !FileSettings.isSetting(meaning) && meaning.all().anyMatch(SessionState::leaves)
        || meaning.all(Command.Set.class).anyMatch(set -> set.name().equals("constraints"));
  }

  private static boolean leaves(Action action) {
    return (action instanceof Creation made && made.persistence() == Creation.Persistence.TEMPORARY)
        || (action instanceof Command.Harmless harmless && VERBS.contains(harmless.verb()))
        || (action instanceof DataChange.Query select && select.query().calls("set_config"));
  }

  private static String warning(Script script, Statement leaves, Statement outside) {
    return "%s, statement %d, holds for its transaction or session alone, and statement %d runs outside: what follows may not find it any more, and a run that goes on there after a failure never does. Put statement %d into a file of its own, or write -- drydock: plain above it."
        .formatted(script.migration().id(), leaves.number(), outside.number(), outside.number());
  }
}
