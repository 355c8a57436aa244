package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody cancels a run whose index build waits for another session's transaction. */
class CancelledBuildIT {

  private static final String INDEXES =
      "SELECT count(*) FROM pg_index WHERE indrelid = 'orders'::regclass AND NOT indisprimary";

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    database.execute(
        "CREATE TABLE orders (id bigint PRIMARY KEY, total int)",
        "INSERT INTO orders SELECT n, n FROM generate_series(1, 200) n",
        "ANALYZE orders");
    project =
        new Project(folder, database)
            .largeFrom(20)
            .file("0001_first", "CREATE TABLE aside (id int);")
            .file("0002_index", "CREATE INDEX orders_total ON orders (total);");
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** Asks for the end as soon as the build is seen to wait. */
  private final class Impatient implements RunObserver {
    @Override
    public void happened(RunEvent event) {
      // Only the server tells when the build waits.
    }

    @Override
    public boolean stopRequested() {
      return database.<Long>value(
              "SELECT count(*) FROM pg_stat_progress_create_index WHERE phase LIKE 'waiting%'"
                  + " AND datname = current_database()")
          > 0;
    }
  }

  private Failure cancelled() {
    var request = Project.request(new Impatient());
    return catchThrowableOfType(DrydockException.class, () -> project.service().migrate(request))
        .failure();
  }

  private static void begin(Connection old, String sql) throws Exception {
    old.setAutoCommit(false);
    old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    old.createStatement().execute(sql);
  }

  @Test
  void theBuildEndsAtOnceAndWhatItLeftIsTakenAway() throws Exception {
    try (Connection old = database.connectAsSuperuser()) {
      begin(old, "SELECT count(*) FROM pg_class");

      Failure failure = cancelled();

      assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
      assertThat(failure.left()).contains("These stay: 0001_first.").doesNotContain("unfinished");
      assertThat(failure.next()).contains("Run migrate again");
      assertThat(database.<Long>value(INDEXES)).isZero();
    }
    assertThat(project.migrate().executed()).hasSize(1);
    assertThat(database.<Long>value(INDEXES)).isEqualTo(1);
  }

  @Test
  void whatCannotBeTakenAwayInTimeIsToldAndTheNextRunDoesIt() throws Exception {
    try (Connection old = database.connectAsSuperuser()) {
      begin(old, "UPDATE orders SET total = 0 WHERE id = 1");

      Failure failure = cancelled();

      assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
      assertThat(failure.left()).contains("An unfinished object of this step stays");
      assertThat(project.service().status().result().next()).isNotBlank();
    }
    assertThat(project.migrate().executed()).hasSize(1);
    assertThat(database.<Long>value(INDEXES + " AND indisvalid")).isEqualTo(1);
    assertThat(database.<Long>value(INDEXES)).isEqualTo(1);
  }
}
