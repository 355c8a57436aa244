package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.lint.LintMode;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.BlockerWatch;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a run takes locks that others may hold. */
class LockDisciplineIT {

  @TempDir Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    project = new Project(folder, database).lint(LintMode.WARN);
    database.execute("CREATE TABLE orders (id int PRIMARY KEY, note text)");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void namesTheStatementAndTheLockItCouldNotGet() throws SQLException {
    project
        .file("0001_new", "CREATE TABLE fresh (id int)")
        .file("0002_add", "SELECT 1;\nALTER TABLE orders ADD COLUMN more int");

    try (Connection other = idleAfter("SELECT * FROM orders")) {
      Failure failure = failure();

      assertThat(failure.code()).isEqualTo(ErrorCode.LOCKS_NOT_OBTAINED);
      assertThat(failure.what())
          .contains("0002_add, statement 2 (line 2", "ACCESS EXCLUSIVE on public.orders");
      assertThat(failure.left()).contains("nothing of it remains");
    }
  }

  @Test
  void someoneElsesChangeIsMetBeforeAnythingRuns() throws SQLException {
    project
        .file("0001_new", "CREATE TABLE fresh (id int)")
        .file("0002_index", "CREATE INDEX orders_note ON orders (note)");

    try (Connection other = idleAfter("LOCK TABLE orders IN SHARE UPDATE EXCLUSIVE MODE")) {
      assertThat(failure().what())
          .contains("0002_index, statement 1", "SHARE UPDATE EXCLUSIVE on public.orders");
    }
  }

  @Test
  void tellsWhoIsInTheWayAndMasksWhatTheyAsked() throws SQLException {
    project.file("0001_add", "ALTER TABLE orders ADD COLUMN more int");
    project.lockBudget(Duration.ofSeconds(1));

    try (Connection other = idleAfter("SELECT * FROM orders WHERE note = 'secret of Ms. Doe'")) {
      Failure masked = failure();
      assertThat(blocker(masked).query()).isEqualTo("SELECT * FROM orders WHERE note = ?");
      assertThat(blocker(masked).table()).isEqualTo("orders");
      assertThat(blocker(masked).state()).isEqualTo("idle in transaction");
      assertThat(blocker(masked).since()).isNotNull();
      assertThat(masked.toString()).doesNotContain("Ms. Doe");

      assertThat(blocker(catchFailure(project.showRowData())).query()).contains("Ms. Doe");
    }
  }

  @Test
  void aPreparedTransactionIsNamedToo() throws SQLException {
    project.file("0001_add", "ALTER TABLE orders ADD COLUMN more int");
    project.lockBudget(Duration.ofSeconds(1));
    database.execute("INSERT INTO orders VALUES (1, 'x')");
    try (Connection other = idleAfter("UPDATE orders SET note = 'y'")) {
      other
          .createStatement()
          .execute("PREPARE TRANSACTION 'forgotten %s'".formatted(database.name()));
    }

    assertThat(failure().what())
        .contains("prepared transaction forgotten " + database.name(), "no backend");

    database.execute("ROLLBACK PREPARED 'forgotten %s'".formatted(database.name()));
  }

  @Test
  void aPreparedTransactionThatHoldsRowsIsNamedToo() throws SQLException {
    database.execute(
        "ALTER TABLE orders ADD COLUMN filled int",
        "INSERT INTO orders (id) SELECT generate_series(1, 100)",
        "ANALYZE orders");
    project.file(
        "0001_fill",
        "-- drydock: backfill in batches of 10\nUPDATE orders SET filled = 1 WHERE filled IS NULL");
    project.lockBudget(Duration.ofSeconds(1));
    try (Connection other = idleAfter("UPDATE orders SET note = 'y' WHERE id = 50")) {
      other.createStatement().execute("PREPARE TRANSACTION 'rows %s'".formatted(database.name()));
    }

    assertThat(failure().what())
        .contains("no backend (prepared transaction rows " + database.name());

    database.execute("ROLLBACK PREPARED 'rows %s'".formatted(database.name()));
  }

  @Test
  void waitsForWhoeverIsInTheWayAndGoesOn() throws Exception {
    project.file("0001_add", "ALTER TABLE orders ADD COLUMN more int");
    project.lockBudget(Duration.ofSeconds(60));

    try (Connection other = idleAfter("SELECT * FROM orders")) {
      var run = CompletableFuture.supplyAsync(project::migrate);
      Thread.sleep(1_500);
      assertThat(run).isNotDone();
      other.commit();

      assertThat(run.get().executed()).hasSize(1);
    }
  }

