package dev.drydock;

import static dev.drydock.ContractVariable.ADMIN_TOKEN;
import static dev.drydock.ContractVariable.DATABASE_URL;
import static dev.drydock.ContractVariable.MIGRATIONS_DIR;
import static dev.drydock.ContractVariable.MIGRATION_DATABASE_URL;
import static dev.drydock.ContractVariable.PORT;
import static dev.drydock.ContractVariable.RUN_MIGRATIONS_ON_BOOT;

import dev.drydock.postgres.DatabaseUrl;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes {@link Settings} of what is given, and refuses what can't be meant. */
final class SettingsReader {

  private static final String DEFAULT_DIR = "migrations";
  private static final String DEFAULT_PORT = "8080";

  private final GivenSettings given;

  SettingsReader(GivenSettings given) {
    this.given = given;
  }

  Settings read() {
    Optional<DatabaseUrl> direct = url(MIGRATION_DATABASE_URL);
    Optional<DatabaseUrl> database = url(DATABASE_URL).or(() -> direct);
    boolean elsewhere =
        Stream.of(database, direct).flatMap(Optional::stream).anyMatch(url -> !url.thisMachine());
    if (given.production() && database.isEmpty()) {
      throw SettingRefusal.ofVariable(
          DATABASE_URL.name(),
          "is not set, and in production there is no embedded database",
          "Set DATABASE_URL to the URL that your platform shows for the database.");
    }
    DrydockProperties properties = PropertiesBinding.bind(given);
    return new Settings(
        properties,
        database,
        direct,
        given.value(ADMIN_TOKEN),
        onBoot(),
        folder(),
        given.env(),
        port(),
        given.production() || elsewhere,
        warnings(properties, database, direct));
  }

  private Optional<DatabaseUrl> url(ContractVariable variable) {
    return given.value(variable).map(value -> DatabaseUrl.parse(variable.name(), value));
  }

  private boolean onBoot() {
    String value = given.value(RUN_MIGRATIONS_ON_BOOT).orElse("false");
    if (!value.equals("true") && !value.equals("false")) {
      throw SettingRefusal.ofVariable(
          RUN_MIGRATIONS_ON_BOOT.name(),
          "is neither true nor false",
          "Set it to true to run pending migrations at boot; otherwise to false or nothing.");
    }
    return value.equals("true");
  }

  private Path folder() {
    try {
      return Path.of(given.value(MIGRATIONS_DIR).orElse(DEFAULT_DIR));
    } catch (InvalidPathException e) {
      throw SettingRefusal.ofVariable(
          MIGRATIONS_DIR.name(), "is not a path", "Set it to the folder of the .sql files.");
    }
  }

  private int port() {
    String value = given.value(PORT).orElse(DEFAULT_PORT);
    int port = value.matches("\\d{1,5}") ? Integer.parseInt(value) : -1;
    if (port < 0 || port > 65535) {
      throw SettingRefusal.ofVariable(
          PORT.name(), "is not a port number", "Set it to a number from 1 to 65535.");
    }
    return port;
  }

  private List<String> warnings(
      DrydockProperties properties, Optional<DatabaseUrl> database, Optional<DatabaseUrl> direct) {
    var warnings = new ArrayList<String>(UnknownSettings.in(given.names()));
    properties.lint().warning().ifPresent(warnings::add);
    if (!database.equals(direct)) {
      database.ifPresent(url -> addWarnings(DATABASE_URL, url, warnings));
    }
    direct.ifPresent(url -> addWarnings(MIGRATION_DATABASE_URL, url, warnings));
    return warnings;
  }

  private static void addWarnings(
      ContractVariable variable, DatabaseUrl url, List<String> warnings) {
    url.warnings().forEach(text -> warnings.add(variable + ": " + text));
  }
}
