package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A DETACH PARTITION CONCURRENTLY that broke off behind its first transaction: the partition is
 * pending. The status explains it, the next run finishes it by itself, and nothing more is left
 * than of one that nobody disturbed.
 */
@Tag("contract")
class BrokenDetachIT {

  private static final String PENDING =
      "SELECT count(*) FROM pg_inherits WHERE inhparent = 'events'::regclass AND inhdetachpending";

  @TempDir Path home;
  private Path folder;
  private TestDatabase database;
  private Project project;
  private Connection old;

  @BeforeEach
  void open() throws Exception {
    folder = Files.createDirectory(home.resolve("migrations"));
    database = prepared();
    project = project(database);
    old = database.connectAsSuperuser();
    old.setAutoCommit(false);
    old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    old.createStatement().execute("SELECT 1; LOCK TABLE ONLY events IN ACCESS SHARE MODE");
  }

  @AfterEach
  void close() throws SQLException {
    old.close();
    database.close();
  }

  private static TestDatabase prepared() {
    TestDatabase fresh = TestServer.shared().newDatabaseWithOwner();
    fresh.execute(
        "CREATE TABLE events (id int, day date NOT NULL) PARTITION BY RANGE (day)",
        "CREATE INDEX ON events (day)",
        "CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
        "CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
        "INSERT INTO events SELECT n, '2024-05-05' FROM generate_series(1, 300) n",
        "ANALYZE events");
    return fresh;
  }

  private Project project(TestDatabase of) {
    return new Project(folder, of)
        .largeFrom(20)
        .file(
            "0001_detach",
            """
            -- drydock: allow detach partition events_2024 because it is old
            ALTER TABLE events DETACH PARTITION events_2024;
            CREATE TABLE behind (id int);
            """);
  }

  private String digest() {
    return project.service().dryRun().result().digest();
  }

  private CompletableFuture<Failure> running(RunObserver observer) {
    var request = Project.request(Optional.of(digest()), observer);
    return CompletableFuture.supplyAsync(
        () ->
            catchThrowableOfType(DrydockException.class, () -> project.service().migrate(request))
                .failure());
  }

  private void awaitPending(CompletableFuture<?> run) throws Exception {
    await(PENDING + " HAVING count(*) = 1", run);
  }

  private void await(String sql, CompletableFuture<?> run) throws Exception {
    while (database.values(sql).isEmpty()) {
      assertThat(run).as("the run").isNotDone();
      Thread.sleep(10);
    }
  }

  private String detaching() {
    return "SELECT pid FROM pg_stat_activity WHERE query LIKE 'ALTER TABLE%DETACH%' AND state = 'active' AND datname = '"
        + database.name()
        + "'";
  }

  /** What the status says of it, and that the next run needs no other help. */
  private void finishes() throws SQLException {
    assertThat(database.<Long>value(PENDING)).isEqualTo(1);
    StatusReport.Result status = project.service().status().result();
    assertThat(status.warnings())
        .anyMatch(
            w ->
                w.contains("0001_detach, statement 1")
                    && w.contains("DETACH PARTITION")
                    && w.contains("broke off half way")
                    && w.contains("FINALIZE"));
    assertThat(status.next()).contains("drydock migrate");
    old.rollback();
    endsAsUndisturbed();
  }

  private void endsAsUndisturbed() {
    var result = project.service().migrate(request()).result();

    assertThat(result.executed()).hasSize(1);
    assertThat(
            database.<String>value(
                "SELECT drydock_losses ->> 0 FROM schema_migrations WHERE id = '0001_detach'"))
        .contains("detach partition", "events_2024");
    assertThat(project.service().status().result().warnings()).isEmpty();
    try (TestDatabase whole = prepared()) {
      Project other = project(whole);
      other.migrate(other.service().dryRun().result().digest());
      assertThat(Picture.of(database).lines())
          .containsExactlyInAnyOrderElementsOf(Picture.of(whole).lines())
          .noneMatch(line -> line.contains("CHECK"));
    }
  }

  private MigrationRequest request() {
    return Project.request(Optional.of(digest()), Duration.ofSeconds(20));
  }

  @Test
  void theNextRunFinishesWhatAKilledRunnerBegan() throws Exception {
    try (RunnerProcess runner =
        RunnerProcess.start(
            home,
            folder,
            database.url(),
            Map.of("DRYDOCK_HAZARD_ROWS", "20"),
            "--plan",
            digest())) {
      while (database.<Long>value(PENDING) == 0) {
        assertThat(runner.runs()).as(runner.output()).isTrue();
        Thread.sleep(10);
      }
      runner.kill9();
      while (!database.values(detaching()).isEmpty()) {
        Thread.sleep(50);
      }
      finishes();
    }
  }

