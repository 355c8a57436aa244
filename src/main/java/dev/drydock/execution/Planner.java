package dev.drydock.execution;

import dev.drydock.history.HistoryTable;
import dev.drydock.history.Validation;
import dev.drydock.lint.LintMode;
import dev.drydock.lint.LintResult;
import dev.drydock.lint.LintSettings;
import dev.drydock.lint.Linter;
import dev.drydock.lint.LiveDatabase;
import dev.drydock.lint.LockNeeds;
import dev.drydock.migration.AppliedMigration;
import dev.drydock.migration.Checksum;
import dev.drydock.migration.Declaration;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Migration;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.SchemaFacts;
import dev.drydock.migration.Target;
import dev.drydock.migration.Verdict;
import dev.drydock.postgres.ServerFacts;
import dev.drydock.sql.Mentions;
import dev.drydock.sql.MigrationFolder;
import dev.drydock.sql.Script;
import dev.drydock.sql.ScriptReader;
import dev.drydock.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes the plan of one run out of files, history and the server's facts; sends nothing. */
public final class Planner {

  private final Timeouts timeouts;
  private final LintMode mode;
  private final Linter linter;

  public Planner(Timeouts timeouts, LintSettings lint) {
    this.timeouts = timeouts;
    this.mode = lint.mode();
    this.linter = new Linter(lint);
  }

  /**
   * The plan, also when it must not run: then it says why.
   *
   * @param table where the history is kept
   * @param live asked once for what it knows, and only where something is pending
   */
  public PlannedRun plan(
      Target target,
      ServerFacts facts,
      HistoryTable table,
      LiveDatabase live,
      MigrationFolder folder,
      List<AppliedMigration> rows) {
    var scripts = new Scripts();
    Validation validation =
        Validation.of(folder.migrations(), rows, file -> scripts.of(file).allowsOutOfOrder());
    var creation =
        HistoryCreation.in(validation.pending().stream().map(scripts::of).toList(), table);
    List<Script> pending = creation.scripts();
    var refusals = new ArrayList<Failure>(validation.refusals());
    refusals.addAll(scripts.refusals);
    refusals.addAll(creation.refusals());
    refusals.addAll(TransactionFit.refusals(pending));
    Optional<SchemaFacts> known =
        pending.isEmpty()
            ? Optional.empty()
            : Optional.of(live.facts().apply(Mentions.of(pending)));
    LintResult lint = linter.lint(List.of(), pending, known, live.grammar());
    LintRefusal.of(lint).ifPresent(refusals::add);
    LockNeeds locks = LockNeeds.of(pending, known);
    LockSpace.refusal(locks, facts).ifPresent(refusals::add);
    var warnings = new ArrayList<String>(folder.warnings());
    warnings.addAll(validation.warnings());
    warnings.addAll(creation.warnings());
    LintRefusal.warning(mode).ifPresent(warnings::add);
    var plan =
        new MigrationPlan(
            target,
            validation.pending().stream().map(Migration::id).toList(),
            validation.applied(),
            validation.pending().size() + validation.applied().size(),
            refusals.isEmpty() ? lint.verdict() : Verdict.REFUSED,
            true,
            digest(facts, pending, rows),
            timeouts,
            pending.stream().map(script -> step(script, lint)).toList(),
            lint.findings(),
            refusals,
            warnings,
            lint.checklist());
    return new PlannedRun(plan, pending, refusals, lint.needsDigest(), locks);
  }

  private static PlanStep step(Script script, LintResult lint) {
    MigrationId id = script.migration().id();
    return new PlanStep(
        id,
        "transactional",
        script.statements().stream().map(Statement::shown).toList(),
        lint.effects(id),
        lint.findings(id));
  }

  private String digest(ServerFacts facts, List<Script> pending, List<AppliedMigration> rows) {
    var digest =
        new PlanDigest()
            .add("database", facts.identity())
            .add("major", facts.major())
            .add("lock timeout", timeouts.lock().toMillis())
            .add("statement timeout", timeouts.statement().toMillis())
            .add("lint", mode);
    for (Script script : pending) {
      digest
          .add("migration", script.migration().id())
          .add("lane", "transactional")
          .addAll("statements", script.statements().stream().map(Statement::text).toList())
          .addAll(
              "declarations", script.declarations().stream().map(Declaration::toString).toList());
    }
    rows.stream()
        .sorted((one, other) -> one.id().compareTo(other.id()))
        .forEach(
            row ->
                digest
                    .add("applied", row.id())
                    .add("checksum", row.checksum().map(Checksum::toString).orElse("")));
    return digest.hex();
  }

  /** Scripts of pending files, each read once; a file that cannot be read becomes a refusal. */
  private static final class Scripts {
    private final ScriptReader reader = new ScriptReader();
    private final Map<MigrationId, Script> read = new TreeMap<>();
    private final List<Failure> refusals = new ArrayList<>();

    Script of(Migration file) {
      return read.computeIfAbsent(file.id(), id -> read(file));
    }

    private Script read(Migration file) {
      try {
        return reader.read(file);
      } catch (DrydockException refused) {
        refusals.add(refused.failure());
        return new Script(file, List.of(), List.of(), List.of());
      }
    }
  }
}
