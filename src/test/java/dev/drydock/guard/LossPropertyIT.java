package dev.drydock.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.execution.CommitVerdict;
import dev.drydock.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of statements: whenever an independent oracle sees a loss, the guard does.
 *
 * <p>{@code -Ddrydock.guard.sequences=10000} runs the full number, {@code -Ddrydock.guard.seed=…}
 * another sample.
 */
@Tag("contract")
class LossPropertyIT {

  private static final int SEQUENCES = Integer.getInteger("drydock.guard.sequences", 150);
  private static final long SEED = Long.getLong("drydock.guard.seed", 20251101L);
  private static final int MOST_STATEMENTS = 5;

  @Test
  void whateverTheOracleMissesTheGuardReported() throws SQLException {
    int losses = 0;
    int silent = 0;
    var unseen = new ArrayList<String>();
    try (TestDatabase database = GuardDatabases.owned();
        Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(RandomMigrations.SCHEMA);
      for (int i = 0; i < SEQUENCES; i++) {
        long seed = SEED + i;
        String sql = validSequence(connection, new Random(seed));
        boolean lost = check(database, connection, sql, seed, unseen);
        losses += lost ? 1 : 0;
        silent += lost ? 0 : 1;
      }
    }
    assertThat(unseen).as("losses that the guard did not see").isEmpty();
    assertThat(losses).as("sequences with a loss").isGreaterThan(SEQUENCES / 10);
    assertThat(silent).as("sequences without one").isGreaterThan(SEQUENCES / 50);
  }

  private static boolean check(
      TestDatabase database, Connection connection, String sql, long seed, List<String> unseen)
      throws SQLException {
    LossOracle before = LossOracle.see(connection);
    before.withRows(connection, before);
    var afterwards = new LossOracle[1];
    CommitVerdict verdict =
        new GuardedRun(connection)
            .outside(database::connect)
            .migration("m1", sql)
            .behind(() -> afterwards[0] = LossOracle.see(connection).withRows(connection, before))
            .rolledBack();
    Set<String> lost = LossOracle.lost(before, afterwards[0]);
    boolean seen = verdict.refusal().isPresent() && !verdict.report().losses().isEmpty();
    if (!lost.isEmpty() && !seen) {
      unseen.add("seed %d lost %s by%n%s".formatted(seed, lost, sql));
    }
    return !lost.isEmpty();
  }

  /** Statements that all succeed, one behind the other. */
  private static String validSequence(Connection connection, Random random) throws SQLException {
    var sequence = new StringBuilder();
    int wanted = 1 + random.nextInt(MOST_STATEMENTS);
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      for (int tries = 0; wanted > 0 && tries < 200; tries++) {
        String next = RandomMigrations.next(random);
        statement.execute("SAVEPOINT s");
        try {
          statement.execute(next);
          sequence.append(next).append(";\n");
          wanted--;
        } catch (SQLException invalid) {
          statement.execute("ROLLBACK TO SAVEPOINT s");
        }
      }
      statement.execute("ROLLBACK");
    }
    return sequence.toString();
  }
}
