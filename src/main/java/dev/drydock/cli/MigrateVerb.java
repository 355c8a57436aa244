package dev.drydock.cli;

import dev.drydock.pipeline.MigrationReport;
import dev.drydock.pipeline.MigrationRequest;
import dev.drydock.pipeline.MigrationService;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Runs what is pending. */
final class MigrateVerb implements Verb {

  private static final String PLAN = "--plan";
  private static final String ATOMIC = "--atomic";

  @Override
  public CommandSpec spec() {
    return Options.reporting("migrate", "Run all pending migrations of MIGRATIONS_DIR.")
        .addOption(
            OptionSpec.builder(ATOMIC)
                .description("refuse a plan that is not one transaction")
                .build())
        .addOption(
            OptionSpec.builder(PLAN)
                .type(String.class)
                .paramLabel("DIGEST")
                .description(
                    "run only if the plan is still the one that dry-run printed under this digest")
                .build());
  }

  @Override
  public Answer run(ParseResult given, Workspace workspace, Terminal terminal) {
    Optional<String> plan = Optional.ofNullable(given.matchedOptionValue(PLAN, null));
    terminal.progress("connecting ...");
    try (var screen = new RunScreen(terminal, workspace.clock());
        var signals = StopSignals.asking(screen::stop)) {
      MigrationService service = workspace.service().get();
      MigrationReport report =
          service.migrate(
              new MigrationRequest(
                  service.newRun(),
                  plan,
                  workspace.runLockWait(),
                  "command line",
                  screen,
                  given.hasMatchedOption(ATOMIC)));
      return new Answer(report, () -> RunText.of(report.result()));
    }
  }
}
