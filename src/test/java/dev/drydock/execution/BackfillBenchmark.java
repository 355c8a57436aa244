package dev.drydock.execution;

import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Fills a column of a large table as one UPDATE, by the recipe, and by Drydock, while others write;
 * see {@code bench/backfill}.
 */
public final class BackfillBenchmark {

  private static final String FILL = "UPDATE big SET filled = 'x' || id::text";

  /** What people write by hand: 5,000 rows, COMMIT, 10 ms. */
  private static final String RECIPE =
      """
      DO $$ DECLARE lo bigint := 0; hi bigint; BEGIN LOOP
        SELECT max(id) INTO hi FROM (SELECT id FROM big WHERE id > lo ORDER BY id LIMIT 5000) x;
        EXIT WHEN hi IS NULL;
        UPDATE big SET filled = 'x' || id::text WHERE id > lo AND id <= hi;
        COMMIT; PERFORM pg_sleep(0.01); lo := hi;
      END LOOP; END $$
      """;

  private final TestDatabase database;
  private final int rows;

  private BackfillBenchmark(TestDatabase database, int rows) {
    this.database = database;
    this.rows = rows;
  }

  /** A way to fill the table. */
  private interface Way {
    void fill() throws SQLException;
  }

  /**
   * Prints one line per way and round.
   *
   * @param args rows of the table, rounds
   */
  public static void main(String[] args) throws Exception {
    int rows = args.length > 0 ? Integer.parseInt(args[0]) : 3_000_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 1;
    var usual = Map.of("shared_buffers", "128MB", "wal_level", "replica");
    try (TestServer server = TestServer.start(TestServer.testedMajor(), usual);
        TestDatabase database = server.newDatabase()) {
      var benchmark = new BackfillBenchmark(database, rows);
      for (int round = 0; round < rounds; round++) {
        benchmark.measure("nothing", () -> pause(10_000));
        benchmark.measure("one UPDATE", () -> benchmark.execute(FILL));
        benchmark.measure("recipe", () -> benchmark.execute(RECIPE));
        benchmark.measure("drydock", benchmark::drydock);
      }
    }
  }

  private void measure(String name, Way way) throws Exception {
    database.execute(
        "DROP TABLE IF EXISTS big, drydock_steps",
        "CREATE TABLE big (id bigint PRIMARY KEY, client int NOT NULL, name text, amount numeric(10,2), created timestamptz DEFAULT now(), n int NOT NULL DEFAULT 0, filled text)",
        "INSERT INTO big SELECT i, i %% 100000, 'name of ' || i, i / 7.0 FROM generate_series(1, %d) i"
            .formatted(rows),
        "CREATE INDEX ON big (client)",
        "VACUUM ANALYZE big",
        "CHECKPOINT");
    try (var load = new OpenLoad(database, rows)) {
      pause(2_000);
      load.begin();
      long start = System.nanoTime();
      way.fill();
      double seconds = (System.nanoTime() - start) / 1e9;
      List<Double> millis = load.end();
      System.out.printf(
          Locale.ROOT,
          "%-11s %6.1f s, %5d writes, p50 %6.1f p99 %8.1f worst %8.1f ms, later than 1 s: %d%n",
          name,
          seconds,
          millis.size(),
          at(millis, 0.5),
          at(millis, 0.99),
          at(millis, 1),
          millis.stream().filter(m -> m > 1000).count());
    }
  }

  private static double at(List<Double> sorted, double share) {
    return sorted.isEmpty()
        ? 0
        : sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share));
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void drydock() {
    try (var lab = BackfillLab.on(database)) {
      lab.run(BackfillLab.backfill("big", FILL, 20_000));
    }
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
