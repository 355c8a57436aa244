package dev.drydock.cli;

import dev.drydock.lint.LintSettings;
import dev.drydock.migration.Redactor;
import dev.drydock.pipeline.MigrationService;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What a verb works with, made from the settings by whoever starts the command line.
 *
 * @param migrations folder of the migration files; it need not exist
 * @param runLockWait longest wait for another run to end
 * @param lint how {@code lint} judges
 * @param redactor takes the secrets known by now out of everything that is printed
 * @param service opened when first asked for; may start a server, may refuse
 * @param release ends what {@code service} opened; called once, also after a failure
 */
public record Workspace(
    Path migrations,
    Clock clock,
    Duration runLockWait,
    LintSettings lint,
    Supplier<Redactor> redactor,
    Supplier<MigrationService> service,
    Runnable release)
    implements AutoCloseable {

  @Override
  public void close() {
    release.run();
  }
}
