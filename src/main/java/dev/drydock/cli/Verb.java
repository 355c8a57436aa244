package dev.drydock.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One thing that the command line does before it exits: its words, and its work. Stateless. */
interface Verb {

  /** Name, options and one sentence; made afresh for every parse. */
  CommandSpec spec();

  /**
   * Does it.
   *
   * @throws dev.drydock.migration.DrydockException when it is refused or fails
   */
  Answer run(ParseResult given, Workspace workspace, Terminal terminal) throws IOException;
}
