package dev.drydock;

import static dev.drydock.ContractVariable.ADMIN_TOKEN;
import static dev.drydock.ContractVariable.APP_ENV;
import static dev.drydock.ContractVariable.DATABASE_URL;
import static dev.drydock.ContractVariable.MIGRATIONS_DIR;
import static dev.drydock.ContractVariable.MIGRATION_DATABASE_URL;
import static dev.drydock.ContractVariable.NODE_ENV;
import static dev.drydock.ContractVariable.PORT;
import static dev.drydock.ContractVariable.RUN_MIGRATIONS_ON_BOOT;

import dev.drydock.migration.DrydockException;
import dev.drydock.postgres.DatabaseUrl;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/** Makes {@link Settings} of property sources, the strongest first. */
final class SettingsReader {

  private static final ConfigurationPropertyName PLAN =
      ConfigurationPropertyName.of("drydock.plan");
  private static final String DEFAULT_ENV = "development";
  private static final String DEFAULT_DIR = "migrations";
  private static final String DEFAULT_PORT = "8080";

  private static final Map<Class<?>, String> SHAPES =
      Map.of(
          Duration.class, "a duration such as 2s, 500ms or 15m",
          DataSize.class, "a size such as 10MB",
          Boolean.class, "true or false",
          Long.class, "a whole number",
          Path.class, "a path");

  private SettingsReader() {}

  static Settings read(Iterable<PropertySource<?>> sources) {
    Optional<DatabaseUrl> direct = url(MIGRATION_DATABASE_URL, sources);
    Optional<DatabaseUrl> database = url(DATABASE_URL, sources).or(() -> direct);
    String env = env(sources);
    boolean elsewhere =
        Stream.of(database, direct).flatMap(Optional::stream).anyMatch(url -> !url.thisMachine());
    boolean strict = production(env) || elsewhere;
    if (strict && database.isEmpty()) {
      throw SettingRefusal.ofVariable(
          "DATABASE_URL",
          "is not set, and in production there is no embedded database",
          "Set DATABASE_URL to the URL that your platform shows for the database.");
    }
    return new Settings(
        bind(sources),
        database,
        direct,
        ADMIN_TOKEN.in(sources),
        onBoot(sources),
        path(MIGRATIONS_DIR.in(sources).orElse(DEFAULT_DIR)),
        env,
        port(PORT.in(sources).orElse(DEFAULT_PORT)),
        strict,
        warnings(sources, database, direct));
  }

  static String env(Iterable<PropertySource<?>> sources) {
    return APP_ENV.in(sources).or(() -> NODE_ENV.in(sources)).orElse(DEFAULT_ENV);
  }

  static boolean production(String env) {
    return env.equalsIgnoreCase("production");
  }

  private static Optional<DatabaseUrl> url(
      ContractVariable variable, Iterable<PropertySource<?>> sources) {
    return variable.in(sources).map(value -> DatabaseUrl.parse(variable.name(), value));
  }

  private static boolean onBoot(Iterable<PropertySource<?>> sources) {
    String value = RUN_MIGRATIONS_ON_BOOT.in(sources).orElse("false");
    if (!value.equals("true") && !value.equals("false")) {
      throw SettingRefusal.ofVariable(
          RUN_MIGRATIONS_ON_BOOT.name(),
          "is neither true nor false",
          "Set it to true to run pending migrations at boot; otherwise to false or nothing.");
    }
    return value.equals("true");
  }

  private static Path path(String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw SettingRefusal.ofVariable(
          MIGRATIONS_DIR.name(), "is not a path", "Set it to the folder of the .sql files.");
    }
  }

  private static int port(String value) {
    int port = value.matches("\\d{1,5}") ? Integer.parseInt(value) : -1;
    if (port < 0 || port > 65535) {
      throw SettingRefusal.ofVariable(
          PORT.name(), "is not a port number", "Set it to a number from 1 to 65535.");
    }
    return port;
  }

  /** Binding costs a third of a short command, so it is left out where it has nothing to bind. */
  private static DrydockProperties bind(Iterable<PropertySource<?>> sources) {
    return SettingNames.anyProperty(sources) ? bound(sources) : DrydockProperties.DEFAULTS;
  }

  static DrydockProperties bound(Iterable<PropertySource<?>> sources) {
    try {
      return new Binder(notBlank(ConfigurationPropertySources.from(sources)))
          .bindOrCreate("drydock", Bindable.of(DrydockProperties.class));
    } catch (BindException failure) {
      throw refusal(failure);
    }
  }

  /** Blank means missing, but for the plan: an empty digest must match none, not be left out. */
  private static List<ConfigurationPropertySource> notBlank(
      Iterable<ConfigurationPropertySource> sources) {
    var wanted = new ArrayList<ConfigurationPropertySource>();
    for (ConfigurationPropertySource source : sources) {
      wanted.add(
          source.filter(
              name -> {
                var property = source.getConfigurationProperty(name);
                return property == null
                    || name.equals(PLAN)
                    || !property.getValue().toString().isBlank();
              }));
    }
    return wanted;
  }

  private static DrydockException refusal(BindException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DrydockException ours) {
        return ours;
      }
    }
    var type = failure.getTarget().getType().resolve(Object.class);
    return SettingRefusal.of(
        failure.getName().getLastElement(Form.ORIGINAL),
        "can't be read",
        "Set it to " + shape(type) + ".");
  }

  private static String shape(Class<?> type) {
    return type.isEnum()
        ? Stream.of(type.getEnumConstants())
            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", ", "one of ", ""))
        : SHAPES.getOrDefault(ClassUtils.resolvePrimitiveIfNecessary(type), "a value that fits");
  }

  private static List<String> warnings(
      Iterable<PropertySource<?>> sources,
      Optional<DatabaseUrl> database,
      Optional<DatabaseUrl> direct) {
    var warnings = new ArrayList<String>(UnknownSettings.in(sources));
    database
        .filter(url -> direct.filter(d -> d == url).isEmpty())
        .ifPresent(url -> url.warnings().forEach(text -> warnings.add(DATABASE_URL + ": " + text)));
    direct.ifPresent(
        url -> url.warnings().forEach(text -> warnings.add(MIGRATION_DATABASE_URL + ": " + text)));
    return warnings;
  }
}
