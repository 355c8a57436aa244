package dev.drydock.pipeline;

import dev.drydock.execution.MigrationPlan;

/** Answer of a dry-run: the plan itself. */
public record DryRunReport(boolean success, boolean dryRun, MigrationPlan result) {

  public DryRunReport(MigrationPlan plan) {
    this(true, true, plan);
  }
}
