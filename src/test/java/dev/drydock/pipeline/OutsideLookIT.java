package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Loss;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What steps outside a run's transaction take away is looked at and told like everything else. */
class OutsideLookIT {

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    database.execute(
        "CREATE TABLE orders (id bigint PRIMARY KEY, note text, total int)",
        "INSERT INTO orders SELECT n, 'n' || n % 7, n FROM generate_series(1, 200) n",
        "CREATE INDEX orders_note ON orders (note)",
        "CREATE TABLE aside (id int)",
        "ANALYZE");
    project = new Project(folder, database).largeFrom(20);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private MigrationReport.Result migrateAsPreviewed() {
    return project.migrate(project.service().dryRun().result().digest());
  }

  private List<Loss> recorded() {
    return project.service().history().result().migrations().stream()
        .flatMap(row -> row.losses().stream())
        .toList();
  }

  @Test
  void aDroppedIndexIsFoundAndRecorded() {
    project.file(
        "0001_drop",
        "-- drydock: allow drop index orders_note because unused\nDROP INDEX orders_note;");

    MigrationReport.Result result = migrateAsPreviewed();

    assertThat(result.losses())
        .extracting(loss -> loss.effect() + " " + loss.object() + " " + loss.declared())
        .containsExactly("drop index public.orders_note true");
    assertThat(recorded()).isEqualTo(result.losses());
    assertThat(result.guard()).isNotNull();
    assertThat(result.guard().objects()).isPositive();
    assertThat(result.guard().byOthers()).isEmpty();
  }

  @Test
  void anIndexThatWasNotThereIsNoLoss() {
    project.file(
        "0001_drop",
        "-- drydock: allow drop index gone because unused\nDROP INDEX CONCURRENTLY IF EXISTS gone;");

    assertThat(migrateAsPreviewed().losses()).isEmpty();
  }

  @Test
  void rowsThatABackfillOverwritesAreTold() {
    project.file(
        "0001_fill",
        """
        -- drydock: allow update rows orders because the sums are computed anew
        -- drydock: backfill in batches of 50
        UPDATE orders SET total = total + 1;
        """);

    MigrationReport.Result result = migrateAsPreviewed();

    assertThat(result.losses())
        .extracting(loss -> loss.effect() + " " + loss.object() + " " + loss.rows())
        .containsExactly("update rows public.orders 200");
    assertThat(recorded()).isEqualTo(result.losses());
  }

  @Test
  void whatANeighbourDropsMeanwhileIsMentionedAndNoLoss() throws Exception {
    project.file("0001_index", "CREATE INDEX orders_total ON orders (total);");
    MigrationReport.Result result;
    try (Connection neighbour = database.connect()) {
      neighbour.setAutoCommit(false);
      neighbour.createStatement().execute("UPDATE orders SET note = 'x' WHERE id = 1");
      CompletableFuture<MigrationReport.Result> run =
          CompletableFuture.supplyAsync(() -> project.migrate());
      while (database.<Long>value(
              "SELECT count(*) FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) OR NOT granted AND locktype IN ('virtualxid', 'transactionid')")
          == 0) {
        Thread.onSpinWait();
      }
      database.execute("DROP TABLE aside");
      neighbour.commit();
      result = run.get(30, TimeUnit.SECONDS);
    }

    assertThat(result.losses()).isEmpty();
    assertThat(result.guard().byOthers())
        .containsExactly("drop table public.aside, while a statement ran outside a transaction");
  }

  @Test
  void whatNobodyCanJudgeOrUndoIsRefusedBeforeTheFirstStepStays() {
    database.executeAsSuperuser("GRANT pg_execute_server_program TO " + database.user());
    project
        .strict()
        .file("0001_index", "CREATE INDEX orders_total ON orders (total);")
        .file("0002_unjudged", "DO $$ BEGIN EXECUTE 'SELECT ' || 1; END $$");

    var failure = catchThrowableOfType(DrydockException.class, () -> project.migrate()).failure();

    assertThat(failure.code()).isEqualTo(ErrorCode.REFUSED);
    assertThat(failure.text()).contains("0002_unjudged", "allow unjudged");
    assertThat(database.<Long>value("SELECT count(*) FROM pg_class WHERE relname = 'orders_total'"))
        .isZero();
  }
}
