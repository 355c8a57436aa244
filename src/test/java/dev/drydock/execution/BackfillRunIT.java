package dev.drydock.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.online.Backfill;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/** An UPDATE in batches changes what the UPDATE would have changed, each row once. */
@Tag("contract")
class BackfillRunIT {

  private TestDatabase database;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabase();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private DrydockException refused(Backfill backfill) {
    try (var lab = BackfillLab.on(database)) {
      return catchThrowableOfType(DrydockException.class, () -> lab.run(backfill));
    }
  }

  private long odd(String table) {
    return database.<Long>value("SELECT count(*) FROM " + table + " WHERE n <> 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id bigint PRIMARY KEY|i",
        "id smallint PRIMARY KEY|i",
        "id numeric PRIMARY KEY|i / 7.0",
        "id float8 PRIMARY KEY|i / 7.0::float8",
        "id uuid PRIMARY KEY|md5(i::text)::uuid",
        "id text PRIMARY KEY|'it''s \\ ' || chr(9) || i",
        "id text COLLATE \"C\" PRIMARY KEY|md5(i::text)",
        "id varchar(40) PRIMARY KEY|'Ä' || i",
        "id char(10) PRIMARY KEY|i",
        "id bytea PRIMARY KEY|decode(md5(i::text), 'hex')",
        "id timestamptz PRIMARY KEY|timestamptz '2025-10-26 00:00+02' + i * interval '1.000001 s'",
        "id timestamp PRIMARY KEY|timestamp '0001-01-01 BC' + i * interval '1 day'",
        "id date PRIMARY KEY|date '2025-01-01' + i",
        "id interval PRIMARY KEY|i * interval '-1 day 2 hours'",
        "id inet PRIMARY KEY|inet '10.0.0.0' + i",
        "id int[] PRIMARY KEY|ARRAY[i % 7, i]",
        "id tsrange PRIMARY KEY|tsrange(timestamp '2025-01-01' + i * interval '1 h', NULL)",
        "id \"char\", x int, PRIMARY KEY (id, x)|chr(65 + i % 20)::\"char\", i",
        "\"Key One\" int, \"select\" text, PRIMARY KEY (\"Key One\", \"select\")|i % 3, i",
        "a bigint, b uuid, c date, PRIMARY KEY (a, b, c)|i % 2, md5(i::text)::uuid, date '2025-01-01'",
        "id int NOT NULL UNIQUE|i",
      })
  void goesAlongAnyKey(String keyAndValues) {
    String[] parts = keyAndValues.split("\\|", 2);
    database.execute(
        "ALTER DATABASE " + database.name() + " SET datestyle = 'SQL, DMY'",
        "CREATE TABLE t (%s, n int NOT NULL DEFAULT 0)".formatted(parts[0]),
        "INSERT INTO t SELECT %s FROM generate_series(1, 2345) i".formatted(parts[1]));
    try (var lab = BackfillLab.on(database)) {
      var outcome = lab.run(BackfillLab.backfill("t", "UPDATE t SET n = n + 1", 100));
      assertThat(outcome).isEqualTo(new BackfillOutcome(2345, true));
      assertThat(lab.step().orElseThrow().rows()).isEqualTo(2345);
      assertThat(lab.step().orElseThrow().position().orElseThrow()).doesNotContain("\"by\":[]");
    }
    assertThat(odd("t")).isZero();
  }

  @Test
  void keepsConditionAliasJoinAndComments() {
    database.execute(
        "CREATE TABLE t (id int PRIMARY KEY, kind text, n int NOT NULL DEFAULT 0)",
        "CREATE TABLE kinds (kind text PRIMARY KEY, weight int)",
        "INSERT INTO kinds VALUES ('a', 1), ('b', 5)",
        "INSERT INTO t SELECT i, CASE WHEN i % 3 = 0 THEN 'a' ELSE 'c' END FROM generate_series(1, 3000) i");
    String update =
        """
        UPDATE t AS "Order" -- the target
           SET n = "Order".n + k.weight /* each */ FROM kinds k
         WHERE k.kind = "Order".kind OR -- only one
               false -- behind
        """;
    try (var lab = BackfillLab.on(database)) {
      assertThat(lab.run(BackfillLab.backfill("t", update, 250)).rows()).isEqualTo(1000);
    }
    assertThat(database.<Long>value("SELECT count(*) FROM t WHERE n = 1 AND kind = 'a'"))
        .isEqualTo(1000);
    assertThat(database.<Long>value("SELECT sum(n) FROM t")).isEqualTo(1000);
  }

