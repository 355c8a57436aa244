package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.ErrorCode;
import dev.drydock.postgres.TcpProxy;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runners and servers are killed at random moments of a plan with online steps; afterwards the
 * status explains what stays, and the next run ends in the same database as an undisturbed one,
 * each row filled once.
 */
@Order(1)
class OnlineKillsIT {

  private static final int KILLS = Integer.getInteger("drydock.test.online.kills", 6);
  private static final int STOPS = Integer.getInteger("drydock.test.online.stops", 2);
  private static final long SEED = Long.getLong("drydock.test.seed", 20251101L);
  private static final int DELAY_MICROS = 20_000;

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
      try (TestDatabase database = MixedMigrations.prepared(TestServer.shared(), folder);
          TcpProxy wire = TcpProxy.to(database.port());
          RunnerProcess runner = runner(database, wire)) {
        awaitMoment(random, wire, whole.roundTrips(), runner);
        runner.kill9();
        outcomes.merge(MixedMigrations.completed(folder, database), 1, Integer::sum);
        MixedMigrations.assertSame(Picture.of(database), whole.after());
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
        try (TestDatabase database = MixedMigrations.prepared(server, folder);
            TcpProxy wire = TcpProxy.to(database.port());
            RunnerProcess runner = runner(database, wire)) {
          awaitMoment(random, wire, whole.roundTrips(), runner);
          server.stopImmediately();
          server.startAgain();
          int code = runner.exitCode();
          assertThat(code).as(runner.output()).isIn(0, ErrorCode.DATABASE_UNREACHABLE.exitCode());
          outcomes.merge(
              "exit " + code + ", then " + MixedMigrations.completed(folder, database),
              1,
              Integer::sum);
          MixedMigrations.assertSame(Picture.of(database), whole.after());
        } catch (AssertionError failed) {
          throw new AssertionError("stop %d with seed %d".formatted(stop, SEED), failed);
        }
      }
    }
    System.out.printf("%d stops, seed %d: %s%n", STOPS, SEED, outcomes);
  }

  private Undisturbed undisturbed(TestServer server) throws Exception {
    try (TestDatabase database = MixedMigrations.prepared(server, folder);
        TcpProxy wire = TcpProxy.to(database.port());
        RunnerProcess runner = runner(database, wire)) {
      assertThat(runner.exitCode()).as(runner.output()).isZero();
      return new Undisturbed(Picture.of(database), wire.roundTrips());
    }
  }

  private RunnerProcess runner(TestDatabase database, TcpProxy wire) {
    return RunnerProcess.start(
        home,
        folder,
        wire.through(database.url()),
        MixedMigrations.LARGE,
        "--plan",
        MixedMigrations.digest(folder, database));
  }

  private static void awaitMoment(Random random, TcpProxy wire, long most, RunnerProcess runner)
      throws InterruptedException {
    long roundTrips = random.nextLong(most + 1);
    int micros = random.nextInt(DELAY_MICROS);
    runner.await(wire, roundTrips);
    Thread.sleep(micros / 1000, micros % 1000 * 1000);
  }
}
