package dev.drydock.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runners and servers are killed at random moments of a backfill that counts, while others write:
 * in the end each row was counted once.
 *
 * <p>The numbers are shares of those of {@code KillsIT}; the profile {@code full} sets the full
 * ones.
 */
class BackfillKillsIT {

  private static final int KILLS = Math.max(1, Integer.getInteger("drydock.test.kills", 20) / 4);
  private static final int STOPS = Math.max(1, Integer.getInteger("drydock.test.stops", 5) / 2);
  private static final long SEED = Long.getLong("drydock.test.seed", 20251101L);

  private static final int ROWS_PER_KILL = 12_000;
  private static final int LONGEST_MILLIS = 120;
  private static final String UPDATE = "UPDATE t SET n = n + 1";
  private static final String BATCH = "150";

  @TempDir Path home;

  private static void prepare(TestDatabase database, int rows) {
    database.execute(
        "CREATE TABLE t (id bigint PRIMARY KEY, n int NOT NULL DEFAULT 0, m bigint NOT NULL DEFAULT 0)",
        "INSERT INTO t SELECT i FROM generate_series(1, %d) i".formatted(rows),
        "ANALYZE t");
  }

  private static void check(TestDatabase database, int rows, long acknowledged) {
    assertThat(
            database.<Long>value(
                "SELECT count(*) FROM t WHERE n <> 1 AND id <= %d".formatted(rows)))
        .as("rows not counted exactly once")
        .isZero();
    assertThat(database.<Long>value("SELECT count(*) FROM t WHERE n > 1")).isZero();
    assertThat(database.<Number>value("SELECT sum(m) FROM t").longValue())
        .as("what others wrote")
        .isGreaterThanOrEqualTo(acknowledged);
    assertThat(database.<Boolean>value("SELECT done FROM drydock_steps")).isTrue();
  }

  /** Whether a kill hit while something was done and something was left: 1 or 0. */
  private static int amid(TestDatabase database) {
    return database
        .<Long>values("SELECT count(*) FROM drydock_steps WHERE NOT done AND position IS NOT NULL")
        .get(0)
        .intValue();
  }

  /** The first kill comes amid the filling, the others at any time. */
  private static void awaitMoment(TestDatabase database, Random random)
      throws InterruptedException {
    for (int tries = 0; amid(database) == 0 && tries < 500; tries++) {
      Thread.sleep(5);
    }
    Thread.sleep(random.nextInt(LONGEST_MILLIS));
  }

  private static void tell(String what, int amid) {
    System.out.printf(
        "%s, %d of them between two batches or within one; seed %d%n", what, amid, SEED);
    assertThat(amid).as("kills that hit the filling itself").isPositive();
  }

  @Test
  void aKilledRunnerCountsEachRowOnce() throws Exception {
    var random = new Random(SEED);
    int rows = ROWS_PER_KILL * KILLS;
    int left = KILLS;
    int amid = 0;
    try (TestDatabase database = TestServer.shared().newDatabase()) {
      prepare(database, rows);
      try (var busy = new BusyTable(database, rows, SEED)) {
        boolean finished = false;
        while (!finished) {
          try (var runner = BackfillRunner.start(home, database.url(), "t", UPDATE, BATCH)) {
            runner.awaitBegin();
            if (left-- > 0) {
              awaitMoment(database, random);
              runner.kill9();
              amid += amid(database);
            } else {
              finished = runner.finished();
              assertThat(finished).as(runner.output()).isTrue();
            }
          }
        }
        busy.close();
        check(database, rows, busy.acknowledged());
        tell(KILLS + " kills of the runner", amid);
        assertThat(database.<Long>value("SELECT rows FROM drydock_steps"))
            .isGreaterThanOrEqualTo(rows);
      }
    }
  }

  @Test
  void aKilledServerCountsEachRowOnce() throws Exception {
    var random = new Random(SEED);
    int rows = ROWS_PER_KILL * STOPS;
    int left = STOPS;
    int amid = 0;
    try (TestServer server = TestServer.start();
        TestDatabase database = server.newDatabase()) {
      prepare(database, rows);
      try (var busy = new BusyTable(database, rows, SEED)) {
        boolean finished = false;
        while (!finished) {
          try (var runner = BackfillRunner.start(home, database.url(), "t", UPDATE, BATCH)) {
            runner.awaitBegin();
            if (left-- > 0) {
              awaitMoment(database, random);
              if (random.nextBoolean()) {
                server.stopImmediately();
              } else {
                server.kill9();
              }
              server.startAgain();
              runner.finished();
              amid += amid(database);
            } else {
              finished = runner.finished();
              assertThat(finished).as(runner.output()).isTrue();
            }
          }
        }
        busy.close();
        check(database, rows, busy.acknowledged());
        tell(STOPS + " stops of the server", amid);
      }
    }
  }
}
