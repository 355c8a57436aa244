package dev.drydock.guard;

import dev.drydock.execution.CheckScope;
import dev.drydock.execution.CheckScope.CheckedMigration;
import dev.drydock.execution.CommitVerdict;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Measures what the guard adds to a run, on databases of growing size; see {@code bench/guard}. */
public final class GuardBenchmark {

  private static final int WARM_UP = 40;
  private static final int ROUNDS = 11;

  /** The folder {@code migrations} of the repository instead of a number of tables. */
  private static final String SAMPLE = "sample";

  private static final String TABLES =
      """
      DO $$ DECLARE cols text; BEGIN
        SELECT string_agg(format('c%s %s', k, (ARRAY['text','integer','bigint','timestamptz',
          'numeric(10,2)','varchar(40)','boolean NOT NULL DEFAULT false'])[k %% 7 + 1]), ', ')
          INTO cols FROM generate_series(1, 19) k;
        FOR i IN %d..%d LOOP
          EXECUTE format('CREATE TABLE t%s (id bigserial PRIMARY KEY, %s)', i, cols);
          EXECUTE format('CREATE INDEX ON t%s (c1)', i);
          EXECUTE format('CREATE INDEX ON t%s (c2, c3)', i);
          EXECUTE format('CREATE INDEX ON t%s (c4) WHERE c2 IS NOT NULL', i);
        END LOOP; END $$
      """
          .replace("%s", "%%s");

  private GuardBenchmark() {}

  /** Prints one line per size. */
  public static void main(String[] sizes) throws SQLException, IOException {
    System.out.println(
        "tables  objects  prepare  begin  practise  look  sum ms (best, median, first)  kept MB");
    String[] wanted = sizes.length > 0 ? sizes : new String[] {SAMPLE, "100", "1000", "5000"};
    for (String size : wanted) {
      measure(size);
    }
    System.exit(0);
  }

  private static void fill(TestDatabase database, int tables) throws SQLException {
    for (int from = 1; from <= tables; from += 50) {
      database.execute(TABLES.formatted(from, Math.min(tables, from + 49)));
    }
  }

  private static void fillAsTheSampleSet(TestDatabase database) throws SQLException, IOException {
    try (Stream<Path> files = Files.list(Path.of("migrations"))) {
      for (Path file : files.sorted().toList()) {
        database.execute(Files.readString(file));
      }
    }
  }

  private static void measure(String size) throws SQLException, IOException {
    boolean sample = size.equals(SAMPLE);
    int tables = sample ? 0 : Integer.parseInt(size);
    String change =
        sample ? "ALTER TABLE calls DROP COLUMN intent" : "ALTER TABLE t7 DROP COLUMN c5";
    try (TestDatabase database = TestServer.shared().newDatabase()) {
      database.execute("CREATE TABLE schema_migrations (id text PRIMARY KEY)");
      if (sample) {
        fillAsTheSampleSet(database);
      } else {
        fill(database, tables);
      }
      database.execute("VACUUM ANALYZE");
      try (Connection connection = database.connect()) {
        double[] first = round(connection, change);
        for (int i = 0; i < WARM_UP; i++) {
          round(connection, change);
        }
        double[][] rounds = new double[ROUNDS][];
        for (int i = 0; i < ROUNDS; i++) {
          rounds[i] = round(connection, change);
        }
        print(size, first, rounds);
      }
    }
  }

  private static void print(String size, double[] first, double[][] rounds) {
    double[][] sorted = rounds.clone();
    Arrays.sort(sorted, (a, b) -> Double.compare(a[4], b[4]));
    double[] best = sorted[0];
    System.out.printf(
        "%6s %8.0f %8.0f %6.0f %9.0f %5.0f %7.0f %7.0f %7.0f %18.0f%n",
        size,
        best[6],
        best[0],
        best[1],
        best[2],
        best[3],
        best[4],
        sorted[ROUNDS / 2][4],
        first[4],
        best[5]);
  }

  private static double[] round(Connection connection, String change) throws SQLException {
    var migration = new CheckedMigration(new MigrationId("m1"), List.of(change), List.of());
    var guard = new CommitGuard();
    long memory = used();
    long start = System.nanoTime();
    guard.prepare(
        connection,
        new CheckScope(
            List.of(migration),
            "public",
            "schema_migrations",
            false,
            Set.of(),
            Set.of(),
            GuardBenchmark::nobody));
    double prepare = since(start);
    execute(connection, "BEGIN");
    start = System.nanoTime();
    guard.begin(connection, List.of());
    double begin = since(start);
    double kept = (used() - memory) / 1048576.0;
    start = System.nanoTime();
    guard.practise();
    double practise = since(start);
    guard.watch(migration.id());
    execute(connection, change);
    start = System.nanoTime();
    CommitVerdict verdict = guard.look();
    double look = since(start);
    execute(connection, "ROLLBACK");
    if (verdict.refusal().isEmpty()) {
      throw new IllegalStateException("the guard saw " + verdict);
    }
    return new double[] {
      prepare,
      begin,
      practise,
      look,
      prepare + begin + practise + look,
      kept,
      verdict.report().objects()
    };
  }

  private static Connection nobody() throws SQLException {
    throw new SQLException("nobody is outside");
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
