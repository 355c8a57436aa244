package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.TcpProxy;
import dev.drydock.postgres.TcpProxy.Fault;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The wire to the server breaks at the worst moments; what the report says is true. */
class LostConnectionIT {

  /** As the driver sends it: a Parse message's text with its closing zero. */
  private static final String COMMIT = "COMMIT\0";

  @TempDir Path folder;
  private TestDatabase database;
  private TcpProxy wire;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    wire = TcpProxy.to(database.port());
    project =
        TwentyMigrations.into(
            new Project(folder, wire.through(database.url())).withoutServerGrammar());
  }

  @AfterEach
  void close() {
    wire.close();
    database.close();
  }

  @Test
  void aCommitThatNeverArrivedIsReportedAsRolledBack() {
    wire.once(COMMIT, Fault.CUT_BEFORE_DELIVERY);

    Failure failure = failure();

    assertThat(wire.met()).isTrue();
    assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
    assertThat(failure.what()).contains("at COMMIT").contains("did not commit");
    assertThat(failure.left()).isEqualTo(Failure.ROLLED_BACK);
    assertNothingLeft();
    assertThat(project.migrate().executed()).isEqualTo(TwentyMigrations.ids());
  }

  @ParameterizedTest
  @EnumSource(names = {"CUT_AFTER_DELIVERY", "CUT_BEFORE_ANSWER"})
  void aCommitWhoseAnswerWasLostIsReportedAsDone(Fault fault) {
    wire.once(COMMIT, fault);

    MigrationReport.Result result = project.migrate();

    assertThat(wire.met()).isTrue();
    assertThat(result.executed()).isEqualTo(TwentyMigrations.ids());
    TwentyMigrations.assertApplied(database);
    assertThat(project.migrate().executed()).isEmpty();
  }

  @Test
  void aRunThatIsCutInItsMiddleLeavesNothing() {
    wire.once("CREATE TABLE thing_11 ", Fault.CUT_BEFORE_ANSWER);

    Failure failure = failure();

    assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
    assertThat(failure.what()).contains("0011_thing");
    assertThat(project.migrate().executed()).isEqualTo(TwentyMigrations.ids());
    TwentyMigrations.assertApplied(database);
  }

  @Test
  void aRunnerOnADeadWireIsTheHolderUntilItsBackendEnds() throws Exception {
    wire.once("CREATE TABLE thing_11 ", Fault.STALL_ANSWER);
    var silent = new Thread(() -> catchThrowableOfType(Throwable.class, project::migrate));
    silent.start();
    Project other = new Project(folder, database);
    awaitHolder();

    Failure busy =
        catchThrowableOfType(
                DrydockException.class,
                () -> other.service().migrate(Project.request(Optional.empty(), Duration.ZERO)))
            .failure();
    wire.cut();

    assertThat(busy.code()).isEqualTo(ErrorCode.RUN_LOCK_BUSY);
    assertThat(busy.what()).contains("drydock migrate").contains("127.0.0.1");
    assertThat(busy.left()).isEqualTo(Failure.NOTHING_EXECUTED);
    silent.join();
    assertThat(other.migrate().executed()).isEqualTo(TwentyMigrations.ids());
    TwentyMigrations.assertApplied(database);
  }

  private void awaitHolder() throws InterruptedException {
    while (!wire.met()) {
      Thread.sleep(5);
    }
  }

  private Failure failure() {
    return catchThrowableOfType(DrydockException.class, project::migrate).failure();
  }

  private void assertNothingLeft() {
    assertThat(
            database.<Long>value(
                "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"))
        .isZero();
  }
}
