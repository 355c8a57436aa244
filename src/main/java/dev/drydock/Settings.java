package dev.drydock;

import dev.drydock.migration.Redactor;
import dev.drydock.postgres.DatabaseUrl;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * All that the surroundings say, read once: the contract's variables and {@code drydock.*}.
 *
 * <p>Service and command line get it from the same code, so they can't differ. Immutable; {@link
 * #toString()} shows no secret.
 *
 * @param properties the settings under {@code drydock.*}
 * @param databaseUrl where the database is; empty means the embedded one. {@code
 *     MIGRATION_DATABASE_URL} alone counts for both
 * @param migrationDatabaseUrl the direct URL for migrations, where one is given
 * @param adminToken as given, without surrounding white space; never blank
 * @param runMigrationsOnBoot whether pending migrations run at boot
 * @param migrationsDir folder of the migrations; relative to the working directory
 * @param env the name shown as {@code env}
 * @param port HTTP port; 0 lets the system choose one
 * @param strict whether protections must fail closed: in production, and wherever the database is
 *     on another machine
 * @param warnings what was ignored, naming names but no values
 */
public record Settings(
    DrydockProperties properties,
    Optional<DatabaseUrl> databaseUrl,
    Optional<DatabaseUrl> migrationDatabaseUrl,
    Optional<String> adminToken,
    boolean runMigrationsOnBoot,
    Path migrationsDir,
    String env,
    int port,
    boolean strict,
    List<String> warnings) {

  private static final int TOKEN_BYTES = 32;

  public Settings {
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads the settings without an application context.
   *
   * @param directory where a {@code .env} is looked for; it is not read where the environment names
   *     production
   * @throws dev.drydock.migration.DrydockException with {@code CONFIGURATION}, naming the setting
   *     but never its value
   */
  public static Settings read(Map<String, String> environment, Properties system, Path directory) {
    return new SettingsReader(new GivenSettings(environment, system, directory)).read();
  }

  /** Where migrations connect to; empty means the embedded database. */
  public Optional<DatabaseUrl> forMigrations() {
    return migrationDatabaseUrl.or(() -> databaseUrl);
  }

  /** Whether the embedded database is used. */
  public boolean embedded() {
    return databaseUrl.isEmpty();
  }

  /** Whether a token may be made up: none is given, and only the embedded database is at stake. */
  public boolean wantsDevelopmentToken() {
    return embedded() && !strict && adminToken.isEmpty();
  }

  /**
   * The same settings with a made-up token, where one is wanted. Whoever calls it prints the token
   * once, past the log, and binds the service to 127.0.0.1.
   */
  public Settings withDevelopmentToken(SecureRandom random) {
    if (!wantsDevelopmentToken()) {
      return this;
    }
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return new Settings(
        properties,
        databaseUrl,
        migrationDatabaseUrl,
        Optional.of(HexFormat.of().formatHex(bytes)),
        runMigrationsOnBoot,
        migrationsDir,
        env,
        port,
        strict,
        warnings);
  }

  /** Takes token, passwords and URLs out of text that leaves. */
  public Redactor redactor() {
    return new Redactor(secrets());
  }

  /** What must never leave. */
  List<String> secrets() {
    var secrets = new ArrayList<String>();
    adminToken.ifPresent(secrets::add);
    Stream.of(databaseUrl, migrationDatabaseUrl)
        .flatMap(Optional::stream)
        .forEach(url -> secrets.addAll(url.secrets()));
    return secrets;
  }

  @Override
  public String toString() {
    return "Settings[env=%s, strict=%s, database=%s, migrations=%s, port=%d, token=%s, %s]"
        .formatted(
            env,
            strict,
            databaseUrl.map(DatabaseUrl::toString).orElse("embedded"),
            migrationsDir,
            port,
            adminToken.isPresent() ? "given" : "none",
            properties);
  }
}
