package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Loss;
import dev.drydock.postgres.TcpProxy;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was lost as declared stands in the history, and writing it there opens no way around. */
class RecordedLossesIT {

  private static final String LOSSES =
      """
      -- drydock: allow drop column a.b because nothing reads it
      -- drydock: allow delete rows a because they are old
      ALTER TABLE a DROP COLUMN b;
      DELETE FROM a WHERE id < 3;
      """;

  @TempDir Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    project = new Project(folder, database);
    project.file(
        "0001_a",
        "CREATE TABLE a (id integer PRIMARY KEY, b text); INSERT INTO a SELECT generate_series(1, 5);");
    project.migrate();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void historyAndStatusTellThem() {
    project.file("0002_b", LOSSES).file("0003_c", "CREATE TABLE c (id integer)");

    List<Loss> losses = migrateAsPreviewed().losses();

    assertThat(losses)
        .extracting(loss -> loss.effect() + " " + loss.object() + " " + loss.migration())
        .containsExactlyInAnyOrder("drop column public.a.b 0002_b", "delete rows public.a 0002_b");
    assertThat(project.service().history().result().migrations())
        .extracting(HistoryReport.Row::losses)
        .containsExactly(List.of(), losses, List.of());
    assertThat(project.service().status().result().lastRun().losses()).isEqualTo(losses);
    assertThat(
            database.values(
                "SELECT x->>'object' FROM schema_migrations, jsonb_array_elements(drydock_losses) x ORDER BY 1"))
        .containsExactly("public.a", "public.a.b");
  }

  @Test
  void aHistoryOfAnEarlierDrydockIsExtended() {
    database.execute("ALTER TABLE schema_migrations DROP COLUMN drydock_losses");
    assertThat(project.service().history().result().migrations().get(0).losses()).isEmpty();

    project.file("0002_b", LOSSES);
    migrateAsPreviewed();

    assertThat(project.service().history().result().migrations().get(1).losses()).hasSize(2);
  }

  @Test
  void theFirstRunOfAllRecordsThemToo() {
    database.execute("DROP TABLE schema_migrations");
    project.without("0001_a").file("0002_b", LOSSES);

    assertThat(migrateAsPreviewed().losses()).hasSize(2);
    assertThat(project.service().history().result().migrations().get(0).losses()).hasSize(2);
  }

  @Test
  void itTakesOneRoundTripAndOnlyWhereSomethingWasLost() {
    String declared = "-- drydock: allow delete rows a because they are old\n";
    project.file("0002_b", declared + "DELETE FROM a WHERE id > 100");
    long without = roundTrips();
    project.file("0003_c", declared + "DELETE FROM a");

    assertThat(roundTrips()).isEqualTo(without + 1);
  }

  private long roundTrips() {
    try (TcpProxy wire = TcpProxy.to(database.port())) {
      var far = new Project(folder, wire.through(database.url()));
      String digest = far.service().dryRun().result().digest();
      wire.countAnew();
      far.migrate(digest);
      return wire.roundTrips();
    }
  }

  private MigrationReport.Result migrateAsPreviewed() {
    return project.migrate(project.service().dryRun().result().digest());
  }

  @Test
  void aTriggerOnTheHistoryCannotActBehindTheLook() {
    database.execute(
        "CREATE FUNCTION sly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM a; RETURN NULL; END $$",
        "CREATE CONSTRAINT TRIGGER sly AFTER UPDATE ON schema_migrations DEFERRABLE INITIALLY DEFERRED"
            + " FOR EACH ROW EXECUTE FUNCTION sly()");
    project.file(
        "0002_b",
        "-- drydock: allow drop column a.b because nothing reads it\nALTER TABLE a DROP COLUMN b;");

    var failure =
        catchThrowableOfType(DrydockException.class, () -> migrateAsPreviewed()).failure();

    assertThat(failure.code()).isEqualTo(ErrorCode.UNDECLARED_LOSS);
    assertThat(failure.text()).contains("Writing the losses into public.schema_migrations set off");
    assertThat(database.<Long>value("SELECT count(*) FROM a WHERE b IS NULL")).isEqualTo(5);
  }
}
