package dev.drydock.pipeline;

import dev.drydock.execution.PlannedRun;
import dev.drydock.history.StepJournal;
import dev.drydock.migration.MigrationId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the transactions of one run made, those of an earlier run that it continues too: it is the
 * run's own to change. For one thread.
 */
final class OwnObjects {

  private final Set<String> names;
  private final List<MigrationId> pending;
  private Set<String> latest = Set.of();

  private OwnObjects(Set<String> names, List<MigrationId> pending) {
    this.names = new HashSet<>(names);
    this.pending = pending;
  }

  /** Of a run in one transaction, in which what it makes is new to every look. */
  static OwnObjects none() {
    return new OwnObjects(Set.of(), List.of());
  }

  static OwnObjects of(PlannedRun planned) {
    return new OwnObjects(
        StepJournal.made(planned.begun().records()), planned.plan().wouldExecute());
  }

  Set<String> names() {
    return Set.copyOf(names);
  }

  /**
   * A transaction made these; they are the run's own once it is {@link #committed()}, since the
   * number of a column that was rolled back may become another session's.
   *
   * @return the statement that keeps them, if there is anything to keep
   */
  List<String> made(Collection<String> made, StepJournal journal, String run) {
    latest = Set.of();
    if (made.isEmpty() || pending.isEmpty()) {
      return List.of();
    }
    latest = Set.copyOf(made);
    return List.of(journal.madeSql(pending.get(pending.size() - 1), run, made));
  }

  /** The transaction that was asked about last has committed. */
  void committed() {
    names.addAll(latest);
    latest = Set.of();
  }
}
