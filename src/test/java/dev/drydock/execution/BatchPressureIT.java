package dev.drydock.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.online.Backfill;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/** A backfill sees who suffers, on a server of its own: lag and checkpoints concern all of it. */
class BatchPressureIT {

  private TestServer server;
  private TestDatabase database;

  @BeforeEach
  void start() {
    server = TestServer.start();
    database = server.newDatabase();
    database.execute(
        "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0, filler text)",
        "INSERT INTO t SELECT i, 0, repeat('x', 500) FROM generate_series(1, 20000) i",
        "ANALYZE t");
  }

  @AfterEach
  void stop() {
    database.close();
    server.close();
  }

  /** Looks until it is seen, since a look comes once a second. */
  private static void lookUntil(BatchPressure pressure, long table, String why) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!pressure.why().contains(why) && System.nanoTime() - deadline < 0) {
      Thread.sleep(50);
      pressure.look(table);
    }
    assertThat(pressure.why()).contains(why);
  }

  private BatchPressure pressure(BackfillLab lab) {
    return new BatchPressure(lab.session(), server.major());
  }

  @Test
  void waitsForAStandbyThatIsBehindButNotForGood() throws Exception {
    Backfill backfill = BackfillLab.backfill("t", "UPDATE t SET n = n + 1", 20_000);
    try (var lab = BackfillLab.on(database);
        Connection standby = replication();
        PGReplicationStream stream = stream(standby)) {
      BatchPressure pressure = pressure(lab);
      stream.setAppliedLSN(stream.getLastReceiveLSN());
      stream.forceUpdateStatus();
      assertThat(pressure.hold()).isFalse();
      for (int i = 0; i < 80; i++) {
        database.execute("SELECT pg_logical_emit_message(false, 'x', repeat('x', 1000000))");
        while (stream.readPending() != null) {
          stream.setFlushedLSN(stream.getLastReceiveLSN());
        }
        stream.forceUpdateStatus();
      }
      lookUntil(pressure, 0, "a standby or subscriber is");
      assertThat(pressure.hold()).isTrue();

      assertThat(lab.run(backfill).finished()).as("it goes on in spite of it").isTrue();

      stream.setAppliedLSN(LogSequenceNumber.valueOf(database.<String>value(NOW)));
      stream.forceUpdateStatus();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (pressure.hold() && System.nanoTime() - deadline < 0) {
        Thread.sleep(50);
        pressure.look(0);
      }
      assertThat(pressure.hold()).isFalse();
    }
  }

  private static final String NOW = "SELECT pg_current_wal_lsn()::text";

  private Connection replication() throws Exception {
    var properties = database.properties();
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    return DriverManager.getConnection(database.jdbcUrl(), properties);
  }

  private PGReplicationStream stream(Connection connection) throws Exception {
    return connection
        .unwrap(PGConnection.class)
        .getReplicationAPI()
        .replicationStream()
        .physical()
        .withStartPosition(LogSequenceNumber.valueOf(database.<String>value(NOW)))
        .withStatusInterval(1, TimeUnit.SECONDS)
        .start();
  }

  @Test
  void goesSlowerWhileTheTableIsVacuumedAndAfterForcedCheckpoints() throws Exception {
    long table = database.<Number>value("SELECT 't'::regclass::oid::int8").longValue();
    database.execute("UPDATE t SET n = 0");
    try (var lab = BackfillLab.on(database);
        Connection vacuum = database.connect();
        var statement = vacuum.createStatement()) {
      BatchPressure pressure = pressure(lab);
      double usual = pressure.pauseShare();
      statement.execute("SET vacuum_cost_delay = 100");
      statement.execute("SET vacuum_cost_limit = 1");
      var worker =
          new Thread(
              () -> {
                try {
                  statement.execute("VACUUM t");
                } catch (java.sql.SQLException cancelled) {
                  // The test has seen enough.
                }
              });
      worker.start();
      lookUntil(pressure, table, "vacuum or analyze is at work");
      assertThat(pressure.pauseShare()).isGreaterThan(usual);
      statement.cancel();
      worker.join();
    }
    try (var lab = BackfillLab.on(database)) {
      BatchPressure pressure = pressure(lab);
      Thread.sleep(1_100);
      pressure.look(table);
      database.execute("CHECKPOINT");
      lookUntil(pressure, table, "checkpoint");
    }
  }
}
