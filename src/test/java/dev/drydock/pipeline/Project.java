package dev.drydock.pipeline;

import dev.drydock.execution.RunObserver;
import dev.drydock.execution.Timeouts;
import dev.drydock.guard.CommitGuard;
import dev.drydock.lint.LintMode;
import dev.drydock.lint.LintSettings;
import dev.drydock.postgres.DatabaseUrl;
import dev.drydock.postgres.KeptSession;
import dev.drydock.postgres.Pooling;
import dev.drydock.postgres.TableName;
import dev.drydock.postgres.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** A folder of migrations and a database to run them on, as a user has them. */
public final class Project {

  private final Path folder;
  private final DatabaseUrl url;
  private TableName history = TableName.parse("schema_migrations");
  private Timeouts timeouts =
      new Timeouts(
          Duration.ofSeconds(2), Duration.ZERO, Duration.ofMinutes(15), Duration.ofMinutes(1));
  private Optional<DatabaseUrl> application = Optional.empty();
  private boolean showRowData;
  private boolean online = true;
  private boolean strict;
  private Pooling.Setting pooler = Pooling.Setting.AUTO;
  private Duration endIdleBlockers = Duration.ZERO;
  private KeptSession kept = new KeptSession(Duration.ZERO);
  private LintMode lint = LintMode.ENFORCE;
  private boolean askServerGrammar = true;
  private long hazardBytes = 10L << 20;
  private long hazardRows = 50_000;

  public Project(Path folder, TestDatabase database) {
    this(folder, database.url());
  }

  public Project(Path folder, String url) {
    this.folder = folder;
    this.url = DatabaseUrl.parse(url);
  }

  /** Writes a migration, over an older text if there is one. */
  public Project file(String id, String sql) {
    try {
      Files.writeString(folder.resolve(id + ".sql"), sql);
      return this;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public Project without(String id) {
    try {
      Files.delete(folder.resolve(id + ".sql"));
      return this;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public Project historyTable(String name) {
    history = TableName.parse(name);
    return this;
  }

  public Project lockTimeout(Duration timeout) {
    timeouts =
        new Timeouts(timeout, timeouts.lockBudget(), timeouts.statement(), timeouts.onlineWait());
    return this;
  }

  public Project lockBudget(Duration budget) {
    timeouts = new Timeouts(timeouts.lock(), budget, timeouts.statement(), timeouts.onlineWait());
    return this;
  }

  public Project statementTimeout(Duration timeout) {
    timeouts = new Timeouts(timeouts.lock(), timeouts.lockBudget(), timeout, timeouts.onlineWait());
    return this;
  }

  public Project onlineWait(Duration longest) {
    timeouts = new Timeouts(timeouts.lock(), timeouts.lockBudget(), timeouts.statement(), longest);
    return this;
  }

  public Project applicationDatabase(String other) {
    application = Optional.of(DatabaseUrl.parse(other));
    return this;
  }

  public Project showRowData() {
    showRowData = true;
    return this;
  }

  public Project strict() {
    strict = true;
    return this;
  }

  /** From which size on hazards refuse. */
  public Project hazardous(long bytes, long rows) {
    hazardBytes = bytes;
    hazardRows = rows;
    return this;
  }

  public LintSettings lintSettings() {
    return new LintSettings(lint, strict, hazardBytes, hazardRows, online);
  }

  public Project lint(LintMode mode) {
    lint = mode;
    return this;
  }

  /** From so many rows on a table counts as large. */
  public Project largeFrom(long rows) {
    hazardRows = rows;
    return this;
  }

  /** What is written runs as written. */
  public Project offline() {
    online = false;
    return this;
  }

  public Project withoutServerGrammar() {
    askServerGrammar = false;
    return this;
  }

  public Project pooler(Pooling.Setting said) {
    pooler = said;
    return this;
  }

  public Project endIdleBlockers(Duration after) {
    endIdleBlockers = after;
    return this;
  }

  public Project kept(KeptSession one) {
    kept = one;
    return this;
  }

  public MigrationService service() {
    return new MigrationService(
        new MigrationSettings(
            folder,
            url,
            application,
            history,
            timeouts,
            "test",
            "0.1.0",
            showRowData,
            strict,
            lintSettings(),
            askServerGrammar,
            pooler,
            endIdleBlockers),
        Clock.systemUTC(),
        CommitGuard::new,
        kept);
  }

  public MigrationReport.Result migrate() {
    return service().migrate(request(Optional.empty(), Duration.ofSeconds(20))).result();
  }

  public MigrationReport.Result migrate(String plan) {
    return service().migrate(request(Optional.of(plan), Duration.ofSeconds(20))).result();
  }

  public static MigrationRequest request(Optional<String> plan, Duration lockWait) {
    return new MigrationRequest(
        RunId.next(Clock.systemUTC()), plan, lockWait, "test", RunObserver.NONE);
  }

  /** With somebody who hears of it. */
  static MigrationRequest request(RunObserver observer) {
    return request(Optional.empty(), observer);
  }

  static MigrationRequest request(Optional<String> plan, RunObserver observer) {
    return new MigrationRequest(
        RunId.next(Clock.systemUTC()), plan, Duration.ofSeconds(20), "test", observer);
  }
}
