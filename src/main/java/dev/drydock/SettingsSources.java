package dev.drydock;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Where settings come from, the strongest first: system properties, environment, {@code .env}. */
final class SettingsSources {

  /** Spring reads names like an environment's from a source whose name ends so. */
  private static final String DOT_ENV =
      "dotenv-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

  private SettingsSources() {}

  static MutablePropertySources of(
      Map<String, String> environment, Properties system, Path directory) {
    var sources = new MutablePropertySources();
    sources.addLast(
        new PropertiesPropertySource(
            StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME, system));
    sources.addLast(
        new SystemEnvironmentPropertySource(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.copyOf(environment)));
    addDotEnv(sources, directory);
    return sources;
  }

  /**
   * Adds those entries of {@code .env} that are Drydock's and that nothing stronger sets under any
   * name, so that the real environment wins; the rest of the file belongs to others.
   */
  private static void addDotEnv(MutablePropertySources sources, Path directory) {
    if (SettingsReader.production(SettingsReader.env(sources))) {
      return;
    }
    Predicate<String> open = openIn(sources);
    var entries = new LinkedHashMap<String, Object>();
    DotEnv.in(directory)
        .forEach(
            (name, value) -> {
              if (open.test(name)) {
                entries.put(name, value);
              }
            });
    sources.addLast(new SystemEnvironmentPropertySource(DOT_ENV, entries));
  }

  /** Whether a name is Drydock's and still open. */
  private static Predicate<String> openIn(MutablePropertySources sources) {
    Set<String> given = SettingNames.in(sources);
    var closed = new HashSet<>(given);
    if (given.contains("appenv") || given.contains("nodeenv")) {
      closed.addAll(Set.of("appenv", "nodeenv"));
    }
    return name -> SettingNames.folded(name).filter(folded -> !closed.contains(folded)).isPresent();
  }
}
