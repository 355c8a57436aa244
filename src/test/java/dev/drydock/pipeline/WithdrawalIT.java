package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A constraint that old rows break is taken back: a failed statement refuses nobody's new rows. */
class WithdrawalIT {

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = LargeOrders.database();
    database.execute(
        "CREATE TABLE customers (id int PRIMARY KEY)",
        "INSERT INTO customers SELECT generate_series(1, 199)",
        "UPDATE orders SET note = NULL WHERE id = 7",
        "CREATE TABLE parts (k int NOT NULL, o int) PARTITION BY RANGE (k)",
        "CREATE TABLE rest PARTITION OF parts DEFAULT",
        "CREATE TABLE low PARTITION OF parts FOR VALUES FROM (0) TO (1000)",
        "INSERT INTO parts SELECT n, n FROM generate_series(1, 300) n",
        "INSERT INTO parts SELECT 5000, n FROM generate_series(1, 200) n",
        "CREATE TABLE fit (k int NOT NULL, o int)",
        "INSERT INTO fit SELECT n, n FROM generate_series(6000, 6100) n",
        "ANALYZE");
    project = LargeOrders.project(folder, database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Failure failure() {
    return catchThrowableOfType(DrydockException.class, project::migrate).failure();
  }

  /** Names of constraints and indexes, and what is not valid. */
  private String shape() {
    return database.value(
        """
        SELECT string_agg(thing, ' ' ORDER BY thing) FROM (
          SELECT concat_ws('.', conrelid::regclass, conname, convalidated) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
          UNION ALL SELECT concat_ws('.', indexrelid::regclass, indisvalid) FROM pg_index WHERE indrelid >= 16384) s (thing)
         WHERE thing !~ '^(schema_|drydock_|pg_)'""");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE orders ADD CONSTRAINT small CHECK (total < 200)",
        "ALTER TABLE orders ADD FOREIGN KEY (total) REFERENCES customers",
        "ALTER TABLE orders ALTER COLUMN note SET NOT NULL",
        "ALTER TABLE orders ADD CHECK (total > 0), ADD CHECK (total < 200), ALTER COLUMN note SET NOT NULL",
        "ALTER TABLE parts ADD FOREIGN KEY (o) REFERENCES customers",
        "ALTER TABLE parts ATTACH PARTITION fit FOR VALUES FROM (4000) TO (7000)",
        "ALTER TABLE parts ATTACH PARTITION fit FOR VALUES FROM (6050) TO (7000)",
        "CREATE TABLE high PARTITION OF parts FOR VALUES FROM (4000) TO (6000)",
      })
  void nothingOfTheStatementStays(String sql) {
    String before = shape();
    project.file("0001_change", sql + ";");

    Failure failure = failure();

    assertThat(failure.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(failure.next()).startsWith("What it had added was taken back: ALTER TABLE ");
    assertThat(failure.left())
        .isEqualTo(
            "Nothing of this run stays in the database but what it noted beside the history.");
    assertThat(shape()).isEqualTo(before);
    assertThat(project.service().status().result().unfinished().left())
        .contains("of statement 1 (")
        .endsWith("nothing stays.");

    project.file("0001_change", "SELECT 1;");
    assertThat(project.migrate().executed()).hasSize(1);
    assertThat(project.service().status().result().unfinished()).isNull();
  }

  @Test
  void whatAStatementReplacesStaysAndIsTold() {
    database.execute("ALTER TABLE orders ADD CONSTRAINT small CHECK (total < 1000)");
    project.file(
        "0001_change",
        "-- drydock: allow drop constraint orders.small because smaller\nALTER TABLE orders DROP CONSTRAINT small, ADD CONSTRAINT small CHECK (total < 200);");

    Failure failure =
        catchThrowableOfType(
                DrydockException.class,
                () -> project.migrate(project.service().dryRun().result().digest()))
            .failure();

    assertThat(failure.left())
        .contains("this is done and stays: ALTER TABLE", "refuses rows that break \"small\" CHECK");
    database.execute("DELETE FROM orders WHERE total >= 200");
    assertThat(project.migrate().executed()).hasSize(1);
  }

  @Test
  void rowsMendedItGoesThrough() {
    project.file("0001_change", "ALTER TABLE orders ADD CONSTRAINT small CHECK (total < 200);");
    failure();

    database.execute("DELETE FROM orders WHERE total >= 200");

    assertThat(project.migrate().executed()).hasSize(1);
    assertThat(shape()).contains("orders.small.t");
  }

  @Test
  void anIndexThatWasBuiltStaysAndIsTakenUpAgain() {
    project.file(
        "0001_change",
        "ALTER TABLE orders ADD CONSTRAINT one UNIQUE (total, id), ADD CONSTRAINT small CHECK (total < 200);");

    Failure failure = failure();

    assertThat(shape()).doesNotContain("small");
    assertThat(failure.left()).contains("this is done and stays: CREATE UNIQUE INDEX");

    database.execute("DELETE FROM orders WHERE total >= 200");
    assertThat(project.migrate().executed()).hasSize(1);
    assertThat(shape()).contains("orders.one.t", "orders.small.t");
  }

  @Test
  void whereSomebodyHoldsTheTableItStaysAndIsTold() throws Exception {
    database.execute(
        "CREATE FUNCTION slow(int) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN IF $1 = 200 THEN PERFORM pg_sleep(2); END IF; RETURN $1 < 200; END'");
    project.file("0001_change", "ALTER TABLE orders ADD CONSTRAINT small CHECK (slow(total));");
    CompletableFuture<Failure> run = CompletableFuture.supplyAsync(this::failure);
    try (Connection reader = database.connect();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      while (!run.isDone() && !shape().contains("small")) {
        Thread.sleep(10);
      }
      statement.execute("SELECT FROM orders LIMIT 1");

      Failure failure = run.get();

      assertThat(failure.what()).contains("small");
      assertThat(failure.left())
          .contains(
              "this is done and stays: ALTER TABLE",
              "\"public\".\"orders\" refuses rows that break \"small\" CHECK (slow(total))",
              "Taking that back did not succeed: ");
      assertThat(project.service().status().result().unfinished().left())
          .contains("refuses rows that break \"small\" CHECK (slow(total))");
      assertThat(shape()).contains("orders.small.f");
    }
    assertThatThrownBy(() -> database.execute("INSERT INTO orders VALUES (1000, 'x', 200)"))
        .hasMessageContaining("small");

    assertThat(failure().next()).startsWith("What it had added was taken back: ALTER TABLE ");
    assertThat(shape()).doesNotContain("small");
  }
}
