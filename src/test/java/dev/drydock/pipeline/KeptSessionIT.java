package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.postgres.KeptSession;
import dev.drydock.postgres.TcpProxy;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the session of a dry-run. */
class KeptSessionIT {

  private static final String OURS =
      "SELECT coalesce(string_agg(application_name, ',' ORDER BY 1), '') FROM pg_stat_activity"
          + " WHERE datname = current_database() AND pid <> pg_backend_pid()";

  private static final String NAME =
      "SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()";

  @TempDir Path folder;
  private TestDatabase database;
  private TcpProxy wire;
  private KeptSession kept;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    database.execute("CREATE TABLE clients (id int PRIMARY KEY)");
    wire = TcpProxy.to(database.port());
    kept = new KeptSession(Duration.ofMinutes(5));
    project = new Project(folder, wire.through(database.url())).kept(kept);
  }

  @AfterEach
  void close() {
    kept.close();
    wire.close();
    database.close();
  }

  @Test
  void theRunBehindTheDryRunHasItUnderItsOwnNameAndKeepsNothing() throws InterruptedException {
    project.file("0001_more", "CREATE TABLE small AS " + NAME);

    preview();
    assertThat(database.<String>value(OURS)).isEqualTo("drydock dry-run");
    String run = migrate();

    assertThat(wire.connections()).isEqualTo(1);
    assertThat(database.<String>value("TABLE small")).isEqualTo("drydock migrate " + run);
    awaitNone();
  }

  @Test
  void theNameOutlastsWhatAMigrationResetsAndTheStepsOutsideATransaction() {
    project
        .file("0001_reset", "CREATE TABLE first AS SELECT 1; RESET ALL;")
        .file("0002_index", "CREATE INDEX CONCURRENTLY i ON clients (id);")
        .file("0003_name", "CREATE TABLE name AS " + NAME);

    preview();
    String run = migrate();

    assertThat(database.<String>value("TABLE name")).isEqualTo("drydock migrate " + run);
  }

  /** A dry-run shows how things are now, settings of the role too. */
  @Test
  void aDryRunHasASessionOfItsOwn() throws InterruptedException {
    project.file("0001_more", "CREATE TABLE small (id int)");
    preview();
    database.execute("CREATE SCHEMA other");
    database.executeAsSuperuser(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = other', current_database()); END $$");

    preview();
    project.migrate();

    assertThat(database.<Boolean>value("SELECT to_regclass('other.small') IS NOT NULL")).isTrue();
    awaitNone();
  }

  @Test
  void aNewOneIsOpenedWhereTheServerEndedIt() {
    project.file("0001_more", "CREATE TABLE small (id int)");
    preview();

    database.executeAsSuperuser(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'drydock dry-run'"
            + " AND datname = current_database()");
    project.migrate();

    assertThat(database.<Long>value("SELECT count(*) FROM small")).isZero();
    assertThat(wire.connections()).isEqualTo(2);
  }

  @Test
  void aNewOneIsOpenedWhereNoAnswerComes() {
    project.file("0001_more", "CREATE TABLE small (id int)");
    preview();

    wire.once("application_name', 'drydock migrate", TcpProxy.Fault.STALL_ANSWER);
    project.migrate();

    assertThat(wire.met()).isTrue();
    assertThat(database.<Long>value("SELECT count(*) FROM small")).isZero();
  }

  /** Where the look is practised on it meanwhile, which leaves nothing behind. */
  @Test
  void itIsAtRestBehindItsWarmUp() throws InterruptedException {
    project.file("0001_plans", "CREATE TABLE plans AS SELECT name FROM pg_prepared_statements");
    String atRest =
        "SELECT string_agg(state, ',') FROM pg_stat_activity WHERE datname = current_database()"
            + " AND application_name = 'drydock dry-run' AND query LIKE 'ROLLBACK%'"
            + " AND backend_xmin IS NULL";

    preview();

    await(atRest, "idle");
    migrate();
    assertThat(database.<Long>value("SELECT count(*) FROM plans")).isZero();
    assertThat(wire.connections()).isEqualTo(1);
  }

  @Test
  void aNewOneIsOpenedWhereItsWarmUpDoesNotEnd() {
    project.file("0001_more", "CREATE TABLE small (id int)");
    wire.once("PREPARE drydock_look", TcpProxy.Fault.STALL_ANSWER);

    preview();
    project.migrate();

    assertThat(wire.met()).isTrue();
    assertThat(database.<Long>value("SELECT count(*) FROM small")).isZero();
    assertThat(wire.connections()).isEqualTo(2);
  }

  @Test
  void oneThatIsCutIsNotKept() throws InterruptedException {
    project.file("0001_more", "CREATE TABLE small (id int)");
    wire.once("PREPARE drydock_look", TcpProxy.Fault.CUT_BEFORE_ANSWER);

    preview();

    awaitNone();
    assertThat(wire.met()).isTrue();
    assertThat(project.migrate().executed()).hasSize(1);
  }

  @Test
  void itIsClosedAfterAWhile() throws InterruptedException {
    kept = new KeptSession(Duration.ofMillis(300));
    project.kept(kept).file("0001_more", "CREATE TABLE small (id int)");

    preview();

    awaitNone();
  }

  @Test
  void aServiceThatEndsKeepsNone() throws InterruptedException {
    project.file("0001_more", "CREATE TABLE small (id int)");
    preview();

    kept.close();
    awaitNone();
    preview();

    awaitNone();
  }

  /** A backend outlives its connection by a moment. */
  private void awaitNone() throws InterruptedException {
    await(OURS, "");
  }

  private void await(String sql, String answer) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    String last = database.value(sql);
    while (!answer.equals(last) && System.nanoTime() < deadline) {
      Thread.sleep(20);
      last = database.value(sql);
    }
    assertThat(last).isEqualTo(answer); // asked once more, it might show this test's own session
  }

  private void preview() {
    assertThat(project.service().dryRun().result().wouldExecute()).isNotEmpty();
  }

  private String migrate() {
    MigrationReport.Result result = project.migrate();
    assertThat(result.executed()).isNotEqualTo(List.of());
    return result.run();
  }
}
