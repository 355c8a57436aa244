package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table from an earlier tool gets its columns although somebody reads it for long. */
class AdoptedTableIT {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"CREATE TABLE other (id int)", "VACUUM thing"})
  void isMadeReadyWhenItsReaderHasGone(String second) throws SQLException {
    try (TestDatabase database = TestServer.shared().newDatabaseWithOwner();
        Connection reader = database.connect()) {
      database.execute(
          "CREATE TABLE schema_migrations (id text PRIMARY KEY, executed_at timestamptz NOT NULL DEFAULT now())");
      reader.setAutoCommit(false);
      reader.createStatement().execute("SELECT count(*) FROM schema_migrations");
      var project =
          new Project(folder, database)
              .file("0001_thing", "CREATE TABLE thing (id int)")
              .file("0002_more", second)
              .lockTimeout(Duration.ofMillis(100))
              .lockBudget(Duration.ofMinutes(1));

      MigrationReport report = project.service().migrate(Project.request(endsWhenAwaited(reader)));

      assertThat(report.result().executed()).hasSize(2);
      assertThat(reader.isClosed()).as("somebody waited for the reader").isTrue();
    }
  }

  private static RunObserver endsWhenAwaited(Connection reader) {
    return event -> {
      if (event instanceof RunEvent.WaitingForLocks) {
        try {
          reader.close();
        } catch (SQLException failure) {
          throw new IllegalStateException(failure);
        }
      }
    };
  }
}
