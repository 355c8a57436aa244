package dev.drydock;

import dev.drydock.cli.FailureText;
import dev.drydock.cli.Terminal;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Redactor;
import dev.drydock.web.Incident;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.SpringApplication;

/** The process behind {@code serve}: starts the service, or says in short why that cannot be. */
final class ServeProcess {

  private final PrintStream rawOut = System.out;
  private Redactor redactor = new Redactor(List.of());

  /**
   * Starts the service; the process then lives on its threads.
   *
   * @return the exit code where it did not start; empty where it runs
   */
  Optional<Integer> run() {
    try {
      start();
      return Optional.empty();
    } catch (DrydockException e) {
      return Optional.of(failed(e));
    } catch (RuntimeException e) {
      return Optional.of(failed(new DrydockException(Incident.of(e))));
    }
  }

  private void start() {
    Settings given = Settings.read(System.getenv(), System.getProperties(), Path.of(""));
    Settings settings = given.withDevelopmentToken(new SecureRandom());
    redactor = settings.redactor();
    Clock clock = Clock.systemUTC();
    Backend backend = Backend.ofService(settings, clock);
    SpringApplication.getShutdownHandlers().add(backend::close);
    redactor = backend.redactor();
    RedactedOutput.install(redactor);
    var shownToken =
        given.wantsDevelopmentToken() ? settings.adminToken() : Optional.<String>empty();
    DrydockService.start(backend, clock, new Announcements.Console(rawOut, shownToken));
  }

  private int failed(DrydockException error) {
    FailureText.tell(error.failure(), Terminal.ofProcess(System.getenv()), redactor);
    return error.failure().code().exitCode();
  }
}
