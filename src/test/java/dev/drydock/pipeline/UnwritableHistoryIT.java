package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A history that cannot be written is known before anything runs, with what helps. */
class UnwritableHistoryIT {

  private static final String HISTORY =
      "CREATE TABLE schema_migrations (id text PRIMARY KEY, executed_at timestamptz NOT NULL DEFAULT now())";

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    project = new Project(folder, database).file("0001_one", "SELECT 1;");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Failure refusal() {
    List<Failure> refusals = project.service().dryRun().result().refusals();
    assertThat(refusals).hasSize(1);
    return refusals.get(0);
  }

  @Test
  void ofAnotherOwner() {
    database.executeAsSuperuser(HISTORY, "GRANT ALL ON schema_migrations TO " + database.user());

    Failure refusal = refusal();
    assertThat(refusal.what()).contains("belongs to another role");
    assertThat(refusal.next())
        .contains("ALTER TABLE public.schema_migrations OWNER TO " + '"' + database.user());

    database.executeAsSuperuser(refusal.next().split(";")[0]);
    assertThat(project.migrate().executed()).hasSize(1);
    database.executeAsSuperuser("ALTER TABLE schema_migrations OWNER TO CURRENT_USER");
    database.executeAsSuperuser("GRANT ALL ON schema_migrations TO " + database.user());
    project.file("0002_two", "SELECT 2;");
    assertThat(project.migrate().executed()).hasSize(1);
  }

  @Test
  void whichNothingMayBeWrittenTo() {
    database.executeAsSuperuser(HISTORY, "GRANT SELECT ON schema_migrations TO " + database.user());

    Failure refusal = refusal();

    assertThat(refusal.what()).contains("may not read and write the history table");
    assertThat(refusal.next()).contains("GRANT SELECT, INSERT, UPDATE, DELETE ON");
    assertThat(catchThrowableOfType(DrydockException.class, project::migrate).failure().what())
        .isEqualTo(refusal.what());
  }

  @ParameterizedTest
  @CsvSource({"nosuch.hist, neither does its schema", "locked.hist, lacks CREATE on its schema"})
  void thatHasNoPlace(String table, String why) {
    database.executeAsSuperuser(
        "CREATE SCHEMA locked", "GRANT USAGE ON SCHEMA locked TO " + database.user());

    project.historyTable(table);

    assertThat(refusal().what()).contains(table, why);
  }

  @Test
  void thatCannotBeReadIsNoRunThatFailed() {
    database.executeAsSuperuser(HISTORY);

    Failure failure =
        catchThrowableOfType(DrydockException.class, () -> project.service().history()).failure();

    assertThat(failure.text()).contains("permission denied").doesNotContain("rolled back");
  }
}
