package dev.drydock.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The words of a verb. Built by hand rather than from annotations: reading those costs every start.
 */
final class Options {

  static final String JSON = "--json";

  private Options() {}

  /** A verb that answers and can do so in JSON. */
  static CommandSpec reporting(String name, String sentence) {
    return plain(name, sentence)
        .addOption(
            OptionSpec.builder(JSON)
                .type(boolean.class)
                .description("print the same JSON object as the endpoint, and nothing else")
                .build());
  }

  /** A verb with no options but help. */
  static CommandSpec plain(String name, String sentence) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage().description(sentence).abbreviateSynopsis(false);
    return spec.addOption(
        OptionSpec.builder("-h", "--help")
            .type(boolean.class)
            .usageHelp(true)
            .description("show this text")
            .build());
  }
}
