package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.drydock.lint.LockNeeds;
import dev.drydock.migration.Checksum;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Migration;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import dev.drydock.sql.Script;
import dev.drydock.sql.ScriptReader;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run does not fill the lock table that it shares with the application. */
class LockSpaceIT {

  /** Room for 42 processes of 10 locks, and a quarter more. */
  private static final Map<String, String> SMALL =
      Map.of(
          "max_locks_per_transaction", "10",
          "max_connections", "20",
          "max_prepared_transactions", "0");

  private static final String HELD =
      """
      SELECT count(DISTINCT (relation, classid, objid)) FROM pg_locks
       WHERE pid = pg_backend_pid() AND locktype IN ('relation', 'object') AND coalesce(relation, 16384) >= 16384""";

  @TempDir Path folder;

  @Test
  void refusesAPlanThatWouldFillTheTableAndNamesBothWaysOut() {
    try (TestServer server = TestServer.start(TestServer.testedMajor(), SMALL);
        TestDatabase database = server.newDatabase()) {
      Project project = new Project(folder, database);
      for (int file = 1; file <= 10; file++) {
        project.file("%04d_tables".formatted(file), tables(file, 8));
      }

      Failure refusal = catchThrowableOfType(DrydockException.class, project::migrate).failure();

      assertThat(refusal.code()).isEqualTo(ErrorCode.REFUSED);
      assertThat(refusal.what()).contains("about 560 locks", "room for about 525");
      assertThat(refusal.next())
          .contains("max_locks_per_transaction from 10 to 11")
          .contains("deploy the folder up to 0009_tables first");
      assertThat(project.service().dryRun().result().refusals()).hasSize(1);
      assertThat(database.<Long>value("SELECT count(*) FROM pg_class WHERE relname LIKE 't\\_%'"))
          .isZero();
      project.without("0010_tables");
      assertThat(project.migrate().executed()).as("what the server can do").hasSize(9);
      project.file("0010_tables", tables(10, 8));
      assertThat(project.migrate().executed()).hasSize(1);
    }
  }

  private static String tables(int file, int count) {
    var sql = new StringBuilder();
    for (int n = 0; n < count; n++) {
      sql.append(
          "CREATE TABLE t_%d_%d (id bigserial PRIMARY KEY, note text);\n".formatted(file, n));
    }
    return sql.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE a (id bigserial PRIMARY KEY, note text)",
        "CREATE TABLE a (id int)",
        "CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY, b int UNIQUE, UNIQUE (id, b), c jsonb)",
        "CREATE TABLE a (id int, at date) PARTITION BY RANGE (at); CREATE TABLE a_1 PARTITION OF a FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
        "CREATE TABLE a (x text); CREATE INDEX ON a (x); ALTER TABLE a ADD COLUMN y serial; CREATE VIEW v AS SELECT * FROM a",
        "CREATE SEQUENCE s; CREATE MATERIALIZED VIEW m AS SELECT 1 AS x",
        "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int REFERENCES a)",
      })
  void countsAboutWhatTheServerHolds(String sql) throws SQLException {
    try (TestDatabase database = TestServer.shared().newDatabase();
        var connection = database.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(sql);
      var row = statement.executeQuery(HELD);
      row.next();

      assertThat(slots(sql)).isCloseTo(row.getLong(1), within(2L));
    }
  }

  private static long slots(String sql) {
    Script script =
        new ScriptReader()
            .read(
                new Migration(
                    new MigrationId("0001_a"), sql, new Checksum("0".repeat(64), "0".repeat(64))));
    return LockNeeds.of(List.of(script), Optional.empty()).slots().values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }
}
