package dev.drydock.execution;

import dev.drydock.history.StepJournal;
import dev.drydock.history.StepRecord;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Migration;
import dev.drydock.migration.MigrationId;
import dev.drydock.online.BegunSteps;
import dev.drydock.online.FormText;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.sql.Script;
import dev.drydock.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What earlier runs began and did not end, as the journal beside the history tells. */
public record BegunRun(List<StepRecord> records) {

  /** Nothing was begun. */
  public static final BegunRun NONE = new BegunRun(List.of());

  /**
   * A statement that was begun and of which nothing stays may be begun anew, in other words too.
   */
  public BegunRun {
    List<StepRecord> all = List.copyOf(records);
    records = all.stream().filter(record -> stays(record, all)).toList();
  }

  private static boolean stays(StepRecord record, List<StepRecord> all) {
    return record.failure().isEmpty() && staysItself(record, all);
  }

  private static boolean staysItself(StepRecord record, List<StepRecord> all) {
    return record.done()
        || record.action() > 0
        || all.stream()
            .anyMatch(
                other ->
                    other.action() > 0
                        && other.statement() == record.statement()
                        && other.migration().equals(record.migration()));
  }

  /** What of these migrations was begun. */
  public BegunRun of(List<Script> pending) {
    Set<MigrationId> ids = ids(pending);
    return new BegunRun(records.stream().filter(r -> ids.contains(r.migration())).toList());
  }

  private static Set<MigrationId> ids(List<Script> scripts) {
    return scripts.stream().map(script -> script.migration().id()).collect(Collectors.toSet());
  }

  /** What stays of migrations whose file is gone. */
  public BegunRun withoutFile(Set<MigrationId> files) {
    return new BegunRun(
        records.stream()
            .filter(r -> !files.contains(r.migration()) && !StepJournal.isMade(r))
            .toList());
  }

  /** The migrations. */
  public Set<MigrationId> migrations() {
    return records.stream().map(StepRecord::migration).collect(Collectors.toSet());
  }

  /** That their files are gone, in words. */
  public List<String> toldWithoutFile() {
    return migrations().stream()
        .sorted()
        .map(
            gone ->
                "%1$s It did not end, and has no file any more: what was done stays. Bring its file back, or undo it by hand and forget it: DELETE FROM drydock_steps WHERE migration = %2$s."
                    .formatted(begun(gone), SqlQuoting.literal(gone.value())))
        .toList();
  }

  /** The run that began a migration need not be the one that did something of it last. */
  private String begun(MigrationId migration) {
    List<StepRecord> own =
        records.stream().filter(record -> record.migration().equals(migration)).toList();
    return "%s was begun %s; the last run that did something of it was %s."
        .formatted(
            migration,
            own.stream().map(StepRecord::startedAt).min(Comparator.naturalOrder()).orElseThrow(),
            own.stream()
                .max(Comparator.comparing(StepRecord::lastSign))
                .map(StepRecord::run)
                .orElseThrow());
  }

  /** The statements, by migration and number; only of these migrations. */
  public BegunSteps steps(List<Script> pending) {
    Set<MigrationId> ids = ids(pending);
    Map<MigrationId, Map<Integer, BegunSteps.Step>> steps = new HashMap<>();
    for (StepRecord record : records) {
      if (record.action() == 0 && ids.contains(record.migration())) {
        steps
            .computeIfAbsent(record.migration(), id -> new HashMap<>())
            .put(
                record.statement(),
                new BegunSteps.Step(record.done(), record.steps().map(FormText::read)));
      }
    }
    return new BegunSteps(steps);
  }

  /** What was done of one statement's form. */
  public List<StepRecord> of(MigrationId migration, int statement) {
    return records.stream()
        .filter(r -> r.migration().equals(migration) && r.statement() == statement)
        .toList();
  }

  /** What stays of pending migrations, in words. */
  List<String> told(List<Script> pending) {
    var told = new ArrayList<String>();
    for (Script script : pending) {
      List<StepRecord> whole =
          records.stream()
              .filter(r -> r.action() == 0 && r.migration().equals(script.migration().id()))
              .toList();
      if (!whole.isEmpty()) {
        told.add(told(script, whole));
      }
    }
    return told;
  }

