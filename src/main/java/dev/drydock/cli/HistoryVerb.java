package dev.drydock.cli;

import dev.drydock.pipeline.HistoryReport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Lists what ran. */
final class HistoryVerb implements Verb {

  @Override
  public CommandSpec spec() {
    return Options.reporting("history", "List what ran: when, how long, by which run.");
  }

  @Override
  public Answer run(ParseResult given, Workspace workspace, Terminal terminal) {
    terminal.progress("connecting ...");
    HistoryReport report = workspace.service().get().history();
    return new Answer(report, () -> HistoryText.of(report.result()));
  }
}
