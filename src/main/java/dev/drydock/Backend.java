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
import dev.drydock.postgres.KeptSession;
import dev.drydock.postgres.TableName;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;

/**
 * The database that the settings lead to, and the pipeline over it, for service and command line
 * alike: the given database, to which nothing is connected yet, or the embedded one, started or
 * joined.
 *
 * @param embedded stopped on closing, unless another process uses it
 * @param kept the session of a dry-run, for the run behind it
 */
record Backend(
    Settings settings,
    DatabaseUrl database,
    Optional<EmbeddedPostgres> embedded,
    KeptSession kept,
    MigrationService service)
    implements AutoCloseable {

  /** For what a deploy hook does next; a person who reads takes longer. */
  private static final Duration KEPT = Duration.ofSeconds(30);

  /**
   * Opens what the settings ask for, for one command.
   *
   * @throws dev.drydock.migration.DrydockException where the embedded database cannot be started
   */
  static Backend open(Settings settings, Clock clock) {
    return open(settings, clock, new KeptSession(Duration.ZERO));
  }

  /** The same for a service, where a run may follow soon upon a dry-run. */
  static Backend ofService(Settings settings, Clock clock) {
    return open(settings, clock, new KeptSession(KEPT));
  }

  private static Backend open(Settings settings, Clock clock, KeptSession kept) {
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
        kept,
        new MigrationService(migrationSettings(settings, database), clock, CommitGuard::new, kept));
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

  /** Whether the database answers; a kept session must not take a role's last connection. */
  boolean answers() {
    var ping = new DatabasePing(database);
    return ping.answers() || (kept.giveUp() && ping.answers());
  }

  /** Takes the secrets of settings and database out of text that leaves. */
  Redactor redactor() {
    var secrets = new ArrayList<>(settings.secrets());
    secrets.addAll(database.secrets());
    return new Redactor(secrets);
  }

  @Override
  public void close() {
    kept.close();
    embedded.ifPresent(EmbeddedPostgres::close);
  }
}