  @Test
  void visitsPartitionsAndChildren() {
    database.execute(
        "CREATE TABLE t (id int, day int, n int NOT NULL DEFAULT 0, PRIMARY KEY (day, id)) PARTITION BY RANGE (day)",
        "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10)",
        "CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (10) TO (20) PARTITION BY LIST (day)",
        "CREATE TABLE t2a PARTITION OF t2 FOR VALUES IN (10, 11, 12)",
        "CREATE TABLE t2b PARTITION OF t2 DEFAULT",
        "CREATE TABLE empty PARTITION OF t FOR VALUES FROM (20) TO (30)",
        "INSERT INTO t SELECT i, i % 20 FROM generate_series(1, 4000) i",
        "CREATE TABLE parent (id int PRIMARY KEY, n int NOT NULL DEFAULT 0)",
        "CREATE TABLE child (PRIMARY KEY (id)) INHERITS (parent)",
        "INSERT INTO parent SELECT i FROM generate_series(1, 500) i",
        "INSERT INTO child SELECT i FROM generate_series(1, 500) i");
    try (var lab = BackfillLab.on(database)) {
      assertThat(lab.run(BackfillLab.backfill("t", "UPDATE t SET n = t.n + 1", 100)).rows())
          .isEqualTo(4000);
      lab.forget();
      assertThat(
              lab.run(BackfillLab.backfill("parent", "UPDATE ONLY parent SET n = n + 1", 100))
                  .rows())
          .isEqualTo(500);
      lab.forget();
      assertThat(
              lab.run(
                      BackfillLab.backfill(
                          "parent", "UPDATE parent SET n = n + 1 WHERE parent.n = 0", 100))
                  .rows())
          .isEqualTo(500);
    }
    assertThat(odd("t")).isZero();
    assertThat(odd("parent")).isZero();
  }

  @Test
  void goesAlongBlocksWhereNoKeyIsAndStopsWhenNothingIsLeft() {
    database.execute(
        "CREATE TABLE t (n int, filler text DEFAULT repeat('x', 200))",
        "INSERT INTO t SELECT FROM generate_series(1, 5000)",
        "ANALYZE t");
    try (var lab = BackfillLab.on(database)) {
      var outcome = lab.run(BackfillLab.backfill("t", "UPDATE t SET n = 1 WHERE n IS NULL", 300));
      assertThat(outcome).isEqualTo(new BackfillOutcome(5000, true));
      assertThat(lab.step().orElseThrow().position().orElseThrow()).contains("\"pass\":2");
    }
    assertThat(database.<Long>value("SELECT count(*) FROM t WHERE n IS NULL")).isZero();
  }

  @Test
  void goesOnWhereItWasStopped() {
    database.execute(
        "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0)",
        "INSERT INTO t SELECT i FROM generate_series(1, 3000) i");
    Backfill backfill = BackfillLab.backfill("t", "UPDATE t SET n = n + 1", 100);
    var asked = new AtomicInteger();
    int runs = 0;
    try (var lab = BackfillLab.on(database)) {
      while (!lab.run(backfill, () -> asked.incrementAndGet() % 5 == 0).finished()) {
        runs++;
      }
      assertThat(lab.step().orElseThrow().rows()).isEqualTo(3000);
    }
    assertThat(runs).isGreaterThan(2);
    assertThat(odd("t")).isZero();
  }

