package dev.drydock;

import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * The names of Drydock's settings, folded so that all spellings of one are the same: {@code
 * DRYDOCK_LOCK_TIMEOUT}, {@code drydock.lock-timeout} and {@code drydock.lockTimeout} are {@code
 * locktimeout}, {@code PORT} and {@code DRYDOCK_PORT} are {@code port}.
 */
final class SettingNames {

  private SettingNames() {}

  /** The folded name; empty for a name that is not under {@code drydock} and not the contract's. */
  static Optional<String> folded(String name) {
    if (name.matches("(?i)drydock[._].+")) {
      return Optional.of(fold(name.substring("drydock.".length())));
    }
    return Stream.of(ContractVariable.values())
        .map(ContractVariable::name)
        .filter(name::equals)
        .map(SettingNames::fold)
        .findFirst();
  }

  /** The folded names that these sources set, whatever the value. */
  static Set<String> in(Iterable<PropertySource<?>> sources) {
    var names = new HashSet<String>();
    for (PropertySource<?> source : sources) {
      if (source instanceof EnumerablePropertySource<?> enumerable) {
        Stream.of(enumerable.getPropertyNames())
            .flatMap(name -> folded(name).stream())
            .forEach(names::add);
      }
    }
    return names;
  }

  /** Whether anything is set under {@code drydock} that the contract does not name. */
  static boolean anyProperty(Iterable<PropertySource<?>> sources) {
    Set<String> contract =
        Stream.of(ContractVariable.values())
            .map(variable -> fold(variable.name()))
            .collect(Collectors.toSet());
    return in(sources).stream().anyMatch(name -> !contract.contains(name));
  }

  /** Every setting's variable by its folded name. */
  static Map<String, String> known() {
    var known = new TreeMap<String, String>();
    Stream.concat(
            Stream.of(DrydockProperties.class.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> name.replaceAll("([A-Z])", "-$1")),
            Stream.of(ContractVariable.values()).map(ContractVariable::property))
        .map(SettingRefusal::variable)
        .forEach(variable -> known.put(fold(variable.substring("DRYDOCK_".length())), variable));
    return known;
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[._-]", "");
  }
}
