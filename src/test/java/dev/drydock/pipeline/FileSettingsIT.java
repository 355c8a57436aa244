package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file sets holds for all that follows in it, whatever transaction that has. */
class FileSettingsIT {

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = LargeOrders.database();
    project = LargeOrders.project(folder, database);
    database.execute(
        "CREATE TABLE rates (id int, rate int)",
        "INSERT INTO rates VALUES (1, 7)",
        "CREATE SCHEMA shop",
        "CREATE TABLE shop.rates (id int, rate int)",
        "INSERT INTO shop.rates VALUES (1, 42)");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET search_path = shop, public;",
        "SET LOCAL search_path TO shop, public;",
        "SET SESSION search_path TO shop, public;",
        "SELECT pg_catalog.set_config('search_path', 'shop, public', false);",
        "SELECT set_config('search_path', 'shop, public', true);",
        "SET search_path = public; RESET search_path; SET search_path = shop, public; SET work_mem = '8MB';",
      })
  void batchesReadWhatTheStatementWouldRead(String settings) {
    project.file(
        "0001_fill",
        settings
            + """

            -- drydock: allow update rows orders because the rate is new
            -- drydock: backfill in batches of 50
            UPDATE orders SET total = (SELECT r.rate FROM rates r WHERE r.id = 1);
            CREATE TABLE behind (id int);
            """);

    project.migrate(project.service().dryRun().result().digest());

    assertThat(database.<Long>value("SELECT count(*) FROM orders WHERE total = 42")).isEqualTo(200);
    assertThat(database.<Boolean>value("SELECT to_regclass('shop.behind') IS NOT NULL")).isTrue();
    assertThat(project.service().status().result().warnings()).isEmpty();
  }

  @Test
  void batchesRunAsTheRoleThatTheFileSets() {
    String role = database.name() + "_app";
    TestServer.shared().execute("CREATE ROLE " + role, "GRANT " + role + " TO " + database.user());
    try {
      database.executeAsSuperuser(
          "ALTER ROLE " + database.user() + " NOINHERIT",
          "GRANT ALL ON SCHEMA public TO " + role,
          "ALTER TABLE orders OWNER TO " + role);
      project.file(
          "0001_fill",
          """
          SET ROLE %s;
          -- drydock: allow update rows orders because it tells who
          -- drydock: backfill in batches of 50
          UPDATE orders SET note = current_user;
          """
              .formatted(role));

      project.migrate(project.service().dryRun().result().digest());

      database.executeAsSuperuser("GRANT SELECT ON orders TO " + database.user());
      assertThat(database.<Long>value("SELECT count(*) FROM orders WHERE note = '" + role + "'"))
          .isEqualTo(200);
    } finally {
      database.close();
      TestServer.shared().execute("DROP ROLE " + role);
    }
  }

  /** It would cut off the build while that waits for others, and leave its half behind. */
  @ParameterizedTest
  @ValueSource(
      strings = {"SET lock_timeout = '300ms';", "SELECT set_config('lock_timeout', '300', false);"})
  void aLockTimeoutDoesNotCutOffABuildThatHoldsNobodyUp(String settings) throws Exception {
    project.file(
        "0001_index",
        settings
            + " SET LOCAL maintenance_work_mem = '64MB'; CREATE INDEX late ON orders (total);");
    try (Connection old = database.connectAsSuperuser();
        Statement statement = old.createStatement()) {
      old.setAutoCommit(false);
      statement.execute("UPDATE orders SET total = total WHERE id = 1");
      CompletableFuture<MigrationReport.Result> run =
          CompletableFuture.supplyAsync(() -> project.migrate());
      Thread.sleep(1500);
      assertThat(run).isNotDone();
      old.rollback();
      assertThat(run.get(1, TimeUnit.MINUTES).executed()).hasSize(1);
    }
    assertThat(database.<Long>value("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isZero();
  }
}
