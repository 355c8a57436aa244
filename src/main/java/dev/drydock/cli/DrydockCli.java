package dev.drydock.cli;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Redactor;
import dev.drydock.pipeline.Problem;
import dev.drydock.pipeline.ReportJson;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command line: finds the verb, lets it work, prints its answer, says the exit code.
 *
 * <p>Only the verb that was asked for is parsed, and settings are read only for a verb that works,
 * so help and refusals cost little and never touch a database. Not for several threads.
 */
public final class DrydockCli {

  /** A new verb is a class and a line here. */
  private static final List<Verb> VERBS =
      List.of(
          new MigrateVerb(),
          new DryRunVerb(),
          new StatusVerb(),
          new HistoryVerb(),
          new LintVerb(),
          new NewVerb(),
          new ServeVerb());

  private final Terminal terminal;
  private final String version;
  private final Supplier<Workspace> settings;
  private Supplier<Redactor> redactor = () -> new Redactor(List.of());

  /**
   * A command line.
   *
   * @param version of Drydock
   * @param settings reads the settings when a verb needs them; may refuse with {@link
   *     DrydockException}
   */
  public DrydockCli(Terminal terminal, String version, Supplier<Workspace> settings) {
    this.terminal = terminal;
    this.version = version;
    this.settings = settings;
  }

  /** Does what the arguments say; answers the exit code, and never throws. */
  public int run(String... arguments) {
    List<String> words = withoutHelpVerb(List.of(arguments));
    boolean json = words.contains(Options.JSON);
    try {
      return dispatch(words);
    } catch (DrydockException expected) {
      return fail(expected.failure(), json);
    } catch (IOException | RuntimeException | Error unexpected) {
      return fail(Incident.of(unexpected), json);
    }
  }

  private int dispatch(List<String> words) throws IOException {
    if (words.stream().anyMatch(Usage::looksSecret)) {
      throw new DrydockException(Usage.secretGiven());
    }
    String first = words.isEmpty() ? "--help" : words.get(0);
    if (first.equals("--help") || first.equals("-h")) {
      terminal.print(everything().getUsageMessage());
      return 0;
    }
    if (first.equals("--version") || first.equals("-V")) {
      terminal.print("drydock " + version);
      return 0;
    }
    Optional<Verb> verb = verb(first);
    return verb.isPresent()
        ? work(verb.get(), words.subList(1, words.size()))
        : refuseVerb(first, words);
  }

  private int work(Verb verb, List<String> words) throws IOException {
    var command = new CommandLine(qualified(verb));
    ParseResult given = parse(command, verb.spec().name(), words);
    if (given.isUsageHelpRequested()) {
      terminal.print(command.getUsageMessage());
      return 0;
    }
    try (Workspace workspace = settings.get()) {
      redactor = workspace.redactor();
      terminal.redactWith(redactor);
      Answer answer = verb.run(given, workspace, terminal);
      print(answer, given.hasMatchedOption(Options.JSON));
      return answer.exitCode();
    }
  }

  private static ParseResult parse(CommandLine command, String verb, List<String> words) {
    try {
      return command.parseArgs(words.toArray(String[]::new));
    } catch (ParameterException wrong) {
      throw new DrydockException(Usage.of(verb, wrong), wrong);
    }
  }

  private void print(Answer answer, boolean json) {
    if (json) {
      printJson(answer.report());
    } else {
      terminal.print(answer.text().get());
    }
  }

  private int fail(Failure failure, boolean json) {
    if (json) {
      printJson(Problem.of(failure));
      terminal.say(failure.text());
    } else {
      terminal.say(FailureText.of(failure));
    }
    return failure.code().exitCode();
  }

  private void printJson(Object report) {
    terminal.printJson(ReportJson.mapper(redactor.get()).writeValueAsString(report));
  }

  private int refuseVerb(String first, List<String> words) {
    List<String> suggestions = List.of();
    try {
      everything().parseArgs(words.toArray(String[]::new));
    } catch (CommandLine.UnmatchedArgumentException unmatched) {
      suggestions = unmatched.getSuggestions();
    } catch (ParameterException other) {
      suggestions = List.of();
    }
    return fail(Usage.unknownVerb(first, suggestions), words.contains(Options.JSON));
  }

  private static Optional<Verb> verb(String name) {
    return VERBS.stream().filter(verb -> verb.spec().name().equals(name)).findFirst();
  }

  private static CommandLine.Model.CommandSpec qualified(Verb verb) {
    var spec = verb.spec();
    return spec.name("drydock " + spec.name());
  }

  private static CommandLine everything() {
    var spec =
        Options.plain(
            "drydock", "Takes a PostgreSQL database to where a folder of migrations says.");
    spec.addOption(
        CommandLine.Model.OptionSpec.builder("-V", "--version")
            .type(boolean.class)
            .versionHelp(true)
            .description("show the version")
            .build());
    VERBS.forEach(verb -> spec.addSubcommand(verb.spec().name(), new CommandLine(verb.spec())));
    spec.usageMessage().synopsisSubcommandLabel("VERB").footer(FOOTER);
    return new CommandLine(spec);
  }

  private static List<String> withoutHelpVerb(List<String> words) {
    if (words.isEmpty() || !words.get(0).equals("help")) {
      return words;
    }
    return Stream.concat(words.stream().skip(1), Stream.of("--help")).collect(Collectors.toList());
  }

  private static final String[] FOOTER = {
    "",
    "Settings come from the environment: DATABASE_URL, MIGRATION_DATABASE_URL, MIGRATIONS_DIR,",
    "APP_ENV and others; MIGRATIONS.md lists them. Secrets are never taken from arguments.",
    "",
    "Exit codes:",
    "  0  done, or nothing to do",
    "  1  a statement failed, or the run was asked to stop; rolled back but for listed online steps",
    "  2  wrong usage or configuration",
    "  3  refused for safety",
    "  4  another run, or other sessions, hold needed locks; nothing changed but listed online steps",
    "  5  the database cannot be reached",
    "  6  the state needs a person"
  };
}
