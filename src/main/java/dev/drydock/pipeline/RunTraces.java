package dev.drydock.pipeline;

import dev.drydock.history.StepJournal;
import dev.drydock.history.StepRecord;
import dev.drydock.migration.AppliedMigration;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.MigrationId;
import dev.drydock.online.FormText;
import dev.drydock.online.OnlineAction;
import dev.drydock.online.Restraints;
import dev.drydock.postgres.RunLock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What runs left in the database: rows of the history, of the journal, and the run lock.
 *
 * @param begun runs of which the journal had something before the lock was looked at: one of them
 *     that does not hold the lock, and still has rows in it, is over
 * @param journal rows of migrations that the history does not have
 */
record RunTraces(
    List<AppliedMigration> history,
    Set<String> begun,
    Optional<RunLock.Holder> holder,
    List<StepRecord> journal) {

  /** By the second in its id, and within it by its last sign of life. */
  private static final Comparator<KnownRun> OLDEST_FIRST =
      Comparator.comparing((KnownRun run) -> run.id().split("-")[0])
          .thenComparing(run -> run.lastSign().orElse(Instant.MAX));

  private static final Pattern PURPOSE =
      Pattern.compile("drydock migrate (\\d{8}T\\d{6}-[0-9a-f]{6})");

  /** Looks around. */
  static RunTraces of(Database database, List<AppliedMigration> history) {
    Set<String> begun = runs(database.journal());
    var holder = database.lock().holder(database.session().jdbc());
    Set<MigrationId> applied =
        history.stream().map(AppliedMigration::id).collect(Collectors.toSet());
    List<StepRecord> journal = begun.isEmpty() && holder.isEmpty() ? List.of() : database.journal();
    return new RunTraces(
        history,
        begun,
        holder,
        journal.stream().filter(record -> !applied.contains(record.migration())).toList());
  }

  private static Set<String> runs(List<StepRecord> records) {
    return records.stream().map(StepRecord::run).collect(Collectors.toSet());
  }

  /** All of them, oldest first. */
  List<KnownRun> runs() {
    var ids = new TreeSet<String>();
    history.forEach(row -> row.run().ifPresent(ids::add));
    ids.addAll(runs(journal));
    holding().ifPresent(ids::add);
    return ids.stream().map(this::run).sorted(OLDEST_FIRST).toList();
  }

  /** What the newest run left that ended before these migrations, which it began, were done. */
  Optional<Failure> unfinished(Set<MigrationId> pending) {
    List<StepRecord> open =
        journal.stream().filter(record -> pending.contains(record.migration())).toList();
    List<KnownRun> ended = new RunTraces(history, begun, holder, open).runs();
    return ended.stream().flatMap(run -> run.problem().stream()).reduce((older, newer) -> newer);
  }

  /** The run that holds the lock, as its session says. */
  Optional<String> holding() {
    return holder
        .map(RunLock.Holder::application)
        .map(PURPOSE::matcher)
        .filter(Matcher::matches)
        .map(purpose -> purpose.group(1));
  }

  private KnownRun run(String id) {
    List<AppliedMigration> applied =
        history.stream().filter(row -> row.run().equals(Optional.of(id))).toList();
    List<StepRecord> steps = journal.stream().filter(record -> record.run().equals(id)).toList();
    List<MigrationId> committed = applied.stream().map(AppliedMigration::id).sorted().toList();
    boolean running =
        holding().equals(Optional.of(id)) || (!steps.isEmpty() && !begun.contains(id));
    return new KnownRun(
        id,
        applied.stream().flatMap(row -> row.by().stream()).findFirst(),
        lastSign(applied, steps),
        running,
        committed,
        running || steps.isEmpty()
            ? Optional.empty()
            : Optional.of(unfinished(id, committed, steps)));
  }

  private static Optional<Instant> lastSign(
      List<AppliedMigration> applied, List<StepRecord> steps) {
    return Stream.concat(
            applied.stream().map(AppliedMigration::executedAt),
            steps.stream().map(StepRecord::lastSign))
        .max(Comparator.naturalOrder());
  }

  private Failure unfinished(String id, List<MigrationId> committed, List<StepRecord> steps) {
    String stays =
        committed.isEmpty()
            ? ""
            : "These stay: %s. "
                .formatted(
                    committed.stream().map(Object::toString).collect(Collectors.joining(", ")));
    String next =
        holder
            .map(other -> "Another run is in progress and goes on with it: %s.".formatted(other))
            .orElse("Run migrate again: it goes on behind what is done. drydock status shows it.");
    return new Failure(
        steps.stream().anyMatch(StepRecord::cancelled)
            ? ErrorCode.CANCELLED
            : ErrorCode.RUN_UNFINISHED,
        "The run %s ended before its work was done: %s".formatted(id, why(steps)),
        stays + left(id, steps),
        next);
  }

  private static String why(List<StepRecord> steps) {
    return steps.stream()
        .flatMap(record -> record.failure().stream())
        .findFirst()
        .orElse("it was killed, or lost its server or its lock; the database does not know which.");
  }

  /**
   * By migration, in the journal's order; not what is noted beside the run's last one. What a
   * statement has it may owe to several runs.
   */
  private String left(String id, List<StepRecord> steps) {
    var told = new ArrayList<String>();
    List<StepRecord> own = steps.stream().filter(record -> !StepJournal.isMade(record)).toList();
    for (MigrationId migration : own.stream().map(StepRecord::migration).distinct().toList()) {
      List<StepRecord> of =
          own.stream().filter(record -> record.migration().equals(migration)).toList();
      String words = words(id, migration, of);
      told.add(
          words.isEmpty()
              ? "Of %s it did nothing more.".formatted(migration)
              : "Of %s: %s.".formatted(migration, words));
    }
    return told.isEmpty() ? "Nothing else was begun." : String.join(" ", told);
  }

  private String words(String id, MigrationId migration, List<StepRecord> own) {
    return own.stream()
        .map(StepRecord::statement)
        .filter(number -> number > 0)
        .distinct()
        .map(number -> words(id, number, ofAllRuns(migration, number)))
        .collect(Collectors.joining(", "));
  }

  private List<StepRecord> ofAllRuns(MigrationId migration, int number) {
    return journal.stream()
        .filter(record -> record.migration().equals(migration) && record.statement() == number)
        .toList();
  }

  private static String words(String id, int number, List<StepRecord> statement) {
    boolean done = statement.stream().anyMatch(record -> record.action() == 0 && record.done());
    if (!done && statement.stream().noneMatch(record -> record.action() > 0)) {
      return "of statement %d (%s) nothing stays".formatted(number, statement.get(0).form());
    }
    return "statement %d (%s) is %s%s%s"
        .formatted(
            number,
            statement.get(0).form(),
            done ? "done" : "begun and not done",
            filled(id, statement),
            done ? "" : restraints(statement));
  }

  private static String filled(String id, List<StepRecord> statement) {
    long rows = statement.stream().mapToLong(StepRecord::rows).sum();
    boolean alone = statement.stream().allMatch(record -> record.run().equals(id));
    return rows == 0
        ? ""
        : ", %d rows are filled%s".formatted(rows, alone ? "" : ", by all runs together");
  }

  private static String restraints(List<StepRecord> statement) {
    List<OnlineAction> actions =
        statement.stream()
            .flatMap(record -> record.steps().stream())
            .flatMap(steps -> FormText.read(steps).actions().stream())
            .toList();
    String told =
        Restraints.of(
            statement.stream()
                .filter(record -> record.done() && record.action() > 0)
                .filter(record -> record.action() <= actions.size())
                .map(record -> actions.get(record.action() - 1))
                .toList());
    return told.isEmpty() ? "" : "." + told.replaceAll("\\.$", "");
  }
}
