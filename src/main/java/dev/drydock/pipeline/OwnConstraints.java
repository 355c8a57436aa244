package dev.drydock.pipeline;

import dev.drydock.execution.PlannedRun;
import dev.drydock.history.StepJournal;
import dev.drydock.migration.MigrationId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The constraints that the transactions of one run made, those of an earlier run that it continues
 * too: they are its own to drop. For one thread.
 */
final class OwnConstraints {

  private final Set<String> oids;
  private final List<MigrationId> pending;

  private OwnConstraints(Set<String> oids, List<MigrationId> pending) {
    this.oids = new HashSet<>(oids);
    this.pending = pending;
  }

  /** Of a run in one transaction, in which what it makes is new to every look. */
  static OwnConstraints none() {
    return new OwnConstraints(Set.of(), List.of());
  }

  static OwnConstraints of(PlannedRun planned) {
    return new OwnConstraints(
        StepJournal.made(planned.begun().records()), planned.plan().wouldExecute());
  }

  Set<String> oids() {
    return Set.copyOf(oids);
  }

  /**
   * A transaction made these; where it is rolled back, their OIDs name nothing.
   *
   * @return the statement that keeps them, if there is anything to keep
   */
  List<String> made(Collection<String> made, StepJournal journal, String run) {
    if (made.isEmpty() || pending.isEmpty()) {
      return List.of();
    }
    oids.addAll(made);
    return List.of(journal.madeSql(pending.get(pending.size() - 1), run, made));
  }
}
