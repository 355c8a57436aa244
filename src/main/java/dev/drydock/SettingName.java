package dev.drydock;

import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The name of a setting as somebody spelled it.
 *
 * @param folded the same for every spelling: {@code DRYDOCK_LOCK_TIMEOUT}, {@code
 *     drydock.lock-timeout} and {@code drydock.lockTimeout} are {@code locktimeout}, {@code PORT}
 *     and {@code DRYDOCK_PORT} are {@code port}
 * @param prefixed whether it says {@code drydock}
 */
record SettingName(String folded, boolean prefixed) {

  private static final String PREFIX = "DRYDOCK_";

  private static final Map<String, String> CONTRACT =
      Stream.of(ContractVariable.values())
          .map(Enum::name)
          .collect(Collectors.toUnmodifiableMap(name -> name, SettingName::fold));

  /** Understands a name; empty for one that is not Drydock's. */
  static Optional<SettingName> of(String name) {
    if (name.length() > PREFIX.length()
        && name.regionMatches(true, 0, PREFIX, 0, PREFIX.length() - 1)
        && "._".indexOf(name.charAt(PREFIX.length() - 1)) >= 0) {
      return Optional.of(new SettingName(fold(name.substring(PREFIX.length())), true));
    }
    return Optional.ofNullable(CONTRACT.get(name)).map(folded -> new SettingName(folded, false));
  }

  static String fold(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /** Such as {@code lock-timeout} for the component {@code lockTimeout}. */
  static String dashed(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** The environment variable of a setting, such as {@code DRYDOCK_LOCK_TIMEOUT}. */
  static String variable(String dashed) {
    return PREFIX + dashed.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** Every setting's prefixed variable by its folded name. */
  static Map<String, String> known() {
    var known = new TreeMap<String, String>();
    for (RecordComponent component : DrydockProperties.class.getRecordComponents()) {
      known.put(fold(component.getName()), variable(dashed(component)));
    }
    for (ContractVariable variable : ContractVariable.values()) {
      known.put(variable.folded(), PREFIX + variable.name());
    }
    return known;
  }
}
