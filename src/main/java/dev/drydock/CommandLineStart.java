package dev.drydock;

import dev.drydock.cli.DrydockCli;
import dev.drydock.cli.Terminal;
import dev.drydock.cli.Workspace;
import dev.drydock.migration.Redactor;
import dev.drydock.pipeline.MigrationService;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The command line wired by hand: no application context, no logging system, and nothing opened
 * before a verb needs it, since a deploy hook pays for every start.
 */
final class CommandLineStart {

  /** Held, because a logger that nobody holds forgets its level. */
  private static final Logger DRIVER = Logger.getLogger("org.postgresql");

  private final Clock clock = Clock.systemUTC();
  private final Terminal terminal = Terminal.ofProcess(System.getenv());
  private Optional<Backend> backend = Optional.empty();

  /** Does what the arguments say and answers the exit code. */
  int run(String... arguments) {
    keepLibrariesQuiet();
    return new DrydockCli(terminal, BuildVersion.read(), this::workspace).run(arguments);
  }

  private Workspace workspace() {
    Settings settings = Settings.read(System.getenv(), System.getProperties(), Path.of(""));
    settings.warnings().forEach(warning -> terminal.say("Warning: " + warning));
    return new Workspace(
        settings.migrationsDir(),
        clock,
        settings.properties().runLockWait(),
        Backend.lintSettings(settings),
        () -> redactor(settings),
        () -> service(settings),
        () -> backend.ifPresent(Backend::close));
  }

  private MigrationService service(Settings settings) {
    Backend opened = Backend.open(settings, clock);
    backend = Optional.of(opened);
    opened.embedded().ifPresent(server -> server.closeAtExit());
    return opened.service();
  }

  private Redactor redactor(Settings settings) {
    return backend.map(Backend::redactor).orElseGet(settings::redactor);
  }

  /**
   * Failures tell all there is to tell. Without this, Spring's utilities would load Logback, which
   * takes a quarter of a second and then prints to standard output.
   */
  private static void keepLibrariesQuiet() {
    System.setProperty(
        "org.apache.commons.logging.LogFactory", "org.apache.commons.logging.impl.LogFactoryImpl");
    System.setProperty("org.apache.commons.logging.Log", "org.apache.commons.logging.impl.NoOpLog");
    System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    DRIVER.setLevel(Level.OFF);
  }
}
