package dev.drydock;

import dev.drydock.embedded.EmbeddedPostgres;
import dev.drydock.execution.Timeouts;
import dev.drydock.guard.CommitGuard;
import dev.drydock.lint.LintSettings;
import dev.drydock.migration.Redactor;
import dev.drydock.online.OnlineMode;
import dev.drydock.pipeline.MigrationService;
import dev.drydock.pipeline.MigrationSettings;
import dev.drydock.postgres.DatabasePing;
import dev.drydock.postgres.DatabaseUrl;
import dev.drydock.postgres.TableName;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Optional;

/**
 * The database that the settings lead to, and the pipeline over it, for service and command line
 * alike: the given database, to which nothing is connected yet, or the embedded one, started or
 * joined.
 *
 * @param embedded stopped on closing, unless another process uses it
 */
record Backend(
    Settings settings,
    DatabaseUrl database,
    Optional<EmbeddedPostgres> embedded,
    MigrationService service)
    implements AutoCloseable {

  /**
   * Opens what the settings ask for.
   *
   * @throws dev.drydock.migration.DrydockException where the embedded database cannot be started
   */
  static Backend open(Settings settings, Clock clock) {
    Optional<EmbeddedPostgres> embedded =
        settings.embedded()
            ? Optional.of(EmbeddedPostgres.open(settings.properties().dataDir()))
            : Optional.empty();
    DatabaseUrl database =
        settings.forMigrations().orElseGet(() -> DatabaseUrl.parse(embedded.orElseThrow().url()));
    return new Backend(
        settings,
        database,
        embedded,
        new MigrationService(migrationSettings(settings, database), clock, CommitGuard::new));
  }

  private static MigrationSettings migrationSettings(Settings settings, DatabaseUrl database) {
    var properties = settings.properties();
    return new MigrationSettings(
        settings.migrationsDir(),
        database,
        settings.databaseUrl().filter(url -> url != database),
        TableName.parse(properties.historyTable()),
        new Timeouts(
            properties.lockTimeout(),
            properties.lockBudget(),
            properties.statementTimeout(),
            properties.onlineWait()),
        settings.env(),
        BuildVersion.read(),
        properties.showRowData(),
        settings.strict(),
        lintSettings(settings),
        properties.askServerGrammar(),
        properties.pooler(),
        properties.endIdleBlockers());
  }

  static LintSettings lintSettings(Settings settings) {
    var properties = settings.properties();
    return new LintSettings(
        properties.lint(),
        settings.strict(),
        properties.hazardSize().toBytes(),
        properties.hazardRows(),
        properties.online() == OnlineMode.AUTO);
  }

  DatabasePing ping() {
    return new DatabasePing(database);
  }

  /** Takes the secrets of settings and database out of text that leaves. */
  Redactor redactor() {
    var secrets = new ArrayList<>(settings.secrets());
    secrets.addAll(database.secrets());
    return new Redactor(secrets);
  }

  @Override
  public void close() {
    embedded.ifPresent(EmbeddedPostgres::close);
  }
}
