package dev.drydock.cli;

import dev.drydock.pipeline.StatusReport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Explains where the database stands and what the next command is. */
final class StatusVerb implements Verb {

  @Override
  public CommandSpec spec() {
    return Options.reporting(
        "status", "Explain where the database stands and what the next command is.");
  }

  @Override
  public Answer run(ParseResult given, Workspace workspace, Terminal terminal) {
    terminal.progress("connecting ...");
    StatusReport report = workspace.service().get().status();
    return new Answer(report, () -> StatusText.of(report.result()));
  }
}
