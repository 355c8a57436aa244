package dev.drydock;

import java.util.Locale;
import java.util.Optional;
import org.springframework.core.env.PropertySource;

/** A variable of the contract; each may also be given with {@code DRYDOCK_} before its name. */
enum ContractVariable {
  DATABASE_URL,
  MIGRATION_DATABASE_URL,
  ADMIN_TOKEN,
  RUN_MIGRATIONS_ON_BOOT,
  MIGRATIONS_DIR,
  APP_ENV,
  NODE_ENV,
  PORT;

  /** The form under {@code drydock.}, such as {@code database-url}. */
  String property() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The value as it stands there, with nothing expanded in it; the prefixed name wins, and blank
   * counts as missing.
   */
  Optional<String> in(Iterable<PropertySource<?>> sources) {
    return raw(sources, "drydock." + property())
        .filter(value -> !isServiceLink(value))
        .or(() -> raw(sources, name()));
  }

  /** Kubernetes sets {@code DRYDOCK_PORT=tcp://…} beside a service that is named drydock. */
  private boolean isServiceLink(String value) {
    return this == PORT && value.startsWith("tcp://");
  }

  private static Optional<String> raw(Iterable<PropertySource<?>> sources, String name) {
    for (PropertySource<?> source : sources) {
      Object value = source.getProperty(name);
      if (value != null) {
        return Optional.of(value.toString().strip()).filter(text -> !text.isEmpty());
      }
    }
    return Optional.empty();
  }
}
