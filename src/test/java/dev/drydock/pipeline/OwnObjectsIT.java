package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.lint.LintMode;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.postgres.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run made in one of its transactions is its own to change in another. */
class OwnObjectsIT {

  private static final String MADE =
      """
      ALTER TABLE orders ADD CONSTRAINT helper CHECK (total IS NOT NULL) NOT VALID;
      ALTER TABLE orders VALIDATE CONSTRAINT helper;
      """;

  private static final String DROPPED = "ALTER TABLE orders DROP CONSTRAINT helper;";
  private static final String ONLINE = "CREATE INDEX orders_total ON orders (total);";

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = LargeOrders.database();
    project = LargeOrders.project(folder, database).lint(LintMode.OFF);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private DrydockException refused() {
    return catchThrowableOfType(DrydockException.class, () -> project.migrate());
  }

  private long constraints(String name) {
    return database.value(
        "SELECT count(*) FROM pg_constraint WHERE conname = '%s'".formatted(name));
  }

  @Test
  void oneFileDropsItsHelper() {
    project.file("0001_a", MADE + "ALTER TABLE orders ALTER COLUMN total SET NOT NULL;" + DROPPED);

    assertThat(project.migrate().losses()).isEmpty();
    assertThat(constraints("helper")).isZero();
  }

  @Test
  void aLaterFileOfTheRunDropsIt() {
    project.file("0001_a", MADE).file("0002_b", ONLINE).file("0003_c", DROPPED);

    assertThat(project.migrate().losses()).isEmpty();
    assertThat(constraints("helper")).isZero();
  }

  @Test
  void aColumnOfTheRunIsItsOwnToFillAndToDrop() {
    project.lint(LintMode.ENFORCE);
    project.file(
        "0001_a",
        """
        ALTER TABLE orders ADD COLUMN state text NOT NULL DEFAULT 'new', ADD COLUMN helper int;
        %s
        -- drydock: plain
        UPDATE orders SET state = 'old' WHERE id < 100;
        ALTER TABLE orders DROP COLUMN helper;
        """
            .formatted(ONLINE));

    assertThat(project.migrate().losses()).isEmpty();
    assertThat(database.<Long>value("SELECT count(*) FROM orders WHERE state = 'old'"))
        .isEqualTo(99);
  }

  @Test
  void aColumnOfTheRunIsItsOwnToFillInBatches() {
    project.lint(LintMode.ENFORCE);
    project.file(
        "0001_a",
        """
        ALTER TABLE orders ADD COLUMN state text NOT NULL DEFAULT 'new';
        -- drydock: backfill in batches of 50
        UPDATE orders SET state = 'old' WHERE id < 100;
        """);

    assertThat(project.migrate().losses()).isEmpty();
    assertThat(
            database.<Long>value(
                "SELECT count(*) FROM schema_migrations WHERE drydock_losses IS NULL"))
        .isEqualTo(1);
  }

  @Test
  void aTableOfTheRunIsItsOwn() {
    project.lint(LintMode.ENFORCE);
    project
        .file(
            "0001_a",
            """
        CREATE TABLE fresh (id int PRIMARY KEY, note text DEFAULT 'x');
        INSERT INTO fresh (id) SELECT generate_series(1, 10);
        %s
        UPDATE fresh SET note = 'y';
        DELETE FROM fresh WHERE id > 5;
        TRUNCATE fresh;
        """
                .formatted(ONLINE))
        .file("0002_b", "DROP TABLE fresh;");

    assertThat(project.migrate().losses()).isEmpty();
  }

  @Test
  void aViewASequenceAndAnIndexOfTheRunAreItsOwn() {
    project.file(
        "0001_a",
        """
        CREATE TABLE IF NOT EXISTS fresh (id int);
        CREATE VIEW orders_view AS SELECT id FROM orders;
        CREATE MATERIALIZED VIEW orders_copy AS SELECT id FROM orders;
        CREATE SEQUENCE orders_numbers;
        %s
        CREATE OR REPLACE VIEW orders_view AS SELECT id FROM orders WHERE id > 1;
        ALTER VIEW orders_view RENAME TO orders_seen;
        DROP VIEW orders_seen;
        DROP MATERIALIZED VIEW orders_copy;
        DROP SEQUENCE orders_numbers;
        """
            .formatted(ONLINE));

    assertThat(project.migrate().losses()).isEmpty();
  }

  @Test
  void anIndexBuiltOutsideATransactionIsItsOwnToRenameAndToDrop() {
    database.execute("CREATE INDEX orders_old ON orders (total)");
    project.lint(LintMode.ENFORCE);
    project.file(
        "0001_a",
        """
        -- drydock: allow drop index orders_old because it is built anew
        CREATE INDEX CONCURRENTLY orders_new ON orders (total);
        DROP INDEX CONCURRENTLY orders_old;
        ALTER INDEX orders_new RENAME TO orders_old;
        CREATE INDEX CONCURRENTLY orders_helper ON orders (total, id);
        DROP INDEX CONCURRENTLY orders_helper;
        """);

    assertThat(project.migrate(project.service().dryRun().result().digest()).losses())
        .extracting(loss -> loss.effect().words() + " " + loss.object())
        .containsExactly("drop index public.orders_old");
    assertThat(
            database.<String>value(
                "SELECT string_agg(relname, ' ') FROM pg_class"
                    + " WHERE relname IN ('orders_old', 'orders_new', 'orders_helper')"))
        .isEqualTo("orders_old");
  }

