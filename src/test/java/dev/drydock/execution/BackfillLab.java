package dev.drydock.execution;

import dev.drydock.history.HistoryTable;
import dev.drydock.history.StepJournal;
import dev.drydock.history.StepRecord;
import dev.drydock.migration.MigrationId;
import dev.drydock.online.Backfill;
import dev.drydock.postgres.DatabaseUrl;
import dev.drydock.postgres.RunSettings;
import dev.drydock.postgres.Session;
import dev.drydock.postgres.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Runs backfills as the online lane does: intent row, batches, done row; remembers the events. */
final class BackfillLab implements AutoCloseable {

  static final StepJournal JOURNAL =
      new StepJournal(new HistoryTable("public", "schema_migrations", Optional.empty()));
  static final StepJournal.Key KEY =
      new StepJournal.Key(new MigrationId("0007_fill"), 1, 1, "backfill", "hash");

  private final Session session;
  private final int major;
  final List<RunEvent> events = new ArrayList<>();
  private Duration lockBudget = Duration.ofSeconds(20);

  private BackfillLab(Session session) {
    this.session = session;
    session.jdbc().execute(JOURNAL.createSql());
    major =
        session.jdbc().queryForObject("SELECT current_setting('server_version_num')", Integer.class)
            / 10_000;
  }

  static BackfillLab on(TestDatabase database) {
    return on(database.url());
  }

  static BackfillLab on(String url) {
    return new BackfillLab(Session.open(DatabaseUrl.parse(url), "backfill"));
  }

  Session session() {
    return session;
  }

  BackfillLab lockBudget(Duration budget) {
    lockBudget = budget;
    return this;
  }

  static Backfill backfill(String table, String statement, int rows) {
    return new Backfill("public", table, statement, rows, false, false, false);
  }

  /** To the end. */
  BackfillOutcome run(Backfill backfill) {
    return run(backfill, () -> false);
  }

  BackfillOutcome run(Backfill backfill, BooleanSupplier stop) {
    var observer =
        new RunObserver() {
          @Override
          public void happened(RunEvent event) {
            events.add(event);
          }

          @Override
          public boolean stopRequested() {
            return stop.getAsBoolean();
          }
        };
    session.jdbc().update(JOURNAL.beganSql(KEY, "run"));
    Optional<StepRecord> before = step();
    BackfillOutcome outcome =
        new BackfillRun(session, settings(), lockBudget, JOURNAL, new StatementErrors(true))
            .run(backfill, KEY, List.of(), major, before, observer);
    if (outcome.finished()) {
      session.jdbc().update(JOURNAL.doneSql(KEY, "run"));
    }
    return outcome;
  }

  Optional<StepRecord> step() {
    return session.jdbc().query(JOURNAL.readSql(), StepJournal::row).stream().findFirst();
  }

  /** The next backfill begins anew. */
  void forget() {
    session.jdbc().update(JOURNAL.forgetSql(KEY));
  }

  private static RunSettings settings() {
    return new RunSettings(
        Duration.ofSeconds(2),
        Duration.ofMinutes(5),
        "postgres",
        "none",
        Optional.empty(),
        List.of());
  }

  @Override
  public void close() {
    session.close();
  }
}