  /** Whichever of its tables it was in: each has rows of the same keys. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE t (id int, part int, n int NOT NULL DEFAULT 0, PRIMARY KEY (id, part)) PARTITION BY LIST (part); CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1); CREATE TABLE t2 PARTITION OF t DEFAULT; CREATE TABLE t0 PARTITION OF t FOR VALUES IN (0); INSERT INTO t SELECT i, p FROM generate_series(1, 1000) i, generate_series(0, 2) p",
        "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0); CREATE TABLE a (PRIMARY KEY (id)) INHERITS (t); CREATE TABLE b (PRIMARY KEY (id)) INHERITS (t); INSERT INTO t SELECT generate_series(1, 1000); INSERT INTO a SELECT generate_series(1, 1000); INSERT INTO b SELECT generate_series(1, 1000)",
        "CREATE TABLE t (id int, part int, n int) PARTITION BY LIST (part); CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1); CREATE TABLE t2 PARTITION OF t DEFAULT; INSERT INTO t SELECT i, 1 + i % 2 FROM generate_series(1, 3000) i",
      })
  void goesOnInTheTableWhereItWasStopped(String tables) {
    database.execute(tables.split("; "));
    boolean keyed = tables.contains("KEY");
    String update = "UPDATE t SET n = coalesce(n, 0) + 1" + (keyed ? "" : " WHERE n IS NULL");
    Backfill backfill = BackfillLab.backfill("t", update, 100);
    var asked = new AtomicInteger();
    int runs = 0;
    try (var lab = BackfillLab.on(database)) {
      while (!lab.run(backfill, () -> asked.incrementAndGet() % 5 == 0).finished()) {
        runs++;
      }
      assertThat(lab.step().orElseThrow().rows()).isEqualTo(3000);
    }
    assertThat(runs).isGreaterThan(2);
    assertThat(database.<Long>value("SELECT count(*) FROM t WHERE n IS DISTINCT FROM 1")).isZero();
  }

  @Test
  void goesOnWhenAPartitionIsGoneOrNew() {
    database.execute(
        "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0) PARTITION BY RANGE (id)",
        "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (1000)",
        "CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (1000) TO (2000)",
        "CREATE TABLE t3 PARTITION OF t FOR VALUES FROM (2000) TO (3000)",
        "INSERT INTO t SELECT i FROM generate_series(0, 2999) i");
    Backfill backfill = BackfillLab.backfill("t", "UPDATE t SET n = n + 1", 100);
    var asked = new AtomicInteger();
    try (var lab = BackfillLab.on(database)) {
      assertThat(lab.run(backfill, () -> asked.incrementAndGet() == 15).rows()).isEqualTo(1400);
      database.execute(
          "DROP TABLE t2",
          "CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (1000) TO (2000)",
          "INSERT INTO t SELECT i FROM generate_series(1000, 1999) i");
      assertThat(lab.run(backfill)).isEqualTo(new BackfillOutcome(3400, true));
    }
    assertThat(odd("t")).isZero();
  }

  @Test
  void refusesToGoOnAlongAnotherKey() {
    database.execute(
        "CREATE TABLE t (id int PRIMARY KEY, other int NOT NULL UNIQUE, n int NOT NULL DEFAULT 0)",
        "INSERT INTO t SELECT i, -i FROM generate_series(1, 1000) i");
    Backfill backfill = BackfillLab.backfill("t", "UPDATE t SET n = n + 1", 100);
    var asked = new AtomicInteger();
    try (var lab = BackfillLab.on(database)) {
      lab.run(backfill, () -> asked.incrementAndGet() == 4);
    }
    database.execute("ALTER TABLE t DROP CONSTRAINT t_pkey");
    assertThat(refused(backfill)).hasMessageContaining("(id)").hasMessageContaining("not its key");
    database.execute("ALTER TABLE t ADD PRIMARY KEY (id)");
    try (var lab = BackfillLab.on(database)) {
      assertThat(lab.run(backfill).rows()).isEqualTo(1000);
    }
    assertThat(odd("t")).isZero();
  }

  @Test
  void tellsWhatTheServerSaysOfABatch() {
    database.execute(
        "CREATE TABLE t (id int NOT NULL, n int NOT NULL DEFAULT 0)",
        "CREATE UNIQUE INDEX ON t (id)",
        "INSERT INTO t SELECT i FROM generate_series(1, 1000) i",
        "ALTER TABLE t ADD CHECK (id <> 777 OR n = 0)",
        "CREATE TABLE published (id int NOT NULL UNIQUE, n int)",
        "INSERT INTO published VALUES (1)",
        "CREATE PUBLICATION p FOR TABLE published");
    assertThat(refused(BackfillLab.backfill("published", "UPDATE published SET n = 1", 100)))
        .hasMessageContaining("replica identity")
        .hasMessageContaining("No row is filled yet.");
    try (var lab = BackfillLab.on(database)) {
      lab.forget();
    }
    DrydockException failed = refused(BackfillLab.backfill("t", "UPDATE t SET n = 1", 100));
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(failed).hasMessageContaining("700 rows are filled and stay");
    assertThat(database.<Long>value("SELECT sum(n) FROM t")).isEqualTo(700);
  }

  @Test
  void tellsHowFarItIs() {
    database.execute(
        "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0)",
        "INSERT INTO t SELECT i FROM generate_series(1, 3000) i",
        "ANALYZE t");
    try (var lab = BackfillLab.on(database)) {
      lab.run(BackfillLab.backfill("t", "UPDATE t SET n = n + 1 WHERE id % 2 = 0", 100));
      var last = (RunEvent.BatchCommitted) lab.events.get(lab.events.size() - 1);
      assertThat(last.rows()).isEqualTo(1500);
      assertThat(last.visited()).isEqualTo(last.total()).isBetween(3000L, 4000L);
      assertThat(last.remaining()).isEqualTo(Duration.ZERO);
    }
  }

  @Test
  void waitsForALockedRowInSmallBitesAndGivesUpInTime() throws Exception {
    database.execute(
        "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0)",
        "INSERT INTO t SELECT i FROM generate_series(1, 3000) i");
    Backfill backfill = BackfillLab.backfill("t", "UPDATE t SET n = n + 1", 1000);
    try (var lab = BackfillLab.on(database).lockBudget(Duration.ofMillis(2_000));
        Connection holder = database.connect()) {
      holder.setAutoCommit(false);
      holder.createStatement().execute("SELECT FROM t WHERE id = 1500 FOR UPDATE");
      var late = catchThrowableOfType(DrydockException.class, () -> lab.run(backfill));
      assertThat(late.failure().code()).isEqualTo(ErrorCode.LOCKS_NOT_OBTAINED);
      assertThat(late.failure().what())
          .contains(
              " In the way: backend %d (".formatted(backend(holder)),
              "idle in transaction",
              ": SELECT FROM t WHERE id = ? FOR UPDATE");
      long rows = lab.step().orElseThrow().rows();
      assertThat(rows).isBetween(1000L, 1499L);
      assertThat(late.failure().left()).startsWith(rows + " rows are filled and stay");
      assertThat(database.<Long>value("SELECT sum(n) FROM t")).isEqualTo(rows);
      holder.rollback();
      assertThat(lab.run(backfill)).isEqualTo(new BackfillOutcome(3000, true));
    }
    assertThat(odd("t")).isZero();
  }

  private static int backend(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID();
  }

  @Test
  void failsLoudlyWhereRowSecurityHidesRows() {
    try (TestDatabase owned = TestServer.shared().newDatabaseWithOwner()) {
      owned.execute(
          "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0)",
          "INSERT INTO t SELECT i FROM generate_series(1, 100) i",
          "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
          "ALTER TABLE t FORCE ROW LEVEL SECURITY",
          "CREATE POLICY half ON t USING (id % 2 = 0)");
      owned.executeAsSuperuser("GRANT CREATE ON SCHEMA public TO " + owned.user());
      try (var lab = BackfillLab.on(owned)) {
        var failure =
            catchThrowableOfType(
                DrydockException.class,
                () -> lab.run(BackfillLab.backfill("t", "UPDATE t SET n = n + 1", 100)));
        assertThat(failure.failure().what()).contains("row security hides some of them");
      }
      owned.execute("ALTER TABLE t NO FORCE ROW LEVEL SECURITY");
      try (var lab = BackfillLab.on(owned)) {
        assertThat(lab.run(BackfillLab.backfill("t", "UPDATE t SET n = n + 1", 100)).rows())
            .isEqualTo(100);
      }
      assertThat(owned.<Long>value("SELECT count(*) FROM t WHERE n <> 1")).isZero();
    }
  }

  @Test
  void refusesWhatBatchesWouldChange() {
    database.execute(
        "CREATE TABLE t (id int PRIMARY KEY, n int)",
        "CREATE TABLE bare (n int)",
        "CREATE TABLE ruled (id int PRIMARY KEY, n int)",
        "CREATE RULE quiet AS ON UPDATE TO ruled DO INSTEAD NOTHING",
        "CREATE VIEW seen AS SELECT * FROM t");
    assertThat(refused(BackfillLab.backfill("t", "UPDATE t SET id = id + 1", 10)))
        .hasMessageContaining("it sets id of public.t");
    assertThat(refused(BackfillLab.backfill("bare", "UPDATE bare SET n = 1", 10)))
        .hasMessageContaining("no key that batches can go along");
    assertThat(refused(BackfillLab.backfill("ruled", "UPDATE ruled SET n = 1", 10)))
        .hasMessageContaining("a rule rewrites");
    assertThat(refused(BackfillLab.backfill("seen", "UPDATE seen SET n = 1", 10)))
        .hasMessageContaining("no ordinary table");
    assertThat(refused(BackfillLab.backfill("gone", "UPDATE gone SET n = 1", 10)))
        .hasMessageContaining("does not exist");
    assertThat(refused(BackfillLab.backfill("t", "UPDATE t SET n = 1 RETURNING id", 10)))
        .hasMessageContaining("RETURNING");
  }

  /** The server's own code is the same for ever. */
  @Test
  void refusesToComputeWhatMayComeOutOtherwiseWhereNothingIsDeclared() {
    database.execute(
        "CREATE FUNCTION twice(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 * 2'",
        "CREATE TABLE own (id int PRIMARY KEY, n int, d int GENERATED ALWAYS AS (twice(id)) STORED)",
        "CREATE TABLE server (id int PRIMARY KEY, n int, d int GENERATED ALWAYS AS (id * 2) STORED)",
        "INSERT INTO own VALUES (1)",
        "INSERT INTO server VALUES (1)",
        "CREATE OR REPLACE FUNCTION twice(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 0'");

    assertThat(refused(fill("own"))).hasMessageContaining("it would compute d of public.own anew");
    assertThat(database.<Integer>value("SELECT d FROM own")).isEqualTo(2);
    try (var lab = BackfillLab.on(database)) {
      lab.run(fill("server"));
    }
    assertThat(database.<Integer>value("SELECT n FROM server")).isEqualTo(1);
  }

