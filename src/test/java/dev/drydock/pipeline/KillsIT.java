package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.TcpProxy;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runners and servers are killed at random moments of a run of twenty migrations; afterwards the
 * database is exactly as before or exactly as after, nothing is left lying about, and the next run
 * completes.
 *
 * <p>Moments are counted in round trips of the run, from the connection to the goodbye, and a few
 * milliseconds more, so that they are spread over all of it however busy the machine is. The
 * numbers of kills and the seed are system properties; the profile {@code full} sets the full
 * numbers.
 */
@Order(1)
class KillsIT {

  private static final int KILLS = Integer.getInteger("drydock.test.kills", 20);
  private static final int STOPS = Integer.getInteger("drydock.test.stops", 5);
  private static final long SEED = Long.getLong("drydock.test.seed", 20251101L);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** So long takes one migration at least. */
  private static final double SECONDS = 0.01;

  private static final int DELAY_MICROS = 15_000;

  @TempDir Path home;
  private Path folder;

  /** What a database looks like without a run, and with one. */
  private record Pictures(Picture before, Picture after, long roundTrips) {}

  @BeforeEach
  void writeMigrations() throws Exception {
    folder = Files.createDirectory(home.resolve("migrations"));
  }

  @Test
  void aKilledRunnerLeavesEverythingOrNothing() throws Exception {
    Pictures pictures = pictures(TestServer.shared());
    var random = new Random(SEED);
    var outcomes = new TreeMap<String, Integer>();
    for (int kill = 0; kill < KILLS; kill++) {
      try (TestDatabase database = prepared(TestServer.shared());
          TcpProxy wire = TcpProxy.to(database.port());
          RunnerProcess runner = RunnerProcess.start(home, folder, wire.through(database.url()))) {
        awaitMoment(random, wire, pictures, runner);
        runner.kill9();
        boolean atOnce = random.nextBoolean();
        String outcome =
            atOnce ? nextRun(database) : onceQuiet(database, pictures) + ", " + nextRun(database);
        outcomes.merge(outcome, 1, Integer::sum);
        assertThat(Picture.of(database)).isEqualTo(pictures.after());
      } catch (AssertionError failed) {
        throw new AssertionError("kill %d with seed %d".formatted(kill, SEED), failed);
      }
    }
    tell("%d kills of the runner".formatted(KILLS), outcomes);
  }

  @Test
  void aStoppedServerLeavesEverythingOrNothingAndTheReportIsTrue() throws Exception {
    var outcomes = new TreeMap<String, Integer>();
    try (TestServer server = TestServer.start()) {
      Pictures pictures = pictures(server);
      var random = new Random(SEED);
      for (int stop = 0; stop < STOPS; stop++) {
        try (TestDatabase database = prepared(server);
            TcpProxy wire = TcpProxy.to(database.port());
            RunnerProcess runner =
                RunnerProcess.start(home, folder, wire.through(database.url()))) {
          awaitMoment(random, wire, pictures, runner);
          server.stopImmediately();
          server.startAgain();
          int code = runner.exitCode();
          assertThat(code).as(runner.output()).isIn(0, ErrorCode.DATABASE_UNREACHABLE.exitCode());
          assertThat(Picture.of(database))
              .as(runner.output())
              .isEqualTo(code == 0 ? pictures.after() : pictures.before());
          outcomes.merge("exit " + code + ", " + nextRun(database), 1, Integer::sum);
          assertThat(Picture.of(database)).isEqualTo(pictures.after());
        } catch (AssertionError failed) {
          throw new AssertionError("stop %d with seed %d".formatted(stop, SEED), failed);
        }
      }
    }
    tell("%d stops of the server".formatted(STOPS), outcomes);
  }