  @Test
  void endsAnIdleSessionOnlyWhereASettingAsksForIt() throws Exception {
    project.file("0001_add", "ALTER TABLE orders ADD COLUMN more int");
    project.lockBudget(Duration.ofSeconds(30));

    try (Connection other = idleAfter("SELECT * FROM orders")) {
      var report = project.endIdleBlockers(Duration.ofMillis(300)).migrate();

      assertThat(report.executed()).hasSize(1);
      assertThat(report.warnings())
          .last()
          .asString()
          .contains("DRYDOCK_END_IDLE_BLOCKERS: ended backend", "idle in transaction", "orders");
      assertThat(other.isValid(5)).isFalse();
    }
  }

  @Test
  void aGrantThatMetAnotherIsGivenAgain() throws Exception {
    project.file("0001_grant", "GRANT SELECT ON orders TO PUBLIC");
    project.lockBudget(Duration.ofSeconds(30));

    try (Connection other = idleAfter("GRANT INSERT ON orders TO PUBLIC")) {
      var run = CompletableFuture.supplyAsync(project::migrate);
      while (database.<Long>value(
              "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
          == 0) {
        Thread.sleep(20);
      }
      other.commit();

      assertThat(run.get().executed()).hasSize(1);
      assertThat(
              database.<Boolean>value(
                  "SELECT relacl::text ~ '=ar/' FROM pg_class WHERE relname = 'orders'"))
          .isTrue();
    }
  }

  @Test
  void waitsShortlyWhileItHoldsAStrongLockAndAsSetBeforeThat() {
    project
        .file("0001_before", "CREATE TABLE before AS " + TIMEOUT)
        .file(
            "0002_strong",
            "CREATE TABLE first AS %1$s; ALTER TABLE orders ADD a int; CREATE TABLE behind AS %1$s"
                .formatted(TIMEOUT))
        .file("0003_after", "CREATE TABLE after AS " + TIMEOUT)
        .lockTimeout(Duration.ofMillis(1_500))
        .migrate();

    assertThat(timeout("before")).isEqualTo("1500ms");
    assertThat(timeout("first")).isEqualTo("1500ms");
    assertThat(timeout("behind")).isEqualTo("250ms");
    assertThat(timeout("after")).isEqualTo("250ms");
  }

  @Test
  void aLockIsTakenRightBeforeTheStatementThatNeedsIt() {
    project
        .file(
            "0001_late",
            """
            CREATE TABLE first AS %1$s;
            ALTER TABLE orders ADD a int;
            CREATE TABLE behind AS %1$s"""
                .formatted(
                    "SELECT count(*) AS n FROM pg_locks WHERE relation = 'orders'::regclass AND mode = 'AccessExclusiveLock'"))
        .migrate();

    assertThat(database.<Long>value("SELECT n FROM first")).isZero();
    assertThat(database.<Long>value("SELECT n FROM behind")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"55P03", "40P01", "40001"})
  void whatLosesARaceIsBegunAgainFromTheStart(String state) {
    database.execute("CREATE SEQUENCE tries");
    project
        .file(
            "0001_race",
            """
            CREATE TABLE fresh (id int);
            DO $$ BEGIN
              IF nextval('tries') < 3 THEN RAISE EXCEPTION 'lost' USING ERRCODE = '%s'; END IF;
            END $$"""
                .formatted(state))
        .lockBudget(Duration.ofSeconds(30));

    assertThat(project.migrate().executed()).hasSize(1);
    assertThat(database.<Long>value("SELECT last_value FROM tries")).isEqualTo(3);
  }

  @Test
  void sleepsWhereNoTransactionIsOpen() throws SQLException {
    project.file("0001_add", "CREATE TABLE fresh (id int); ALTER TABLE orders ADD more int");
    project.lockBudget(Duration.ofSeconds(2));
    List<String> states = new CopyOnWriteArrayList<>();
    RunObserver observer =
        event -> {
          if (event instanceof RunEvent.WaitingForLocks) {
            states.add(
                database.value(
                    "SELECT string_agg(state, ',') FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'drydock migrate%'"));
          }
        };

    try (Connection other = idleAfter("SELECT * FROM orders")) {
      assertThat(catchThrowable(() -> project.service().migrate(Project.request(observer))))
          .isNotNull();
    }

    assertThat(states).isNotEmpty().containsOnly("idle");
  }

  @Test
  void trafficOfShortTransactionsDoesNotStarveIt() throws Exception {
    project.file("0001_add", "ALTER TABLE orders ADD COLUMN more int");
    project.lockBudget(Duration.ofSeconds(30));
    var over = new AtomicBoolean();
    var clients =
        Stream.generate(() -> CompletableFuture.runAsync(() -> traffic(over))).limit(3).toList();

    assertThat(project.migrate().executed()).hasSize(1);

    over.set(true);
    for (CompletableFuture<Void> client : clients) {
      client.get();
    }
  }

  private void traffic(AtomicBoolean over) {
    try (Connection client = database.connect()) {
      client.setAutoCommit(false);
      while (!over.get()) {
        client.createStatement().execute("UPDATE orders SET note = 'x'; SELECT pg_sleep(0.01)");
        client.commit();
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void aConcurrentBuildThatWaitsTooLongIsCancelledAndBegunAgainLater() throws SQLException {
    project
        .file("0001_index", "CREATE INDEX CONCURRENTLY orders_note ON orders (note)")
        .onlineWait(Duration.ofMillis(500));

    try (Connection other = idleAfter("INSERT INTO orders VALUES (1, 'x')")) {
      Failure failure = failure();

      assertThat(failure.code()).isEqualTo(ErrorCode.LOCKS_NOT_OBTAINED);
      assertThat(failure.what()).contains("waited too long", "idle in transaction");
      other.commit();
    }

    assertThat(project.migrate().executed()).hasSize(1);
    assertThat(
            database.<Boolean>value(
                "SELECT bool_and(indisvalid) AND count(*) = 2 FROM pg_index WHERE indrelid = 'orders'::regclass"))
        .isTrue();
  }

  @Test
  void leavesATimeoutOfTheFilesOwnAlone() {
    project
        .file(
            "0001_own",
            "SET LOCAL lock_timeout = '7s'; ALTER TABLE orders ADD a int; CREATE TABLE behind AS "
                + TIMEOUT)
        .migrate();

    assertThat(timeout("behind")).isEqualTo("7s");
  }

  @Test
  void statementsThatLockTableCannotHelpTakeTheirLocksThemselves() {
    database.execute(
        "CREATE VIEW shown AS SELECT id FROM orders",
        "CREATE MATERIALIZED VIEW summed AS SELECT count(*) FROM orders",
        "CREATE SEQUENCE counted",
        "CREATE TABLE parts (id int) PARTITION BY LIST (id)",
        "CREATE TABLE part_1 PARTITION OF parts FOR VALUES IN (1)",
        "CREATE SCHEMA \"Odd Name\"",
        "CREATE TABLE \"Odd Name\".\"it's $1\" (id int)");
    project
        .file(
            "0001_view",
            "ALTER VIEW shown SET (security_barrier); CREATE OR REPLACE VIEW shown AS SELECT id FROM orders")
        .file("0002_matview", "REFRESH MATERIALIZED VIEW summed")
        .file("0003_sequence", "ALTER SEQUENCE counted OWNED BY orders.id")
        .file("0004_missing", "ALTER TABLE IF EXISTS nowhere ADD COLUMN a int")
        .file("0005_parts", "ALTER TABLE parts ADD COLUMN a int; CREATE INDEX ON parts (a)")
        .file("0006_odd", "ALTER TABLE \"Odd Name\".\"it's $1\" ADD COLUMN a int")
        .file(
            "0007_path", "SET search_path = \"Odd Name\"; ALTER TABLE \"it's $1\" ADD COLUMN b int")
        .file("0008_block", "DO $$ BEGIN ALTER TABLE orders ADD COLUMN b int; END $$");

    assertThat(project.lint(LintMode.OFF).migrate().executed()).hasSize(8);
  }

  @Test
  void aRoleThatMayOnlyReferToATableNeedsNoMore() throws SQLException {
    String guest = database.name() + "_guest";
    database.executeAsSuperuser(
        "CREATE ROLE %s LOGIN PASSWORD 'guest-p4ss'".formatted(guest),
        "CREATE SCHEMA AUTHORIZATION " + guest,
        "GRANT USAGE ON SCHEMA public TO " + guest,
        "GRANT REFERENCES ON orders TO " + guest,
        "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC");
    try {
      String url = database.url().replaceFirst("//[^@]*@", "//" + guest + ":guest-p4ss@");
      var theirs =
          new Project(folder, url)
              .file("0001_child", "CREATE TABLE child (id int REFERENCES public.orders)");

      assertThat(theirs.migrate().executed()).hasSize(1);

      database.executeAsSuperuser("GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC");
      theirs.file("0002_child", "CREATE TABLE child_2 (id int REFERENCES public.orders)");
      assertThat(theirs.migrate().executed()).hasSize(1);
    } finally {
      database.executeAsSuperuser("DROP OWNED BY " + guest, "DROP ROLE " + guest);
    }
  }

  @Test
  void anAutovacuumGivesWay() throws Exception {
    try (TestServer server = TestServer.start(TestServer.testedMajor(), EAGER_VACUUM);
        TestDatabase busy = server.newDatabase()) {
      busy.execute(
          """
          CREATE TABLE bulky (id int, note text) WITH (
            autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0,
            autovacuum_vacuum_cost_limit = 1, autovacuum_vacuum_cost_delay = 100)
          """,
          "INSERT INTO bulky SELECT n, repeat('x', 500) FROM generate_series(1, 20000) AS n",
          "DELETE FROM bulky WHERE id % 2 = 0");
      while (busy.<Long>value(VACUUMS) == 0) {
        Thread.sleep(20);
      }

      var vacuumed =
          new Project(folder, busy)
              .file("0001_add", "ALTER TABLE bulky ADD COLUMN more int")
              .lockTimeout(Duration.ofMillis(200))
              .migrate();

      assertThat(vacuumed.executed()).hasSize(1);
    }
  }

  @Test
  void aVacuumThatPreventsWraparoundIsNamed() throws Exception {
    try (TestServer server = TestServer.start(TestServer.testedMajor(), EAGER_VACUUM);
        TestDatabase busy = server.newDatabase()) {
      busy.execute(
          """
          CREATE TABLE bulky (id int, note text) WITH (
            autovacuum_freeze_max_age = 100000, autovacuum_freeze_min_age = 0,
            autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_threshold = 1000000000,
            autovacuum_vacuum_cost_limit = 1, autovacuum_vacuum_cost_delay = 100)
          """,
          "INSERT INTO bulky SELECT n, repeat('x', 500) FROM generate_series(1, 20000) AS n",
          """
          DO $$ BEGIN
            CREATE TEMP TABLE spent (id int);
            FOR n IN 1 .. 120000 LOOP
              BEGIN INSERT INTO spent VALUES (n); RAISE EXCEPTION 'x'; EXCEPTION WHEN raise_exception THEN NULL; END;
            END LOOP;
          END $$
          """);
      while (busy.<Long>value(VACUUMS + " AND a.query LIKE '%(to prevent wraparound)'") == 0) {
        Thread.sleep(20);
      }

      Failure failure =
          catchFailure(
              new Project(folder, busy)
                  .file("0001_add", "ALTER TABLE bulky ADD COLUMN more int")
                  .lockBudget(Duration.ofSeconds(2)));

      assertThat(failure.code()).isEqualTo(ErrorCode.LOCKS_NOT_OBTAINED);
      assertThat(failure.what()).contains("autovacuum worker", "(to prevent wraparound)");
    }
  }

  private static final String TIMEOUT = "SELECT current_setting('lock_' || 'time' || 'out') AS t";

  private static final Map<String, String> EAGER_VACUUM =
      Map.of("autovacuum", "on", "autovacuum_naptime", "1s");

  private static final String VACUUMS =
      """
      SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
       WHERE a.backend_type = 'autovacuum worker' AND l.relation = 'bulky'::regclass
         AND l.mode = 'ShareUpdateExclusiveLock' AND l.granted
      """;

  private String timeout(String table) {
    return database.value("SELECT t FROM " + table);
  }

  private Connection idleAfter(String sql) throws SQLException {
    Connection other = database.connect();
    other.setAutoCommit(false);
    other.createStatement().execute(sql);
    return other;
  }

  private Failure failure() {
    return catchFailure(project);
  }

  private static Failure catchFailure(Project project) {
    return catchThrowableOfType(DrydockException.class, project::migrate).failure();
  }

  private static BlockerWatch.Blocker blocker(Failure failure) {
    return (BlockerWatch.Blocker) ((List<?>) failure.facts().get("blockers")).get(0);
  }
}
