package dev.drydock.execution;

import dev.drydock.lint.ChecklistItem;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Finding;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.Target;
import dev.drydock.migration.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ordered steps of one run: dry-run prints this very object, a run executes it.
 *
 * @param totalSteps migrations in the folder: those that would run and those that are applied
 * @param atomic whether all of it is one transaction
 * @param digest what {@code ?plan=} must repeat; covers what will be sent, where, and on top of
 *     what
 * @param refusals why it must not run, each with what to do; empty when it may
 * @param warnings what is worth knowing and stops nothing, such as a comment changed after apply
 * @param checklist the questions before publishing, answered
 * @param guard what would be looked at before COMMIT; null where nobody asked or nothing would run
 */
public record MigrationPlan(
    Target target,
    List<MigrationId> wouldExecute,
    List<MigrationId> wouldSkip,
    int totalSteps,
    Verdict verdict,
    boolean atomic,
    String digest,
    Timeouts timeouts,
    List<PlanStep> steps,
    List<Finding> findings,
    List<Failure> refusals,
    List<String> warnings,
    List<ChecklistItem> checklist,
    @Nullable GuardPreview guard) {

  /** The same plan with what the commit check says of it. */
  public MigrationPlan with(CheckPreview preview) {
    var all = new ArrayList<>(refusals);
    all.addAll(preview.refusals());
    return new MigrationPlan(
        target,
        wouldExecute,
        wouldSkip,
        totalSteps,
        preview.refusals().isEmpty() ? verdict : Verdict.REFUSED,
        atomic,
        digest,
        timeouts,
        steps,
        findings,
        all,
        warnings,
        checklist,
        preview.guard());
  }

  /** The same plan with more that is worth knowing. */
  public MigrationPlan warning(List<String> more) {
    var all = new ArrayList<>(warnings);
    all.addAll(more);
    return new MigrationPlan(
        target,
        wouldExecute,
        wouldSkip,
        totalSteps,
        verdict,
        atomic,
        digest,
        timeouts,
        steps,
        findings,
        refusals,
        all,
        checklist,
        guard);
  }
}