  @Test
  void itIsDroppedUnderTheNameThatAnotherFileGaveIt() {
    project
        .lint(LintMode.ENFORCE)
        .file("0001_a", "CREATE INDEX CONCURRENTLY orders_new ON orders (total);")
        .file("0002_b", "ALTER INDEX orders_new RENAME TO orders_newer;")
        .file("0003_c", "DROP INDEX CONCURRENTLY orders_newer;");

    assertThat(project.migrate().losses()).isEmpty();
  }

  @Test
  void aTableThatIsDroppedCountsNoRows() {
    project.file(
        "0001_a",
        """
        CREATE TABLE fresh (id int);
        %s
        DO $$ BEGIN EXECUTE format('INSERT INTO fresh SELECT id FROM %%I', 'orders'); END $$;
        DROP TABLE fresh;
        """
            .formatted(ONLINE));

    assertThat(project.migrate().losses()).isEmpty();
  }

  @Test
  void aViewThatIsOnlyMadeAgainIsNotItsOwn() {
    database.execute("CREATE VIEW orders_view AS SELECT id FROM orders");
    project.file(
        "0001_a",
        """
        DROP VIEW orders_view;
        CREATE VIEW orders_view AS SELECT id FROM orders;
        %s
        DROP VIEW orders_view;
        """
            .formatted(ONLINE));

    assertThat(refused()).hasMessageContaining("drop view public.orders_view");
  }

  @Test
  void anUpdateInBatchesThatOverwritesIsRefusedWhateverLintSays() {
    project.file("0001_a", "-- drydock: backfill in batches of 50\nUPDATE orders SET total = 0;");

    assertThat(refused().failure().code()).isEqualTo(ErrorCode.UNDECLARED_LOSS);
    assertThat(refused()).hasMessageContaining("update rows public.orders");
    assertThat(database.<Long>value("SELECT count(*) FROM orders WHERE total = 0")).isZero();
  }

  @Test
  void codeMayMakeItToo() {
    project.file(
        "0001_a",
        "DO $$ BEGIN EXECUTE 'ALTER TABLE orders ADD CONSTRAINT helper CHECK (true)'; END $$;"
            + ONLINE
            + DROPPED);

    assertThat(project.migrate().losses()).isEmpty();
  }

  @Test
  void aRunThatGoesOnDropsItToo() {
    project
        .file("0001_a", MADE)
        .file("0002_b", "SELECT 1 / 0;" + DROPPED)
        .file("0003_c", "CREATE TABLE last (id int);");
    assertThat(refused().failure().code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(constraints("helper")).isEqualTo(1);
    project.file("0002_b", DROPPED);

    assertThat(project.migrate().losses()).isEmpty();

    assertThat(constraints("helper")).isZero();
    assertThat(database.<Long>value("SELECT count(*) FROM drydock_steps")).isZero();
  }

  @Test
  void whatAnEndedRunMadeIsNotItsOwn() {
    project.file("0001_a", MADE).migrate();
    project.file("0002_b", ONLINE).file("0003_c", DROPPED);

    assertThat(refused()).hasMessageContaining("drop constraint public.orders.helper");
    assertThat(constraints("helper")).isEqualTo(1);
  }

  @Test
  void whatWasOnlyWrittenAnewIsNotItsOwn() {
    database.execute("ALTER TABLE orders ADD CONSTRAINT old CHECK (total > 0)");
    project.file(
        "0001_a",
        """
        -- drydock: allow change type orders.total because more is sold
        -- drydock: plain
        ALTER TABLE orders ALTER COLUMN total TYPE bigint;
        %s
        ALTER TABLE orders DROP CONSTRAINT old;
        """
            .formatted(ONLINE));

    var failure =
        catchThrowableOfType(
            DrydockException.class,
            () -> project.migrate(project.service().dryRun().result().digest()));

    assertThat(failure).hasMessageContaining("drop constraint public.orders.old");
    assertThat(constraints("old")).isEqualTo(1);
  }

  @Test
  void whatTookTheNameOfAHelperIsNotItsOwn() {
    database.execute("ALTER TABLE orders ADD CONSTRAINT old CHECK (total > 0)");
    project.file(
        "0001_a",
        """
        -- drydock: allow rename constraint orders.old because it has a better name
        %s
        DO $$ BEGIN
          ALTER TABLE orders DROP CONSTRAINT helper; ALTER TABLE orders RENAME CONSTRAINT old TO helper;
        END $$;
        %s
        %s"""
            .formatted(MADE, ONLINE, DROPPED));

    var failure =
        catchThrowableOfType(
            DrydockException.class,
            () -> project.migrate(project.service().dryRun().result().digest()));

    assertThat(failure).hasMessageContaining("drop constraint public.orders.helper");
    assertThat(constraints("helper")).isEqualTo(1);
  }
}
