package dev.drydock;

import dev.drydock.migration.Redactor;
import dev.drydock.pipeline.MigrationService;
import dev.drydock.web.AdminController;
import dev.drydock.web.AdminToken;
import dev.drydock.web.AdminTokenFilter;
import dev.drydock.web.HealthController;
import dev.drydock.web.RunDesk;
import dev.drydock.web.RunStreams;
import dev.drydock.web.WebConfiguration;
import java.time.Clock;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.env.Environment;

/**
 * Wires the service's objects from the settings; the settings, the clock, the console and the
 * backend are there before the context.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import(WebConfiguration.class)
class DrydockConfiguration {

  @Bean
  Redactor redactor(Backend backend) {
    return backend.redactor();
  }

  @Bean
  MigrationService migrationService(Backend backend) {
    return backend.service();
  }

  @Bean
  AdminToken adminToken(Settings settings) {
    return new AdminToken(settings.adminToken(), settings.strict());
  }

  @Bean
  AdminTokenFilter.AccessRules accessRules(Settings settings) {
    return new AdminTokenFilter.AccessRules(
        settings.properties().healthNeedsToken(), settings.properties().trustForwardedHeaders());
  }

  @Bean
  AdminController.Waits waits(Settings settings) {
    return new AdminController.Waits(settings.properties().runLockWait());
  }

  @Bean(destroyMethod = "")
  RunDesk runDesk(MigrationService service, Settings settings, Clock clock) {
    return new RunDesk(service::migrate, clock, settings.properties().shutdownGrace());
  }

  @Bean
  HealthController healthController(
      Backend backend, MigrationService service, Settings settings, Clock clock) {
    return new HealthController(
        backend::answers,
        service::status,
        new HealthController.Labels(settings.env(), settings.runMigrationsOnBoot()),
        clock);
  }

  /** While a run ends, the port still answers: readiness is down already, liveness is up. */
  @Bean
  ApplicationListener<ContextClosedEvent> runsEndFirst(RunDesk runs, RunStreams streams) {
    return closed -> {
      runs.close();
      streams.close();
    };
  }

  /** Runs before readiness goes up, on a port that answers. */
  @Bean
  ApplicationRunner boot(
      Settings settings,
      AdminToken token,
      RunDesk runs,
      Clock clock,
      Announcements.Console console,
      Environment environment) {
    return arguments -> {
      var announcements = new Announcements(settings, System.out, console);
      int port = environment.getRequiredProperty("local.server.port", Integer.class);
      announcements.started(token, port);
      if (!settings.runMigrationsOnBoot()) {
        announcements.migrationsSkipped();
      }
      announcements.commands(token, port);
      if (settings.runMigrationsOnBoot()) {
        new BootRun(runs, wishes(settings), clock, System.out).run();
      }
    };
  }

  private static BootRun.Wishes wishes(Settings settings) {
    return new BootRun.Wishes(
        settings.properties().plan(),
        settings.properties().bootLockWait(),
        settings.properties().databaseRetry());
  }
}
