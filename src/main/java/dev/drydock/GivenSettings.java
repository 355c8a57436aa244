package dev.drydock;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the surroundings say, each value as it stands there, with nothing expanded in it.
 *
 * <p>System properties are stronger than the environment, and that is stronger than the {@code
 * .env} file, even where it says nothing but a blank. In each of them a prefixed name is stronger
 * than a plain one.
 */
final class GivenSettings {

  private static final String ENV = ContractVariable.APP_ENV.folded();
  private static final String OTHER_ENV = ContractVariable.NODE_ENV.folded();
  private static final String PORT = ContractVariable.PORT.folded();

  private static final String DEFAULT_ENV = "development";
  private static final String PRODUCTION = "production";

  private final Map<String, String> values = new HashMap<>();
  private final Map<String, String> names = new TreeMap<>();

  /** Reads the sources; the {@code .env} only where the stronger ones don't name production. */
  GivenSettings(Map<String, String> environment, Properties system, Path directory) {
    var properties = new HashMap<String, String>();
    for (String name : system.stringPropertyNames()) {
      properties.put(name, system.getProperty(name));
    }
    add(layer(properties));
    add(layer(environment));
    if (!production()) {
      add(layer(DotEnv.in(directory)));
    }
  }

  /** The value under a folded name, without white space around it; blank counts as missing. */
  Optional<String> value(String folded) {
    return present(folded).filter(value -> !value.isEmpty());
  }

  /** The same, but a blank value counts. */
  Optional<String> present(String folded) {
    return Optional.ofNullable(values.get(folded)).map(String::strip);
  }

  Optional<String> value(ContractVariable variable) {
    return value(variable.folded());
  }

  /** The name shown as {@code env}. */
  String env() {
    return value(ENV).or(() -> value(OTHER_ENV)).orElse(DEFAULT_ENV);
  }

  boolean production() {
    return env().equalsIgnoreCase(PRODUCTION);
  }

  /** Every name of Drydock's as it was spelled, with its folded form. */
  Map<String, String> names() {
    return names;
  }

  /**
   * A weaker source adds only what is open; the environment's name is one thing in two variables.
   */
  private void add(Map<String, String> layer) {
    if (values.containsKey(ENV) || values.containsKey(OTHER_ENV)) {
      layer.keySet().removeAll(Set.of(ENV, OTHER_ENV));
    }
    layer.forEach(values::putIfAbsent);
  }

  private Map<String, String> layer(Map<String, String> source) {
    var plain = new HashMap<String, String>();
    var prefixed = new HashMap<String, String>();
    source.forEach(
        (spelled, value) ->
            SettingName.of(spelled)
                .ifPresent(
                    name -> {
                      names.put(spelled, name.folded());
                      (name.prefixed() ? prefixed : plain).put(name.folded(), value);
                    }));
    prefixed.forEach(
        (name, value) -> {
          if (!isServiceLink(name, value) && !(value.isBlank() && plain.containsKey(name))) {
            plain.put(name, value);
          }
        });
    return plain;
  }

  /** Kubernetes sets {@code DRYDOCK_PORT=tcp://…} beside a service that is named drydock. */
  private static boolean isServiceLink(String name, String value) {
    return name.equals(PORT) && value.startsWith("tcp://");
  }
}