  @Test
  void theNextRunFinishesWhatAnEndedBackendBegan() throws Exception {
    CompletableFuture<Failure> run = running(RunObserver.NONE);
    awaitPending(run);
    database.executeAsSuperuser(
        detaching().replace("SELECT pid", "SELECT pg_terminate_backend(pid)"));

    assertThat(run.get(1, TimeUnit.MINUTES).code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
    finishes();
  }

  @Test
  void whatWaitedTooLongStaysPending() throws Exception {
    project.onlineWait(Duration.ofSeconds(1));

    Failure failure = running(RunObserver.NONE).get(1, TimeUnit.MINUTES);

    assertThat(failure.code()).isEqualTo(ErrorCode.LOCKS_NOT_OBTAINED);
    assertThat(failure.left()).contains("unfinished", "the next migrate", "finishes it");
    finishes();
  }

  @Test
  void whatIsFinishedAfterACancelIsNotBegunAgain() throws Exception {
    CompletableFuture<Failure> run = running(RunObserver.NONE);
    awaitPending(run);
    database.executeAsSuperuser(detaching().replace("SELECT pid", "SELECT pg_cancel_backend(pid)"));
    await(detaching() + " AND query LIKE '%FINALIZE'", run);
    old.rollback();

    Failure failure = run.get(1, TimeUnit.MINUTES);

    assertThat(failure.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(failure.left()).contains("is done all the same");
    assertThat(database.<Long>value(PENDING)).isZero();
    endsAsUndisturbed();
  }

  @Test
  void aRunThatIsAskedToStopLeavesItPending() throws Exception {
    var impatient =
        new RunObserver() {
          @Override
          public void happened(RunEvent event) {
            // Only the catalog tells when it waits.
          }

          @Override
          public boolean stopRequested() {
            return database.<Long>value(PENDING) > 0;
          }
        };

    Failure failure = running(impatient).get(1, TimeUnit.MINUTES);

    assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
    assertThat(failure.left()).contains("unfinished", "the next migrate", "finishes it");
    finishes();
  }

  @Test
  void aPartitionThatSomebodyElseDroppedMeanwhileIsNotDetachedAgain() throws Exception {
    CompletableFuture<Failure> run = running(RunObserver.NONE);
    awaitPending(run);
    database.executeAsSuperuser(
        detaching().replace("SELECT pid", "SELECT pg_terminate_backend(pid)"));
    run.get(1, TimeUnit.MINUTES);
    old.rollback();
    database.execute("ALTER TABLE events DETACH PARTITION events_2024 FINALIZE");
    database.execute("DROP TABLE events_2024");

    Failure failure =
        catchThrowableOfType(DrydockException.class, () -> project.service().migrate(request()))
            .failure();

    assertThat(failure.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(failure.what()).contains("events_2024", "does not exist");
    assertThat(failure.next()).contains("DELETE FROM", "WHERE migration = '0001_detach'");
  }

  private void theirsBreaksOff() throws SQLException {
    try (Connection theirs = database.connect();
        var statement = theirs.createStatement()) {
      statement.execute("SET statement_timeout = '500ms'");
      assertThatThrownBy(
              () ->
                  statement.execute("ALTER TABLE events DETACH PARTITION events_2024 CONCURRENTLY"))
          .hasMessageContaining("statement timeout");
    }
    assertThat(database.<Long>value(PENDING)).isEqualTo(1);
    old.rollback();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " CONCURRENTLY"})
  void aDeclaredOneFinishesWhatSomebodyElseBegan(String written) throws Exception {
    theirsBreaksOff();
    project.file(
        "0001_detach",
        """
        -- drydock: allow detach partition events_2024 because it is old
        ALTER TABLE events DETACH PARTITION events_2024%s;
        CREATE TABLE behind (id int);
        """
            .formatted(written));

    assertThat(project.service().dryRun().result().steps().get(0).statements())
        .containsExactly(
            "ALTER TABLE \"public\".\"events\" DETACH PARTITION \"public\".\"events_2024\" FINALIZE");
    assertThat(project.service().migrate(request()).result().executed()).hasSize(1);

    assertThat(
            database.<Long>value(
                "SELECT count(*) FROM pg_inherits WHERE inhrelid = 'events_2024'::regclass"))
        .isZero();
    assertThat(
            database.<String>value(
                "SELECT drydock_losses ->> 0 FROM schema_migrations WHERE id = '0001_detach'"))
        .contains("detach partition", "events_2024");
  }

  @Test
  void noneIsFinishedThatNobodyDeclared() throws Exception {
    theirsBreaksOff();
    project.file("0001_detach", "ALTER TABLE events DETACH PARTITION events_2024;");

    Failure failure =
        catchThrowableOfType(DrydockException.class, () -> project.service().migrate(request()))
            .failure();

    assertThat(failure.code().exitCode()).isEqualTo(3);
    assertThat(failure.text()).contains("-- drydock: allow detach partition");
    assertThat(database.<Long>value(PENDING)).isEqualTo(1);
  }

  /** Somebody's own that broke off: to the server it is no partition any more, but for its end. */
  @Test
  void whatIsPendingIsNoPartThatAStepBuildsFor() throws Exception {
    theirsBreaksOff();
    project
        .without("0001_detach")
        .file("0001_index", "CREATE INDEX events_id ON events (id);")
        .file("0002_key", "ALTER TABLE events ADD PRIMARY KEY (id, day);");

    assertThat(project.service().migrate(request()).result().executed()).hasSize(2);

    assertThat(database.<Long>value("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isZero();
    assertThat(
            database.<Long>value(
                "SELECT count(*) FROM pg_index WHERE indrelid = 'events_2024'::regclass"))
        .isEqualTo(1);
  }
}
