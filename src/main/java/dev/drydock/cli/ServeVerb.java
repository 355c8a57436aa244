package dev.drydock.cli;

import dev.drydock.migration.DrydockException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * The words of {@code serve}. The service itself is started before the command line is asked, and
 * only by {@code serve} alone or by no argument at all.
 */
final class ServeVerb implements Verb {

  @Override
  public CommandSpec spec() {
    return Options.plain("serve", "Start the HTTP service; also what happens without a verb.");
  }

  @Override
  public Answer run(ParseResult given, Workspace workspace, Terminal terminal) {
    throw new DrydockException(
        Usage.failure("serve was given arguments.", "Give its settings by the environment."));
  }
}
