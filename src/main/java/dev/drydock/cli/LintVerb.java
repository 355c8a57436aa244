package dev.drydock.cli;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Verdict;
import dev.drydock.pipeline.FileLint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Judges files without running them; without a database unless one is asked for. */
final class LintVerb implements Verb {

  private static final String FORMAT = "--format";
  private static final String DATABASE = "--database";
  private static final String FIX = "--fix";
  private static final Failure UNKNOWN_WHICH =
      new Failure(
          ErrorCode.BAD_REQUEST,
          "--fix would rewrite the whole folder, and nobody can tell without a database which files were applied.",
          "Nothing was rewritten.",
          "Name the files, or give --database so that applied ones are known and stay.");

  @Override
  public CommandSpec spec() {
    return Options.reporting("lint", "Judge files without running them; several are one run.")
        .addOption(
            OptionSpec.builder(FORMAT)
                .type(String.class)
                .paramLabel("FORMAT")
                .description("text (default), json, sarif or github")
                .build())
        .addOption(flag(DATABASE, "use what the database knows; its URL is in the environment"))
        .addOption(
            flag(
                FIX,
                "write the safe form where it is proven to end in the same state; needs FILES or --database"))
        .addPositional(
            PositionalParamSpec.builder()
                .index("0..*")
                .type(List.class)
                .auxiliaryTypes(Path.class)
                .paramLabel("FILES")
                .description(
                    "files or folders, in their order; none for every file of MIGRATIONS_DIR")
                .build());
  }

  private static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).description(description).build();
  }

  @Override
  public Answer run(ParseResult given, Workspace workspace, Terminal terminal) {
    LintFormat format = format(given);
    List<Path> files = given.matchedPositionalValue(0, List.of());
    FileLint.Outcome outcome = lint(given, workspace, files);
    if (format != LintFormat.JSON) {
      outcome.rewritten().ifPresent(written -> say(written, outcome, terminal));
    }
    int code = outcome.report().verdict() == Verdict.REFUSED ? ErrorCode.REFUSED.exitCode() : 0;
    return new Answer(code, outcome.answer(), () -> format.print(outcome));
  }

  private static void say(Map<Path, String> written, FileLint.Outcome outcome, Terminal terminal) {
    written.forEach(
        (file, before) -> {
          terminal.say("Rewrote " + file);
          LineChanges.between(before, Objects.requireNonNull(outcome.texts().get(file)).text())
              .forEach(line -> terminal.say("  " + line));
        });
    terminal.say(
        written.isEmpty()
            ? "Nothing to rewrite."
            : "What was rewritten may run in several steps, each of which stays when it is done: dry-run shows them.");
  }

  private static FileLint.Outcome lint(ParseResult given, Workspace workspace, List<Path> files) {
    boolean fixes = given.hasMatchedOption(FIX);
    if (given.hasMatchedOption(DATABASE)) {
      return fixes ? workspace.service().get().fix(files) : workspace.service().get().lint(files);
    }
    if (fixes && files.isEmpty()) {
      throw new DrydockException(UNKNOWN_WHICH);
    }
    var lint = new FileLint(workspace.lint(), workspace.migrations());
    return fixes
        ? lint.fix(files, Optional.empty(), Set.of())
        : lint.lint(files, Optional.empty(), Set.of());
  }

  private static LintFormat format(ParseResult given) {
    if (given.hasMatchedOption(Options.JSON)) {
      return LintFormat.JSON;
    }
    String wanted = given.matchedOptionValue(FORMAT, "text");
    return LintFormat.ofWord(wanted)
        .orElseThrow(
            () ->
                new DrydockException(
                    new Failure(
                        ErrorCode.BAD_REQUEST,
                        "There is no format \"%s\".".formatted(wanted),
                        Failure.NOTHING_EXECUTED,
                        "Use one of: text, json, sarif, github.")));
  }
}