  private String told(Script script, List<StepRecord> whole) {
    long done = whole.stream().filter(StepRecord::done).count();
    StepRecord last = whole.get(whole.size() - 1);
    String under = last.done() ? "" : " It came to statement " + under(last) + ".";
    return "%s Done: %d of its %d statements.%s A further run goes on behind what is done."
        .formatted(begun(script.migration().id()), done, script.statements().size(), under);
  }

  private String under(StepRecord statement) {
    List<StepRecord> actions =
        of(statement.migration(), statement.statement()).stream()
            .filter(r -> r.action() > 0)
            .toList();
    long done = actions.stream().filter(StepRecord::done).count();
    long rows = actions.stream().mapToLong(StepRecord::rows).sum();
    return "%d (%s): %d of its steps were done%s, begun %s"
        .formatted(
            statement.statement(),
            statement.form(),
            done,
            rows > 0 ? ", %d rows were filled".formatted(rows) : "",
            statement.startedAt());
  }

  /**
   * Files that changed where something of them was done already, and those that would come before
   * it.
   */
  List<Failure> refusals(List<Script> pending) {
    var refusals = new ArrayList<Failure>();
    Optional<StepRecord> newest =
        of(pending).records().stream()
            .filter(BegunRun::isOfStatement)
            .max(Comparator.comparing(StepRecord::migration));
    for (Script script : pending) {
      MigrationId id = script.migration().id();
      newest
          .filter(last -> id.compareTo(last.migration()) < 0 && !script.allowsOutOfOrder())
          .filter(last -> records.stream().noneMatch(r -> r.migration().equals(id)))
          .ifPresent(last -> refusals.add(late(id, last)));
      for (StepRecord record : records) {
        if (record.action() == 0
            && record.migration().equals(script.migration().id())
            && !statement(script, record.statement())
                .map(s -> s.hash().equals(record.text()))
                .orElse(false)) {
          refusals.add(changed(script, record));
          break;
        }
      }
    }
    return refusals;
  }

  /** Not what the run notes of a whole migration, such as what it made, beside the last one. */
  private static boolean isOfStatement(StepRecord record) {
    return record.statement() > 0;
  }

  private static Failure late(MigrationId file, StepRecord begun) {
    return new Failure(
        ErrorCode.OUT_OF_ORDER,
        "%s is pending, but sorts before %s, which is begun and not done."
            .formatted(file, begun.migration()),
        Failure.NOTHING_EXECUTED,
        "Rename the file so that it sorts last, or, if it may run late, say so in it:"
            + " -- drydock: allow out-of-order because <reason>");
  }

  private static Optional<Statement> statement(Script script, int number) {
    return script.statements().stream().filter(s -> s.number() == number).findFirst();
  }

  private static Failure changed(Script script, StepRecord record) {
    return new Failure(
            ErrorCode.NEEDS_A_PERSON,
            "%s is begun and not done, and its statement %d is not the same any more."
                .formatted(script.migration().id(), record.statement()),
            "What is done of it stays; nothing else was executed.",
            "Put the statement back as it was and run migrate again: it continues behind what is done. Or undo by hand what is done of the file and forget it: DELETE FROM drydock_steps WHERE migration = %s."
                .formatted(SqlQuoting.literal(script.migration().id().value())))
        .with("migration", script.migration().id())
        .with("statement", record.statement());
  }

  /** What a run is allowed to do, as later runs compare it: its migrations and their texts. */
  static String pending(List<Script> scripts) {
    return scripts.stream()
        .map(Script::migration)
        .map(BegunRun::line)
        .collect(Collectors.joining("\n"));
  }

  private static String line(Migration migration) {
    return migration.id() + " " + migration.checksum();
  }

  /**
   * The approval under which these migrations were begun, where that plan held all that is left.
   */
  Optional<StepJournal.Approval> continues(List<Script> pending) {
    return records.stream()
        .filter(r -> r.plan().isPresent() && r.pending().isPresent())
        .filter(r -> pending.stream().anyMatch(s -> s.migration().id().equals(r.migration())))
        .filter(
            r ->
                Set.copyOf(r.pending().get().lines().toList())
                    .containsAll(pending(pending).lines().toList()))
        .map(r -> new StepJournal.Approval(r.plan().get(), r.pending().get()))
        .findFirst();
  }
}
