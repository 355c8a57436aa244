package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Binding without an application context gives what an application context would. */
class SettingsInContextTest {

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(DrydockProperties.class)
  static class Context {}

  private final Path directory;

  SettingsInContextTest(@TempDir Path directory) {
    this.directory = directory;
  }

  static Stream<Map<String, String>> environments() {
    return Stream.of(
        Map.of(),
        Map.of("DRYDOCK_LOCK_TIMEOUT", "500ms", "DRYDOCK_STATEMENT_TIMEOUT", "90"),
        Map.of("DRYDOCK_LOCKTIMEOUT", "PT3S", "DRYDOCK_RUNLOCKWAIT", "0"),
        Map.of("drydock_lock_timeout", "4s"),
        Map.of("DRYDOCK_LINT", "WARN", "DRYDOCK_HAZARD_SIZE", "1GB", "DRYDOCK_HAZARD_ROWS", "7"),
        Map.of("DRYDOCK_SHOW_ROW_DATA", "yes", "DRYDOCK_HEALTH_NEEDS_TOKEN", "on"),
        Map.of("DRYDOCK_HISTORY_TABLE", "ops.log", "DRYDOCK_DATA_DIR", "/var/lib/drydock"),
        Map.of("DRYDOCK_PLAN", "", "DRYDOCK_ASK_SERVER_GRAMMAR", "false"),
        Map.of("DRYDOCK_PLAN", "sha256:1234", "DRYDOCK_DATABASE_URL", "postgres://h/d"),
        Map.of("DRYDOCK_BOOT_LOCK_WAIT", "1h", "DRYDOCK_DATABASE_RETRY", "2m"),
        Map.of("DRYDOCK_TRUST_FORWARDED_HEADERS", "true", "PORT", "1", "UNRELATED", "x"));
  }

  private static DrydockProperties inContext(StandardEnvironment environment) {
    try (var context = new AnnotationConfigApplicationContext()) {
      context.setEnvironment(environment);
      context.register(Context.class);
      context.refresh();
      return context.getBean(DrydockProperties.class);
    }
  }

  private static StandardEnvironment environment(Map<String, String> variables, Properties system) {
    var environment = new StandardEnvironment();
    var sources = environment.getPropertySources();
    sources.replace(
        StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
        new PropertiesPropertySource(
            StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME, system));
    sources.replace(
        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
        new SystemEnvironmentPropertySource(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.copyOf(variables)));
    return environment;
  }

  @ParameterizedTest
  @MethodSource("environments")
  void variablesMeanTheSame(Map<String, String> variables) {
    assertThat(Settings.read(variables, new Properties(), directory).properties())
        .isEqualTo(inContext(environment(variables, new Properties())));
  }

  @ParameterizedTest
  @MethodSource("environments")
  void aDotEnvMeansTheSame(Map<String, String> variables) throws IOException {
    var text = new StringBuilder();
    variables.forEach((name, value) -> text.append(name).append("='").append(value).append("'\n"));
    Files.writeString(directory.resolve(".env"), text);

    DrydockProperties read = Settings.read(Map.of(), new Properties(), directory).properties();

    assertThat(read).isEqualTo(inContext(environment(variables, new Properties())));
  }

  @Test
  void systemPropertiesMeanTheSame() {
    var system = new Properties();
    system.setProperty("drydock.lock-timeout", "7s");
    system.setProperty("drydock.showRowData", "true");
    system.setProperty("drydock.hazardRows", "9");
    Map<String, String> variables = Map.of("DRYDOCK_LOCK_TIMEOUT", "8s", "DRYDOCK_LINT", "off");

    DrydockProperties read = Settings.read(variables, system, directory).properties();

    assertThat(read.lockTimeout()).hasSeconds(7);
    assertThat(read).isEqualTo(inContext(environment(variables, system)));
  }
}
