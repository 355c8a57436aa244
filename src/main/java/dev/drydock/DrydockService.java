package dev.drydock;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * The HTTP service: the database that the settings lead to, and an application context over it.
 *
 * <p>Closing it waits for a run in progress, and stops what it started.
 */
final class DrydockService implements AutoCloseable {

  private final ConfigurableApplicationContext context;

  private DrydockService(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /**
   * Starts the service, makes the run at boot where the settings ask for it, and returns once the
   * service is ready.
   *
   * @param backend closed together with the service, also where that does not start
   * @throws DrydockException where it cannot start, or the run at boot failed; nothing is left
   *     running then
   */
  static DrydockService start(Backend backend, Clock clock, Announcements.Console console) {
    try {
      return new DrydockService(application(backend, clock, console).run());
    } catch (RuntimeException e) {
      backend.close();
      throw told(e, backend.settings());
    }
  }

  /** The port that answers, also where the system chose it. */
  int port() {
    return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  @Override
  public void close() {
    context.close();
  }

  private static SpringApplication application(
      Backend backend, Clock clock, Announcements.Console console) {
    Settings settings = backend.settings();
    var application = new SpringApplication(DrydockConfiguration.class);
    application.addInitializers(
        context -> {
          context
              .getEnvironment()
              .getPropertySources()
              .addFirst(new MapPropertySource("drydock", serverProperties(settings)));
          ((GenericApplicationContext) context).registerBean(Backend.class, () -> backend);
          var beans = context.getBeanFactory();
          beans.registerSingleton("settings", settings);
          beans.registerSingleton("clock", clock);
          beans.registerSingleton("console", console);
        });
    return application;
  }

  /** Only the embedded database's own machine may reach a service that has one. */
  private static Map<String, Object> serverProperties(Settings settings) {
    var properties = new LinkedHashMap<String, Object>();
    properties.put("server.port", settings.port());
    if (settings.embedded()) {
      properties.put("server.address", "127.0.0.1");
    }
    return properties;
  }

  /** Why it could not start, where that is the surroundings' doing. */
  private static RuntimeException told(RuntimeException error, Settings settings) {
    for (Throwable link = error; link != null; link = link.getCause()) {
      if (link instanceof PortInUseException port && port.getPort() == settings.port()) {
        return refused(
            "Port %d is in use by another process.".formatted(settings.port()),
            "Stop that process, or set PORT to a free port.");
      }
      if (link instanceof WebServerException && link.getCause() instanceof IOException) {
        return refused(
            "The service needs a folder for temporary files, and %s cannot be written."
                .formatted(System.getProperty("java.io.tmpdir")),
            "Give it one: docker run --tmpfs /tmp, in Kubernetes an emptyDir at /tmp; or name another by -Djava.io.tmpdir.");
      }
    }
    return error;
  }

  private static DrydockException refused(String what, String next) {
    return new DrydockException(
        new Failure(ErrorCode.CONFIGURATION, what, Failure.NOTHING_EXECUTED, next));
  }
}
