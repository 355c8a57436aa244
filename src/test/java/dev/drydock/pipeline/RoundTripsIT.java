package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.postgres.TcpProxy;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How often a run waits for the wire, login included: what counts where the database is far away.
 */
class RoundTripsIT {

  /** Whatever the history holds. */
  private static final int NO_OP = 8;

  /** Beside one for each migration. */
  private static final int APPLY = 10;

  @TempDir Path folder;
  private TestDatabase database;
  private TcpProxy wire;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    wire = TcpProxy.to(database.port());
    project = new Project(folder, wire.through(database.url()));
  }

  @AfterEach
  void close() {
    wire.close();
    database.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100})
  void applyingTakesOneForEachMigrationAndAFewMore(int migrations) {
    files(migrations);

    project.migrate();

    assertThat(wire.connections()).isEqualTo(1);
    assertThat(wire.roundTrips()).isLessThanOrEqualTo(migrations + APPLY);
  }

  @Test
  void migrationsThatOnlyAddTravelTogether() {
    files(100);

    project.migrate();

    assertThat(wire.roundTrips()).isLessThanOrEqualTo(20);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 5000})
  void aNoOpTakesAFewWhateverTheHistoryHolds(int rows) {
    files(Math.min(rows, 10));
    database.execute(
        "CREATE TABLE schema_migrations (id text PRIMARY KEY, executed_at timestamptz NOT NULL DEFAULT now())",
        "INSERT INTO schema_migrations (id) SELECT to_char(n, 'FM0000') || '_small' FROM generate_series(1, %d) AS n"
            .formatted(rows));

    assertThat(project.migrate().executed()).isEmpty();

    assertThat(wire.connections()).isEqualTo(1);
    assertThat(wire.roundTrips()).isLessThanOrEqualTo(NO_OP);
  }

  @Test
  void aPreviewTakesNoMoreThanANoOp() {
    files(10);

    assertThat(project.service().dryRun().result().wouldExecute()).hasSize(10);

    assertThat(wire.roundTrips()).isLessThanOrEqualTo(NO_OP);
  }

  /** Six of them under the lock: change, look at it, history, deferred triggers, look, COMMIT. */
  @Test
  void changingATableTakesAFewMore() {
    project.file("0001_small", "CREATE TABLE small (id int PRIMARY KEY, note text);");
    project.migrate();
    project.file("0002_more", "ALTER TABLE small ADD COLUMN more text NOT NULL DEFAULT 'none';");
    wire.countAnew();

    project.migrate();

    assertThat(wire.roundTrips()).isLessThanOrEqualTo(18);
  }

  private void files(int count) {
    for (int n = 1; n <= count; n++) {
      project.file(
          "%04d_small".formatted(n),
          """
          CREATE TABLE small_%1$d (id int PRIMARY KEY, note text);
          INSERT INTO small_%1$d VALUES (1, 'one');
          """
              .formatted(n));
    }
  }
}
