package dev.drydock.web;

import dev.drydock.migration.Redactor;
import dev.drydock.pipeline.MigrationService;
import dev.drydock.pipeline.ReportJson;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.actuate.web.ServletManagementContextAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.actuate.endpoint.web.WebMvcHealthEndpointExtensionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP side: a Tomcat with the token filter first, the admin endpoints, and the one actuator
 * endpoint.
 *
 * <p>What Spring Boot sets up is listed here rather than found on the class path: nothing that
 * would open a connection pool, expose another endpoint, or cost time at start. The wiring around
 * it gives the beans that the parameters name.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
  PropertyPlaceholderAutoConfiguration.class,
  ConfigurationPropertiesAutoConfiguration.class,
  LifecycleAutoConfiguration.class,
  ApplicationAvailabilityAutoConfiguration.class,
  TomcatServletWebServerAutoConfiguration.class,
  DispatcherServletAutoConfiguration.class,
  HttpMessageConvertersAutoConfiguration.class,
  WebMvcAutoConfiguration.class,
  EndpointAutoConfiguration.class,
  JacksonEndpointAutoConfiguration.class,
  WebEndpointAutoConfiguration.class,
  ManagementContextAutoConfiguration.class,
  ServletManagementContextAutoConfiguration.class,
  HealthContributorRegistryAutoConfiguration.class,
  AvailabilityHealthContributorAutoConfiguration.class,
  HealthEndpointAutoConfiguration.class,
  AvailabilityProbesAutoConfiguration.class,
  WebMvcHealthEndpointExtensionAutoConfiguration.class,
})
public class WebConfiguration implements WebMvcConfigurer {

  /** Shorter than what proxies leave a silent connection. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** The one form of every answer, whatever a client says that it accepts. */
  @Override
  public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
    configurer.ignoreAcceptHeader(true).defaultContentType(MediaType.APPLICATION_JSON);
  }

  @Bean
  JsonMapper reportJson(Redactor redactor) {
    return ReportJson.mapper(redactor);
  }

  @Bean
  ProblemResponse problemResponse(JsonMapper reportJson) {
    return new ProblemResponse(reportJson);
  }

  @Bean
  ProblemAdvice problemAdvice(ProblemResponse problems) {
    return new ProblemAdvice(problems);
  }

  @Bean
  FilterRegistrationBean<AdminTokenFilter> adminTokenFilter(
      AdminToken token, AdminTokenFilter.AccessRules rules, ProblemResponse problems, Clock clock) {
    var registration =
        new FilterRegistrationBean<>(
            new AdminTokenFilter(token, rules, new WrongTokenThrottle(clock), problems));
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    registration.addUrlPatterns("/*");
    return registration;
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> containerErrors(
      ProblemResponse problems) {
    return factory ->
        factory.addContextCustomizers(
            context -> new ContainerErrors(problems).replaceReportsOf(context));
  }

  @Bean
  AdminController adminController(
      MigrationService service, RunDesk runs, AdminController.Waits waits) {
    return new AdminController(service, runs, waits);
  }

  @Bean(destroyMethod = "")
  RunStreams runStreams(JsonMapper reportJson) {
    return new RunStreams(reportJson, HEARTBEAT);
  }

  @Bean
  RunsController runsController(MigrationService service, RunDesk runs, RunStreams streams) {
    return new RunsController(runs, new PastRuns(service::runs), streams);
  }
}
