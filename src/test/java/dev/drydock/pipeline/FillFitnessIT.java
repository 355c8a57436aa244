package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.execution.MigrationPlan;
import dev.drydock.lint.LintMode;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
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

  /** Rows that are values elsewhere would lack the column's value, and the server refuses that. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE audit (id int, old orders)",
        "CREATE TABLE audit (id int, old orders[])",
        "CREATE TYPE pair AS (one orders, two orders); CREATE DOMAIN pairs AS pair; CREATE TABLE audit (id int, old pairs)",
        "CREATE MATERIALIZED VIEW audit AS SELECT low AS old FROM orders_low AS low",
      })
  void whatIsStoredElsewhereAsARowIsNotFilled(String holder) {
    database.execute(holder.split("; "));
    project.file("0001_fill", FILLED);

    MigrationPlan plan = project.service().dryRun().result();

    assertThat(plan.refusals()).isNotEmpty();
    assertThat(plan.findings())
        .extracting(Finding::message)
        .anyMatch(why -> why.contains("public.audit.old holds whole rows of orders"));
  }

  /** An UPDATE of a row obeys what was never proven of it; ADD COLUMN does not ask. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        FILLED,
        "ALTER TABLE orders ADD COLUMN token bigserial;",
        "ALTER TABLE orders ADD COLUMN first int, ADD UNIQUE (id, note), ADD COLUMN token uuid DEFAULT gen_random_uuid();",
        "-- drydock: allow change type loose.id moving column because ids grow\nALTER TABLE loose ALTER COLUMN id TYPE numeric;",
      })
  void rowsThatBreakWhatIsNotProvenEndItBeforeAnythingIsAdded(String sql) {
    database.execute(
        "CREATE TABLE loose (id bigint)",
        "INSERT INTO loose SELECT n FROM generate_series(1, 300) n",
        "ANALYZE loose",
        "ALTER TABLE loose ADD CONSTRAINT low CHECK (id < 200) NOT VALID",
        "ALTER TABLE orders_high ADD CONSTRAINT low CHECK (id < 200) NOT VALID");
    project.file("0001_fill", sql);
    String before = columns();

    Failure failure =
        catchThrowableOfType(
                DrydockException.class,
                () -> project.migrate(project.service().dryRun().result().digest()))
            .failure();

    assertThat(failure.what()).contains("break low, which is not proven");
    assertThat(failure.next()).contains("VALIDATE CONSTRAINT", "-- drydock: plain");
    assertThat(failure.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(columns()).isEqualTo(before);
    database.execute("DELETE FROM orders WHERE id >= 200", "DELETE FROM loose WHERE id >= 200");
    assertThat(project.migrate(project.service().dryRun().result().digest()).executed()).hasSize(1);
    assertThat(columns()).isNotEqualTo(before);
  }

  private String columns() {
    return database.value(
        """
        SELECT string_agg(concat_ws(' ', attrelid::regclass, attname, atttypid::regtype), ', ' ORDER BY attrelid, attnum)
          FROM pg_attribute WHERE attrelid IN (SELECT oid FROM pg_class WHERE relname ~ '^(orders|loose)') AND attnum > 0 AND NOT attisdropped""");
  }

  @Test
  void whatTheStatementItselfDropsIsNotAskedFor() {
    database.execute("ALTER TABLE orders ADD CONSTRAINT low CHECK (id < 200) NOT VALID");
    project.file(
        "0001_fill",
        "-- drydock: allow drop constraint orders.low because ids grow\nALTER TABLE orders DROP CONSTRAINT low, ADD COLUMN token uuid DEFAULT gen_random_uuid();");

    project.migrate(project.service().dryRun().result().digest());

    assertThat(database.<Long>value(missing(FILLED))).isZero();
  }

  @Test
  void whatIsNotProvenAndNotBrokenIsNoObstacle() {
    database.execute("ALTER TABLE orders_high ADD CONSTRAINT low CHECK (id < 2000) NOT VALID");
    project.file("0001_fill", FILLED);

    project.migrate();

    assertThat(database.<Long>value(missing(FILLED))).isZero();
    assertThat(
            database.<Boolean>value("SELECT convalidated FROM pg_constraint WHERE conname = 'low'"))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {FILLED, BACKFILL})
  void whatSomebodysCodeComputesIsNotComputedAnew(String sql) {
    database.execute(
        "CREATE FUNCTION tax(bigint) RETURNS bigint IMMUTABLE LANGUAGE sql AS 'SELECT $1 + 1'",
        "CREATE TABLE taxed (id bigint PRIMARY KEY, note text, tax bigint GENERATED ALWAYS AS (tax(id)) STORED)",
        "INSERT INTO taxed SELECT n FROM generate_series(1, 300) n",
        "ANALYZE taxed");
    project.file("0001_fill", sql.replace("orders", "taxed"));

    assertThat(objections())
        .isNotEmpty()
        .allMatch(why -> why.contains("anew, by code that may have changed since"));
  }

  @Test
  void aDomainThatAllowsNoNullIsNotAddedWithoutValue() {
    database.execute("CREATE DOMAIN token AS uuid NOT NULL");
    project.file("0001_fill", FILLED.replace("uuid NOT NULL", "token"));

    assertThat(project.service().dryRun().result().findings())
        .extracting(Finding::message)
        .anyMatch(why -> why.contains("The domain of token demands something of each value"));
  }

  @Test
  void aRewriteOfRowsThatCannotBeCountedIsToldAsThat() {
    database.execute("CREATE TABLE hidden (id bigint)", "INSERT INTO hidden VALUES (1), (2)");
    protect("hidden");
    project.lint(LintMode.OFF).file("0001_fill", FILLED.replace("orders", "hidden"));

    assertThat(catchThrowableOfType(DrydockException.class, () -> project.migrate()))
        .hasMessageContaining("whether it has all its rows cannot be told");
  }
}