  @Test
  void aDeadRunnersBackendIsTheHolderAsLongAsItWorks() throws Exception {
    try (TestDatabase database = TestServer.shared().newDatabaseWithOwner();
        TcpProxy wire = TcpProxy.to(database.port())) {
      var project = new Project(folder, database);
      project.file("0001_slow", "CREATE TABLE slow (id int); SELECT pg_sleep(600);");
      // Its grammar is not asked, so that the first message with that text is the statement itself.
      // The server sees an open connection until the wire is cut, however slow this machine is.
      wire.once("pg_sleep(600)", TcpProxy.Fault.STALL_ANSWER);
      try (RunnerProcess runner =
          RunnerProcess.start(
              home,
              folder,
              wire.through(database.url()),
              Map.of("DRYDOCK_ASK_SERVER_GRAMMAR", "false"))) {
        awaitSleeper(database, runner);
        runner.kill9();
      }
      Failure busy =
          catchThrowableOfType(
                  DrydockException.class,
                  () -> project.service().migrate(Project.request(Optional.empty(), Duration.ZERO)))
              .failure();
      project.file("0001_slow", "CREATE TABLE slow (id int);");
      wire.cut();

      var result = project.service().migrate(Project.request(Optional.empty(), PATIENCE)).result();

      assertThat(busy.code()).isEqualTo(ErrorCode.RUN_LOCK_BUSY);
      assertThat(busy.what()).contains("drydock migrate");
      assertThat(result.executed()).hasSize(1);
      assertThat(database.<Long>value("SELECT count(*) FROM schema_migrations")).isEqualTo(1);
    }
  }

  /** An undisturbed run by the same kind of process; also tells how long one is. */
  private Pictures pictures(TestServer server) throws Exception {
    try (TestDatabase database = prepared(server);
        TcpProxy wire = TcpProxy.to(database.port())) {
      Picture before = Picture.of(database);
      try (RunnerProcess runner = RunnerProcess.start(home, folder, wire.through(database.url()))) {
        assertThat(runner.exitCode()).as(runner.output()).isZero();
      }
      return new Pictures(before, Picture.of(database), wire.roundTrips());
    }
  }

  /** A database that is in use already; some migrations change what is there. */
  private TestDatabase prepared(TestServer server) {
    TestDatabase database = server.newDatabase();
    database.execute(
        "CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL)",
        "INSERT INTO customers SELECT n, 'customer ' || n FROM generate_series(1, 50) AS n");
    project(database)
        .file("0007_thing", "ALTER TABLE customers ADD COLUMN email text")
        .file(
            "0014_thing",
            "INSERT INTO customers VALUES (1000, 'late', 'late@example.com'); SELECT pg_sleep(0.05)");
    return database;
  }

  private Project project(TestDatabase database) {
    return TwentyMigrations.into(new Project(folder, database), SECONDS);
  }

  private static void awaitMoment(
      Random random, TcpProxy wire, Pictures pictures, RunnerProcess runner)
      throws InterruptedException {
    long roundTrips = random.nextLong(pictures.roundTrips() + 1);
    int micros = random.nextInt(DELAY_MICROS);
    runner.await(wire, roundTrips);
    Thread.sleep(micros / 1000, micros % 1000 * 1000);
  }

  /** Everything or nothing, once the server has noticed. */
  private static String onceQuiet(TestDatabase database, Pictures pictures)
      throws InterruptedException {
    awaitQuiet(database);
    Picture now = Picture.of(database);
    assertThat(now).isIn(pictures.before(), pictures.after());
    assertThat(
            database.<Long>value(
                "SELECT (SELECT count(*) FROM pg_locks WHERE pid <> pg_backend_pid() AND database ="
                    + " (SELECT oid FROM pg_database WHERE datname = current_database()))"
                    + " + (SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database())"))
        .isZero();
    return now.equals(pictures.before()) ? "as before" : "as after";
  }

  /** The next run does all or finds all done. */
  private String nextRun(TestDatabase database) {
    var request = Project.request(Optional.empty(), PATIENCE);
    var project = new Project(folder, database);
    int executed = project.service().migrate(request).result().executed().size();
    assertThat(executed).isIn(0, TwentyMigrations.COUNT);
    return "next run executes " + executed;
  }

  private static void awaitQuiet(TestDatabase database) throws InterruptedException {
    String others =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    for (int tries = 0; database.<Long>value(others) > 0; tries++) {
      assertThat(tries).as("backends of a dead runner").isLessThan(1000);
      Thread.sleep(30);
    }
  }

  private static void awaitSleeper(TestDatabase database, RunnerProcess runner)
      throws InterruptedException {
    String sleepers =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()";
    while (database.<Long>value(sleepers) == 0) {
      assertThat(runner.runs()).as(runner.output()).isTrue();
      Thread.sleep(20);
    }
  }

  private static void tell(String what, Map<String, Integer> outcomes) {
    System.out.printf("%s, seed %d: %s%n", what, SEED, outcomes);
  }
}
