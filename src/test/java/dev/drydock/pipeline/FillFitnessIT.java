package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.execution.MigrationPlan;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Finding;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a filling in batches would not do as the statement does is known before anything runs. */
class FillFitnessIT {

  private static final String FILLED =
      "ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();";

  private static final String BACKFILL =
      "-- drydock: backfill in batches of 50\nUPDATE orders SET note = 'n' WHERE note IS NULL;";

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    database.execute(
        "CREATE TABLE orders (id bigint PRIMARY KEY, note text) PARTITION BY RANGE (id)",
        "CREATE TABLE orders_low PARTITION OF orders FOR VALUES FROM (0) TO (100)",
        "CREATE TABLE orders_high PARTITION OF orders FOR VALUES FROM (100) TO (1000)",
        "INSERT INTO orders SELECT n FROM generate_series(1, 300) n",
        "ANALYZE orders");
    project = new Project(folder, database).strict().largeFrom(20);
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** What the plan says against it. */
  private List<String> objections() {
    MigrationPlan plan = project.service().dryRun().result();
    return Stream.concat(
            plan.refusals().stream().map(Failure::text),
            plan.findings().stream().map(Finding::message))
        .filter(text -> text.contains("batches"))
        .toList();
  }

  private void protect(String table) {
    database.execute(
        "ALTER TABLE " + table + " ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE " + table + " FORCE ROW LEVEL SECURITY",
        "CREATE POLICY half ON " + table + " USING (id % 2 = 0)");
  }

  @ParameterizedTest
  @ValueSource(strings = {FILLED, BACKFILL})
  void rowsThatPoliciesHideAreNotLeftOut(String sql) {
    project.file("0001_first", "CREATE TABLE first (id int);").file("0002_fill", sql);
    protect("orders_high");

    MigrationPlan plan = project.service().dryRun().result();

    assertThat(plan.refusals()).isNotEmpty();
    assertThat(objections())
        .isNotEmpty()
        .allMatch(
            why -> why.contains("row security hides rows of public.orders_high from this role"));
    assertThat(database.<Boolean>value("SELECT to_regclass('first') IS NULL")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {FILLED, BACKFILL})
  void whoMaySeeAllFillsAll(String sql) {
    protect("orders_high");
    database.execute("ALTER TABLE orders_high NO FORCE ROW LEVEL SECURITY");
    project.file("0001_fill", sql);

    project.migrate();

    assertThat(database.<Long>value(missing(sql))).isZero();
  }

  private static String missing(String sql) {
    String column = sql.equals(FILLED) ? "token" : "note";
    return "SELECT count(*) FROM orders WHERE " + column + " IS NULL";
  }

  @Test
  void aRunMayStopForcingItself() {
    protect("orders_high");
    project.file(
        "0001_fill",
        """
        -- drydock: allow disable row security orders_high because the owner fills it
        ALTER TABLE orders_high NO FORCE ROW LEVEL SECURITY;
        -- drydock: backfill in batches of 50
        UPDATE orders SET note = 'n' WHERE note IS NULL;
        ALTER TABLE orders_high FORCE ROW LEVEL SECURITY;
        """);

    project.migrate(project.service().dryRun().result().digest());

    database.execute("ALTER TABLE orders_high NO FORCE ROW LEVEL SECURITY");
    assertThat(database.<Long>value(missing(BACKFILL))).isZero();
  }

  @Test
  void aTriggerOfOnePartitionCounts() {
    database.execute(
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER only_high BEFORE UPDATE ON orders_high FOR EACH ROW EXECUTE FUNCTION touch()");
    project.file("0001_fill", FILLED);

    assertThat(objections())
        .isNotEmpty()
        .allMatch(why -> why.contains("would fire the trigger only_high"));
  }

  /**
   * A published table without identity cannot be updated; a partition is published as its parent.
   */
  @ParameterizedTest
  @CsvSource({
    "p FOR TABLE bare, bare, true",
    "p FOR TABLE bare_low, bare, true",
    "p FOR TABLE orders, orders, false",
    "p FOR ALL TABLES, bare, true",
    "p FOR TABLE bare WITH (publish = 'insert'), bare, false",
    "p FOR ALL TABLES WITH (publish = 'insert'), bare, false",
  })
  void whatIsPublishedNeedsAnIdentity(String publication, String table, boolean refused) {
    database.execute(
        "CREATE TABLE bare (id bigint, note text) PARTITION BY RANGE (id)",
        "CREATE TABLE bare_low PARTITION OF bare FOR VALUES FROM (0) TO (1000)",
        "INSERT INTO bare SELECT n FROM generate_series(1, 300) n",
        "ANALYZE bare");
    database.executeAsSuperuser("CREATE PUBLICATION " + publication);
    project.file("0001_fill", FILLED.replace("orders", table));

    assertThat(objections().stream().anyMatch(why -> why.contains("published by p and has no")))
        .isEqualTo(refused);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(note <> '')", "(id > 0)"})
  void whatIsPublishedInPartIsLeftAlone(String filter) {
    assumeTrue(TestServer.testedMajor() >= 15);
    database.execute(
        "CREATE TABLE part (id bigint PRIMARY KEY, note text)",
        "INSERT INTO part SELECT n FROM generate_series(1, 300) n",
        "ANALYZE part");
    database.executeAsSuperuser("CREATE PUBLICATION p FOR TABLE part WHERE " + filter);
    project.file("0001_fill", FILLED.replace("orders", "part"));

    assertThat(objections()).anyMatch(why -> why.contains("row filter"));

    database.execute("ALTER TABLE part REPLICA IDENTITY FULL");
    assertThat(objections()).isEmpty();
    project.migrate(project.service().dryRun().result().digest());
    assertThat(database.<Long>value("SELECT count(*) FROM part WHERE token IS NULL")).isZero();
  }

  /** Of each table that a publication has, some versions take a lock to list it. */
  @Test
  void aPlanDoesNotWaitForWhoHoldsAPublishedTable() throws Exception {
    database.execute("CREATE TABLE held (id bigint PRIMARY KEY)");
    database.executeAsSuperuser("CREATE PUBLICATION p FOR TABLE held, orders");
    project.file("0001_fill", FILLED);
    try (Connection other = database.connectAsSuperuser()) {
      other.setAutoCommit(false);
      other.createStatement().execute("LOCK TABLE held IN ACCESS EXCLUSIVE MODE");

      assertThat(project.service().dryRun().result().refusals()).isEmpty();
    }
  }

  @Test
  void aSchemaPublishesItsTables() {
    assumeTrue(TestServer.testedMajor() >= 15);
    database.execute(
        "CREATE TABLE bare (id bigint, note text)",
        "INSERT INTO bare SELECT n FROM generate_series(1, 300) n",
        "ANALYZE bare");
    database.executeAsSuperuser("CREATE PUBLICATION p FOR TABLES IN SCHEMA public");
    project.file("0001_fill", FILLED.replace("orders", "bare"));

    assertThat(objections()).anyMatch(why -> why.contains("published by p and has no"));
  }
}
