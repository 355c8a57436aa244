package dev.drydock.cli;

import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Verdict;
import dev.drydock.pipeline.DryRunReport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * Shows what {@code migrate} would do; a plan that would be refused has the refusal's exit code.
 */
final class DryRunVerb implements Verb {

  @Override
  public CommandSpec spec() {
    return Options.reporting("dry-run", "Show what migrate would do; change nothing.");
  }

  @Override
  public Answer run(ParseResult given, Workspace workspace, Terminal terminal) {
    terminal.progress("connecting ...");
    DryRunReport report = workspace.service().get().dryRun();
    boolean refused = report.result().verdict() == Verdict.REFUSED;
    return new Answer(
        refused ? ErrorCode.REFUSED.exitCode() : 0, report, () -> PlanText.of(report.result()));
  }
}
