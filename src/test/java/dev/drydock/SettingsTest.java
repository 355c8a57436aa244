package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.lint.LintMode;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.online.OnlineMode;
import dev.drydock.postgres.Pooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class SettingsTest {

  private static final String REMOTE = "postgres://app:hunter2hunter2@db.example.com/app";
  private static final String LOCAL = "postgres://app:hunter2hunter2@localhost/app";

  private final Path directory;

  SettingsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private Settings read(Map<String, String> environment) {
    return Settings.read(environment, new Properties(), directory);
  }

  private DrydockException refused(Map<String, String> environment) {
    var refused = catchThrowableOfType(DrydockException.class, () -> read(environment));
    assertThat(refused).as("refused").isNotNull();
    assertThat(refused.failure().code()).isEqualTo(ErrorCode.CONFIGURATION);
    return refused;
  }

  private void dotEnv(String text) throws IOException {
    Files.writeString(directory.resolve(".env"), text);
  }

  @Test
  void hasADefaultForEverything() {
    Settings settings = read(Map.of());

    assertThat(settings)
        .isEqualTo(
            new Settings(
                new DrydockProperties(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(15),
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(20),
                    "schema_migrations",
                    false,
                    false,
                    false,
                    LintMode.ENFORCE,
                    Path.of(".drydock"),
                    Optional.empty(),
                    true,
                    Pooling.Setting.AUTO,
                    Duration.ZERO,
                    DataSize.ofMegabytes(10),
                    50_000,
                    OnlineMode.AUTO,
                    Duration.ofMinutes(10)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Path.of("migrations"),
                "development",
                8080,
                false,
                List.of()));
  }

  @Test
  void takesEveryContractVariable() {
    Settings settings =
        read(
            Map.of(
                "DATABASE_URL", REMOTE,
                "MIGRATION_DATABASE_URL", LOCAL,
                "ADMIN_TOKEN", " token ",
                "RUN_MIGRATIONS_ON_BOOT", "true",
                "MIGRATIONS_DIR", "db/sql",
                "APP_ENV", "staging",
                "NODE_ENV", "production",
                "PORT", "3000"));

    assertThat(settings.databaseUrl().orElseThrow().shownHost()).isEqualTo("db.example.com:5432");
    assertThat(settings.forMigrations().orElseThrow().shownHost()).isEqualTo("localhost:5432");
    assertThat(settings.adminToken()).contains("token");
    assertThat(settings.runMigrationsOnBoot()).isTrue();
    assertThat(settings.migrationsDir()).isEqualTo(Path.of("db/sql"));
    assertThat(settings.env()).isEqualTo("staging");
    assertThat(settings.port()).isEqualTo(3000);
  }

  @Test
  void aPrefixedVariableWins() {
    Settings settings =
        read(Map.of("DATABASE_URL", LOCAL, "DRYDOCK_DATABASE_URL", REMOTE, "DRYDOCK_PORT", "81"));

    assertThat(settings.databaseUrl().orElseThrow().shownHost()).isEqualTo("db.example.com:5432");
    assertThat(settings.port()).isEqualTo(81);
  }

  @Test
  void aServiceLinkOfKubernetesIsNoPort() {
    Settings settings =
        read(
            Map.of(
                "DRYDOCK_PORT", "tcp://10.0.0.7:80",
                "DRYDOCK_PORT_80_TCP_ADDR", "10.0.0.7",
                "DRYDOCK_SERVICE_HOST", "10.0.0.7",
                "PORT", "3000"));

    assertThat(settings.port()).isEqualTo(3000);
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void bindsWhatBeginsWithDrydock() {
    DrydockProperties properties =
        read(Map.of(
                "DRYDOCK_LOCK_TIMEOUT", "500ms",
                "DRYDOCK_STATEMENT_TIMEOUT", "90",
                "DRYDOCK_HISTORY_TABLE", "ops.my_migrations",
                "DRYDOCK_LINT", "warn",
                "DRYDOCK_HAZARD_SIZE", "1GB",
                "DRYDOCK_SHOWROWDATA", "true",
                "DRYDOCK_PLAN", ""))
            .properties();

    assertThat(properties.lockTimeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(properties.statementTimeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(properties.historyTable()).isEqualTo("ops.my_migrations");
    assertThat(properties.lint()).isEqualTo(LintMode.WARN);
    assertThat(properties.hazardSize()).isEqualTo(DataSize.ofGigabytes(1));
    assertThat(properties.showRowData()).isTrue();
    assertThat(properties.plan()).as("present, but no plan's digest").contains("");
  }

  @Test
  void blankMeansTheDefault() {
    Settings settings =
        read(
            Map.of(
                "DATABASE_URL", " ",
                "ADMIN_TOKEN", "",
                "RUN_MIGRATIONS_ON_BOOT", "",
                "PORT", "",
                "APP_ENV", "",
                "NODE_ENV", "test",
                "DRYDOCK_LOCK_TIMEOUT", "",
                "DRYDOCK_LINT", "",
                "DRYDOCK_HISTORY_TABLE", "",
                "DRYDOCK_SHOW_ROW_DATA", ""));

    assertThat(settings.embedded()).isTrue();
    assertThat(settings.adminToken()).isEmpty();
    assertThat(settings.env()).isEqualTo("test");
    assertThat(settings.properties()).isEqualTo(read(Map.of()).properties());
  }

  @ParameterizedTest
  @CsvSource({
    "RUN_MIGRATIONS_ON_BOOT, yes",
    "RUN_MIGRATIONS_ON_BOOT, TRUE",
    "RUN_MIGRATIONS_ON_BOOT, 1",
    "PORT, http",
    "PORT, 65536",
    "PORT, -1",
    "DATABASE_URL, mysql://u:p@h/d",
    "MIGRATION_DATABASE_URL, nonsense",
    "DRYDOCK_LOCK_TIMEOUT, 0",
    "DRYDOCK_LOCK_TIMEOUT, 0s",
    "DRYDOCK_LOCK_TIMEOUT, 500us",
    "DRYDOCK_LOCK_TIMEOUT, -2s",
    "DRYDOCK_LOCK_TIMEOUT, 11m",
    "DRYDOCK_LOCK_TIMEOUT, soon",
    "DRYDOCK_STATEMENT_TIMEOUT, 0",
    "DRYDOCK_STATEMENT_TIMEOUT, 25h",
    "DRYDOCK_RUN_LOCK_WAIT, -1s",
    "DRYDOCK_BOOT_LOCK_WAIT, 25h",
    "DRYDOCK_DATABASE_RETRY, 2h",
    "DRYDOCK_SHUTDOWN_GRACE, 2h",
    "DRYDOCK_HISTORY_TABLE, a.b.c",
    "DRYDOCK_HISTORY_TABLE, x; drop table y",
    "DRYDOCK_LINT, loud",
    "DRYDOCK_SHOW_ROW_DATA, perhaps",
    "DRYDOCK_HAZARD_SIZE, big",
    "DRYDOCK_HAZARD_SIZE, 0MB",
    "DRYDOCK_HAZARD_ROWS, many",
    "DRYDOCK_HAZARD_ROWS, 0",
  })
  void refusesWhatCannotBeMeant(String name, String value) {
    DrydockException refused = refused(Map.of(name, value));

    assertThat(refused.failure().what()).contains(name);
    assertThat(refused.getMessage()).doesNotContain(" " + value + " ").hasSizeLessThan(500);
  }

  @Test
  void saysWhyZeroIsNoLockTimeout() {
    assertThat(refused(Map.of("DRYDOCK_LOCK_TIMEOUT", "0s")))
        .hasMessage(
            "drydock.lock-timeout (DRYDOCK_LOCK_TIMEOUT) must be from 1ms to 10m: PostgreSQL reads"
                + " zero as \"wait for ever\", and live traffic queues behind the wait. Nothing was"
                + " executed. Set it to a duration in between, such as 2s.");
  }

  @ParameterizedTest
  @CsvSource({
    "development, '', false",
    "development, " + LOCAL + ", false",
    "development, " + REMOTE + ", true",
    "staging, postgres://u@10.0.0.1/d, true",
    "production, " + LOCAL + ", true",
    "Production, " + LOCAL + ", true",
    "PRODUCTION, " + REMOTE + ", true",
    "preproduction, " + LOCAL + ", false",
    "development, 'postgres://u@localhost,db.example.com/d', true",
  })
  void isStrictUnlessOnlyThisMachineIsAtStake(String env, String url, boolean strict) {
    assertThat(read(Map.of("APP_ENV", env, "DATABASE_URL", url)).strict()).isEqualTo(strict);
  }

  @Test
  void isStrictWhereOnlyMigrationsGoElsewhere() {
    assertThat(read(Map.of("DATABASE_URL", LOCAL, "MIGRATION_DATABASE_URL", REMOTE)).strict())
        .isTrue();
    Settings alone = read(Map.of("MIGRATION_DATABASE_URL", REMOTE));
    assertThat(alone.strict()).isTrue();
    assertThat(alone.embedded()).isFalse();
    assertThat(alone.databaseUrl()).isEqualTo(alone.migrationDatabaseUrl());
  }

  @Test
  void productionNeedsADatabase() {
    assertThat(refused(Map.of("NODE_ENV", "production")))
        .hasMessageStartingWith(
            "DATABASE_URL is not set, and in production there is no embedded database. Nothing was"
                + " executed.");
  }

  @Test
  void aDotEnvFillsInWhatTheEnvironmentLeavesOpen() throws IOException {
    dotEnv("DATABASE_URL=" + REMOTE + "\nexport PORT='9000'\nDRYDOCK_LINT=off\nADMIN_TOKEN=a\n");

    Settings settings = read(Map.of("PORT", "9001", "DRYDOCK_ADMIN_TOKEN", "b"));

    assertThat(settings.databaseUrl().orElseThrow().shownHost()).isEqualTo("db.example.com:5432");
    assertThat(settings.port()).isEqualTo(9001);
    assertThat(settings.adminToken()).contains("b");
    assertThat(settings.properties().lint()).isEqualTo(LintMode.OFF);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DRYDOCK_DATABASE_URL", "DATABASE_URL"})
  void theRealEnvironmentWinsUnderEitherName(String inFile) throws IOException {
    dotEnv(inFile + "=" + REMOTE + "\nAPP_ENV=production\n");

    Settings settings = read(Map.of("DATABASE_URL", LOCAL, "NODE_ENV", "test"));

    assertThat(settings.databaseUrl().orElseThrow().thisMachine()).isTrue();
    assertThat(settings.env()).isEqualTo("test");
  }

  @Test
  void theRealEnvironmentWinsEvenWhereItIsBlank() throws IOException {
    dotEnv("DATABASE_URL=" + REMOTE + "\nDRYDOCK_LINT=off\n");

    Settings settings = read(Map.of("DATABASE_URL", "", "DRYDOCK_LINT", ""));

    assertThat(settings.embedded()).isTrue();
    assertThat(settings.properties().lint()).isEqualTo(LintMode.ENFORCE);
  }

  @Test
  void aDotEnvIsNotReadInProduction() throws IOException {
    dotEnv("PORT=9000\nthis line is malformed\n");

    Settings settings = read(Map.of("APP_ENV", "production", "DATABASE_URL", LOCAL));

    assertThat(settings.port()).isEqualTo(8080);
  }

  @Test
  void namesTheSettingThatWasPerhapsMeant() {
    assertThat(
            read(Map.of("DRYDOCK_LOCK_TIMOUT", "hunter2hunter2", "DRYDOCK_XYZZY", "1")).warnings())
        .containsExactly(
            "DRYDOCK_LOCK_TIMOUT is not a setting and was ignored; perhaps DRYDOCK_LOCK_TIMEOUT was"
                + " meant",
            "DRYDOCK_XYZZY is not a setting and was ignored");
  }

  @Test
  void passesOnTheWarningsOfAUrl() {
    assertThat(read(Map.of("DATABASE_URL", LOCAL + "?zeta=1")).warnings())
        .containsExactly("DATABASE_URL: parameters without a meaning here were ignored: zeta");
  }

  @Test
  void valuesAreTakenAsTheyStand() {
    Settings settings = read(Map.of("ADMIN_TOKEN", "${PATH:x}#{1}", "PATH", "/bin"));

    assertThat(settings.adminToken()).contains("${PATH:x}#{1}");
  }

  @Test
  void aTokenIsMadeUpForTheEmbeddedDatabaseOnly() {
    var random = new SecureRandom();

    assertThat(read(Map.of()).withDevelopmentToken(random).adminToken().orElseThrow())
        .matches("[0-9a-f]{64}");
    assertThat(read(Map.of("ADMIN_TOKEN", "mine")).withDevelopmentToken(random).adminToken())
        .contains("mine");
    assertThat(read(Map.of("DATABASE_URL", LOCAL)).withDevelopmentToken(random).adminToken())
        .isEmpty();
  }

  @Test
  void showsNoSecretAndKnowsThemAll() {
    Settings settings =
        read(
            Map.of(
                "DATABASE_URL", REMOTE,
                "MIGRATION_DATABASE_URL", "postgres://u:other%2Fsecret@localhost/app",
                "ADMIN_TOKEN", "0123456789abcdef"));

    assertThat(settings.toString()).doesNotContain("hunter2", "secret", "0123456789abcdef");
    assertThat(
            settings
                .redactor()
                .redact("hunter2hunter2 other/secret other%2Fsecret 0123456789abcdef " + REMOTE))
        .doesNotContain("hunter2", "secret", "0123456789abcdef");
  }
}
