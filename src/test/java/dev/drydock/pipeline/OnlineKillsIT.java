package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.ErrorCode;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runners and servers are killed at random moments of a plan with online steps; afterwards the
 * status explains what stays, and the next run ends in the same database as an undisturbed one,
 * each row filled once.
 */
class OnlineKillsIT {

  private static final int KILLS = Integer.getInteger("drydock.test.online.kills", 6);
  private static final int STOPS = Integer.getInteger("drydock.test.online.stops", 2);
  private static final long SEED = Long.getLong("drydock.test.seed", 20251101L);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int DELAY_MICROS = 20_000;
  private static final Map<String, String> LARGE = Map.of("DRYDOCK_HAZARD_ROWS", "20");

  @TempDir Path home;
  private Path folder;

  private record Undisturbed(Picture after, long roundTrips) {}

  @BeforeEach
  void writeMigrations() throws Exception {
    folder = Files.createDirectory(home.resolve("migrations"));
  }

  @Test
  void theNextRunEndsWhereAKilledOneWouldHave() throws Exception {
    Undisturbed whole = undisturbed(TestServer.shared());
    var random = new Random(SEED);
    var outcomes = new TreeMap<Integer, Integer>();
    for (int kill = 0; kill < KILLS; kill++) {
      try (TestDatabase database = prepared(TestServer.shared());
          TcpProxy wire = TcpProxy.to(database.port());
          RunnerProcess runner =
              RunnerProcess.start(home, folder, wire.through(database.url()), LARGE)) {
        awaitMoment(random, wire, whole.roundTrips());
        runner.kill9();
        outcomes.merge(completed(database), 1, Integer::sum);
        assertSame(Picture.of(database), whole.after());
      } catch (AssertionError failed) {
        throw new AssertionError("kill %d with seed %d".formatted(kill, SEED), failed);
      }
    }
    System.out.printf("%d kills, seed %d, executed afterwards: %s%n", KILLS, SEED, outcomes);
  }

  @Test
  void theNextRunEndsWhereOneWouldHaveWhoseServerDied() throws Exception {
    var outcomes = new TreeMap<String, Integer>();
    try (TestServer server = TestServer.start()) {
      Undisturbed whole = undisturbed(server);
      var random = new Random(SEED);
      for (int stop = 0; stop < STOPS; stop++) {
        try (TestDatabase database = prepared(server);
            TcpProxy wire = TcpProxy.to(database.port());
            RunnerProcess runner =
                RunnerProcess.start(home, folder, wire.through(database.url()), LARGE)) {
          awaitMoment(random, wire, whole.roundTrips());
          server.stopImmediately();
          server.startAgain();
          int code = runner.exitCode();
          assertThat(code).as(runner.output()).isIn(0, ErrorCode.DATABASE_UNREACHABLE.exitCode());
          outcomes.merge("exit " + code + ", then " + completed(database), 1, Integer::sum);
          assertSame(Picture.of(database), whole.after());
        } catch (AssertionError failed) {
          throw new AssertionError("stop %d with seed %d".formatted(stop, SEED), failed);
        }
      }
    }
    System.out.printf("%d stops, seed %d: %s%n", STOPS, SEED, outcomes);
  }

  private static void assertSame(Picture now, Picture wanted) {
    assertThat(now.lines()).containsExactlyInAnyOrderElementsOf(wanted.lines());
  }

  private Undisturbed undisturbed(TestServer server) throws Exception {
    try (TestDatabase database = prepared(server);
        TcpProxy wire = TcpProxy.to(database.port());
        RunnerProcess runner =
            RunnerProcess.start(home, folder, wire.through(database.url()), LARGE)) {
      assertThat(runner.exitCode()).as(runner.output()).isZero();
      return new Undisturbed(Picture.of(database), wire.roundTrips());
    }
  }

  private TestDatabase prepared(TestServer server) {
    TestDatabase database = server.newDatabase();
    database.execute(
        "CREATE TABLE customers (id bigint PRIMARY KEY, name text)",
        "INSERT INTO customers SELECT n, 'c' || n FROM generate_series(1, 100) n",
        "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total int, fills int)",
        "INSERT INTO orders SELECT n, 1 + n % 100, n, NULL FROM generate_series(1, 3000) n",
        "ANALYZE");
    project(database)
        .file("0001_tables", "CREATE TABLE notes (id int); INSERT INTO notes VALUES (1);")
        .file("0002_index", "CREATE INDEX orders_total ON orders (total);")
        .file(
            "0003_mixed",
            "INSERT INTO notes VALUES (2); ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers; INSERT INTO notes VALUES (3); CREATE INDEX orders_both ON orders (total, id);")
        .file("0004_more", "INSERT INTO notes VALUES (4); CREATE TABLE extra (id int);")
        .file(
            "0005_fill",
            "-- drydock: backfill in batches of 300\nUPDATE orders SET fills = 1 WHERE fills IS NULL;")
        .file(
            "0006_filled",
            "ALTER TABLE orders ADD COLUMN rank float8 NOT NULL DEFAULT 1 + 0 * random();")
        .file(
            "0007_key",
            "ALTER TABLE orders ADD CONSTRAINT total_key UNIQUE (total); ALTER TABLE orders ALTER COLUMN total SET NOT NULL;")
        .file("0008_end", "INSERT INTO notes VALUES (5);");
    return database;
  }

  private Project project(TestDatabase database) {
    return new Project(folder, database).largeFrom(20);
  }

  private static void awaitMoment(Random random, TcpProxy wire, long most)
      throws InterruptedException {
    long roundTrips = random.nextLong(most + 1);
    int micros = random.nextInt(DELAY_MICROS);
    assertThat(wire.awaitConnection(PATIENCE)).isTrue();
    assertThat(wire.awaitRoundTrips(roundTrips, PATIENCE)).isTrue();
    Thread.sleep(micros / 1000, micros % 1000 * 1000);
  }

  /** What the next run had to do; the status before it never fails, and says what is next. */
  private int completed(TestDatabase database) {
    var service = project(database).service();
    assertThat(service.status().result().next()).isNotBlank();
    var result = service.migrate(Project.request(Optional.empty(), PATIENCE)).result();
    assertThat(service.dryRun().result().wouldExecute()).isEmpty();
    assertThat(
            database.<Long>value(
                "SELECT count(*) FROM orders WHERE fills IS DISTINCT FROM 1 OR rank IS NULL"))
        .isZero();
    return result.executed().size();
  }
}