  private static Backfill fill(String table) {
    String update = "UPDATE %s SET n = 1 WHERE n IS NULL".formatted(table);
    return new Backfill("public", table, update, 10, true, false, false);
  }

  @Test
  void countsNothingWhereAnotherRunHasMovedOn() {
    database.execute(
        "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0)",
        "INSERT INTO t SELECT i FROM generate_series(1, 3000) i");
    Backfill backfill = BackfillLab.backfill("t", "UPDATE t SET n = n + 1", 1000);
    var asked = new AtomicInteger();
    try (var lab = BackfillLab.on(database);
        var other = BackfillLab.on(database)) {
      var failure =
          catchThrowableOfType(
              DrydockException.class,
              () ->
                  lab.run(
                      backfill,
                      () -> {
                        if (asked.incrementAndGet() == 2) {
                          var also = new AtomicInteger();
                          other.run(backfill, () -> also.incrementAndGet() == 2);
                        }
                        return false;
                      }));
      assertThat(failure.failure().code()).isEqualTo(ErrorCode.RUN_LOCK_BUSY);
      assertThat(lab.run(backfill)).isEqualTo(new BackfillOutcome(3000, true));
    }
    assertThat(odd("t")).isZero();
  }

  @Test
  void firesTriggersAsTheUpdateWould() {
    database.execute(
        "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0, touched boolean)",
        "INSERT INTO t SELECT i FROM generate_series(1, 500) i",
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.touched := true; RETURN NEW; END'",
        "CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch()");
    try (var lab = BackfillLab.on(database)) {
      lab.run(BackfillLab.backfill("t", "UPDATE t SET n = n + 1", 100));
    }
    assertThat(database.<Long>value("SELECT count(*) FROM t WHERE touched AND n = 1"))
        .isEqualTo(500);
  }
}
