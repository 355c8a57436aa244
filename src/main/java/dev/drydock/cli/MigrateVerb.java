package dev.drydock.cli;

import dev.drydock.execution.RunEvent;
import dev.drydock.pipeline.MigrationReport;
import dev.drydock.pipeline.MigrationRequest;
import dev.drydock.pipeline.MigrationService;
import dev.drydock.pipeline.Milliseconds;
import dev.drydock.pipeline.RunId;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Runs what is pending. */
final class MigrateVerb implements Verb {

  private static final String PLAN = "--plan";

  @Override
  public CommandSpec spec() {
    return Options.reporting("migrate", "Run all pending migrations in one transaction.")
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
    terminal.progress("connecting ...");
    MigrationService service = workspace.service().get();
    MigrationReport report = service.migrate(request(service.newRun(), given, workspace, terminal));
    return new Answer(report, () -> RunText.of(report.result()));
  }

  private static MigrationRequest request(
      RunId run, ParseResult given, Workspace workspace, Terminal terminal) {
    Optional<String> plan = Optional.ofNullable(given.matchedOptionValue(PLAN, null));
    var executed = new AtomicInteger();
    return new MigrationRequest(
        run,
        plan,
        workspace.runLockWait(),
        "command line",
        event -> {
          if (event instanceof RunEvent.MigrationExecuted one) {
            terminal.progress(
                "%d executed, not committed yet; last %s (%s)"
                    .formatted(
                        executed.incrementAndGet(), one.migration(), Milliseconds.of(one.took())));
          }
        });
  }
}
