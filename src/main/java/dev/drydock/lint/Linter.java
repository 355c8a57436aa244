package dev.drydock.lint;

import dev.drydock.migration.DeclarationMatcher;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.SchemaFacts;
import dev.drydock.migration.Severity;
import dev.drydock.migration.Verdict;
import dev.drydock.online.BegunSteps;
import dev.drydock.online.FormChoice;
import dev.drydock.sql.Meaning;
import dev.drydock.sql.NewEnumValues;
import dev.drydock.sql.Script;
import dev.drydock.sql.SqlParser;
import dev.drydock.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Judges a run: its scripts in their order, in one walk that all rules share.
 *
 * <p>Touches no database; what one knows is handed in. Threads may share it.
 */
public final class Linter {

  private static final WorldChanges CHANGES = new WorldChanges();

  private final LintSettings settings;
  private final SqlParser parser = new SqlParser();

  public Linter(LintSettings settings) {
    this.settings = settings;
  }

  /** The same where no server's grammar can be asked. */
  public LintResult lint(List<Script> earlier, List<Script> run, Optional<SchemaFacts> facts) {
    return lint(earlier, run, facts, LiveDatabase.Known.NO_GRAMMAR, BegunSteps.NONE);
  }

  /**
   * Judges a run.
   *
   * @param earlier files that ran before and tell what exists, in their order; empty where the
   *     database tells
   * @param facts of the database; empty where none is at hand
   * @param grammar the server's word on a statement, where it can be asked
   * @param begun what earlier runs did of these scripts
   */
  public LintResult lint(
      List<Script> earlier,
      List<Script> run,
      Optional<SchemaFacts> facts,
      Function<Statement, GrammarAnswer> grammar,
      BegunSteps begun) {
    var world = new World(facts);
    world.replaying(true);
    new ReadAhead(parser, earlier)
        .forEachRemaining(
            script -> {
              script.stream().flatMap(Meaning::all).forEach(a -> CHANGES.apply(a, world));
              world.nextFile();
            });
    world.replaying(false);
    var context = new LintContext(world, NewEnumValues.usedIn(run), RunAhead.of(run, parser));
    var verdicts = new Verdicts(settings, facts.isPresent());
    var forms = new StatementForms(settings, context, begun);
    var meanings = new ReadAhead(parser, run);
    for (Script script : run) {
      new ScriptWalk(script, context, CHANGES, verdicts, grammar, forms).walk(meanings.next());
      world.nextFile();
    }
    return settings.mode() == LintMode.OFF ? unjudged(run, verdicts.forms()) : verdicts.result();
  }

  /** Switched off: nothing is said, but a declared loss still needs the digest. */
  private static LintResult unjudged(
      List<Script> run, Map<MigrationId, Map<Integer, FormChoice>> forms) {
    boolean declared =
        run.stream()
            .flatMap(script -> script.declarations().stream())
            .flatMap(declaration -> DeclarationMatcher.declared(declaration.subject()).stream())
            .anyMatch(effect -> effect.kind().severity() == Severity.DESTRUCTIVE);
    return new LintResult(
        Verdict.SAFE,
        List.of(),
        List.of(),
        List.of(),
        declared,
        Map.of(),
        List.of(),
        List.of(),
        forms);
  }
}
