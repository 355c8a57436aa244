package dev.drydock.execution;

import dev.drydock.history.HistoryTable;
import dev.drydock.history.StepJournal;
import dev.drydock.history.Validation;
import dev.drydock.lint.ChecklistItem;
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
import dev.drydock.online.BegunSteps;
import dev.drydock.postgres.OtherTools;
import dev.drydock.postgres.ServerFacts;
import dev.drydock.postgres.TableName;
import dev.drydock.sql.MigrationFolder;
import dev.drydock.sql.Script;
import dev.drydock.sql.ScriptReader;
import dev.drydock.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinTask;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Makes the plan of one run out of files, history and the server's facts; sends nothing. */
public final class Planner {

  private final Timeouts timeouts;
  private final LintSettings settings;
  private final Linter linter;

  public Planner(Timeouts timeouts, LintSettings lint) {
    this.timeouts = timeouts;
    this.settings = lint;
    this.linter = new Linter(lint);
  }

  /**
   * The plan, also when it must not run: then it says why.
   *
   * @param table where the history is kept
   * @param live asked once for what it knows, and only where something is pending
   * @param journal what earlier runs began and did not end; asked only where something is pending
   */
  public PlannedRun plan(
      Target target,
      ServerFacts facts,
      HistoryTable table,
      LiveDatabase live,
      MigrationFolder folder,
      List<AppliedMigration> rows,
      Supplier<BegunRun> journal) {
    var scripts = new Scripts();
    Validation validation =
        Validation.of(folder.migrations(), rows, file -> scripts.of(file).allowsOutOfOrder());
    var creation =
        HistoryCreation.in(validation.pending().stream().map(scripts::of).toList(), table);
    List<Script> pending = creation.scripts();
    var refusals = new ArrayList<Failure>(validation.refusals());
    refusals.addAll(scripts.refusals);
    refusals.addAll(creation.refusals());
    BegunRun noted = journal.get();
    BegunRun begunRun = noted.of(pending);
    BegunSteps begun = begunRun.steps(pending);
    Optional<LiveDatabase.Known> looked =
        pending.isEmpty() ? Optional.empty() : Optional.of(live.look(pending));
    Optional<SchemaFacts> known = looked.map(LiveDatabase.Known::facts);
    var grammar = looked.map(LiveDatabase.Known::grammar).orElse(LiveDatabase.Known.NO_GRAMMAR);
    // Reads every statement too, and needs nothing of lint: a second core does it meanwhile.
    ForkJoinTask<LockNeeds> locking =
        ForkJoinTask.adapt((Callable<LockNeeds>) () -> LockNeeds.of(pending, known)).fork();
    LintResult lint = linter.lint(List.of(), pending, known, grammar, begun);
    List<Segment> segments = Segments.of(pending, lint.forms(), begun, settings.online());
    refusals.addAll(begunRun.refusals(pending));
    refusals.addAll(TransactionFit.refusals(pending, lint.forms(), begun, settings.online()));
    refusals.addAll(UndeclaredSteps.refusals(segments, facts, lint));
    LintRefusal.of(lint).ifPresent(refusals::add);
    if (!pending.isEmpty()) {
      var history = new TableName(Optional.of(table.schema()), table.name());
      facts.unwritable(history, !table.preparation().isEmpty()).ifPresent(refusals::add);
    }
    LockNeeds locks = locking.join();
    LockSpace.refusal(locks, facts).ifPresent(refusals::add);
    var warnings = new ArrayList<String>(folder.warnings());
    warnings.addAll(validation.warnings());
    if (rows.isEmpty() && !pending.isEmpty() && !facts.otherHistories().isEmpty()) {
      warnings.add(migratedBefore(facts));
    }
    warnings.addAll(begunRun.told(pending));
    warnings.addAll(noted.withoutFile(ids(folder)).toldWithoutFile());
    warnings.addAll(SessionState.told(segments));
    warnings.addAll(creation.warnings());
    settings.mode().warning().ifPresent(warnings::add);
    var plan =
        new MigrationPlan(
            target,
            validation.pending().stream().map(Migration::id).toList(),
            validation.applied(),
            validation.pending().size() + validation.applied().size(),
            refusals.isEmpty() ? lint.verdict() : Verdict.REFUSED,
            isAtomic(segments, begunRun),
            digest(facts, segments, rows),
            timeouts,
            PlanSteps.of(segments, lint),
            lint.findings(),
            refusals,
            warnings,
            scripts.unreadIn(lint.checklist()),
            null);
    Optional<StepJournal.Approval> continues = begunRun.continues(pending);
    return new PlannedRun(
        plan,
        pending,
        segments,
        begunRun,
        refusals,
        lint.needsDigest() && continues.isEmpty(),
        locks,
        continues,
        known);
  }

  private static Set<MigrationId> ids(MigrationFolder folder) {
    return folder.migrations().stream().map(Migration::id).collect(Collectors.toSet());
  }

  /** A first run: what the other tool's files made exists, though no row here says so. */
  private static String migratedBefore(ServerFacts facts) {
    return ("This database was migrated by %s, and no migration of this folder is noted as applied:"
            + " those that the other tool has run would run again. Note them as applied first;"
            + " the guide says how, under \"A database that another tool has migrated\".")
        .formatted(
            facts.otherHistories().stream()
                .map(OtherTools::named)
                .collect(Collectors.joining(", ")));
  }

  /** Whether all of it is one transaction, as a run without online steps is. */
  private static boolean isAtomic(List<Segment> segments, BegunRun begun) {
    return segments.size() <= 1
        && begun.records().isEmpty()
        && segments.stream().allMatch(Segment.Atom.class::isInstance);
  }

  private String digest(ServerFacts facts, List<Segment> segments, List<AppliedMigration> rows) {
    var digest =
        new PlanDigest()
            .add("database", facts.identity())
            .add("major", facts.major())
            .add("lock timeout", timeouts.lock().toMillis())
            .add("statement timeout", timeouts.statement().toMillis())
            .add("lint", settings.mode());
    for (Segment segment : segments) {
      if (segment instanceof Segment.Atom atom) {
        digest.add("atom", atom.parts().size());
        atom.parts().forEach(part -> digested(digest, part));
      } else if (segment instanceof Segment.Online online) {
        digest
            .add("migration", online.migration())
            .add("lane", Lane.ONLINE)
            .add("form", online.form().name())
            .addAll("statements", PlanSteps.sql(online))
            .addAll("declarations", declarations(online.script()));
      }
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

  private static void digested(PlanDigest digest, Segment.Part part) {
    digest
        .add("migration", part.migration())
        .add("lane", Lane.TRANSACTIONAL)
        .addAll("statements", part.statements().stream().map(Statement::text).toList())
        .addAll("declarations", declarations(part.script()));
  }

  private static List<String> declarations(Script script) {
    return script.declarations().stream().map(Declaration::toString).toList();
  }

  /** Scripts of pending files, each read once; a file that cannot be read becomes a refusal. */
  private static final class Scripts {
    private final ScriptReader reader = new ScriptReader();
    private final Map<MigrationId, Script> read = new TreeMap<>();
    private final List<Failure> refusals = new ArrayList<>();

    List<ChecklistItem> unreadIn(List<ChecklistItem> checklist) {
      return refusals.isEmpty()
          ? checklist
          : checklist.stream().map(item -> item.unread(refusals.get(0).what())).toList();
    }

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
