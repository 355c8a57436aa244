package dev.drydock.execution;

import dev.drydock.history.StepJournal;
import dev.drydock.lint.LockNeeds;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Finding;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.SchemaFacts;
import dev.drydock.migration.Severity;
import dev.drydock.sql.Script;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A plan and what is needed to execute it.
 *
 * @param scripts pending migrations in order
 * @param segments the same, divided into what commits together
 * @param begun what earlier runs left
 * @param refusals why it must not run; empty when it may
 * @param needsDigest whether it declares losses, so that it runs only with the digest of its
 *     dry-run
 * @param locks what its statements lock
 * @param continues the approval of an earlier plan that this one continues, which still holds
 * @param facts what the database said of the names in the files
 */
public record PlannedRun(
    MigrationPlan plan,
    List<Script> scripts,
    List<Segment> segments,
    BegunRun begun,
    List<Failure> refusals,
    boolean needsDigest,
    LockNeeds locks,
    Optional<StepJournal.Approval> continues,
    Optional<SchemaFacts> facts) {

  /** What this run may do, for the journal: the plan that was approved first. */
  public StepJournal.Approval approval() {
    return continues.orElseGet(
        () -> new StepJournal.Approval(plan.digest(), BegunRun.pending(scripts)));
  }

  /** All of it as one transaction's work. */
  public List<Work> works() {
    Set<MigrationId> slow = slow();
    return scripts.stream()
        .map(script -> Work.of(script, slow.contains(script.migration().id())))
        .toList();
  }

  /** Migrations of which lint cannot say that they are over at once. */
  public Set<MigrationId> slow() {
    return found(Severity.HAZARD, Severity.UNJUDGED);
  }

  /** Migrations of which lint says that nobody can judge all they do. */
  public Set<MigrationId> unjudged() {
    return found(Severity.UNJUDGED);
  }

  private Set<MigrationId> found(Severity... severities) {
    Set<Severity> wanted = Set.of(severities);
    return plan.findings().stream()
        .filter(finding -> wanted.contains(finding.severity()))
        .map(Finding::migration)
        .collect(Collectors.toSet());
  }
}
