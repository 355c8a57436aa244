package dev.drydock.sql;

import static dev.drydock.sql.Texts.statement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.sql.TransactionObstacle.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionRulesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN",
        "begin work",
        "START TRANSACTION",
        "/* x */ COMMIT",
        "END",
        "ROLLBACK TO a",
        "ABORT",
        "SAVEPOINT a",
        "RELEASE a",
        "PREPARE TRANSACTION 'x'",
        "COMMIT PREPARED 'x'",
        "ROLLBACK PREPARED 'x'",
        "SET TRANSACTION READ ONLY",
        "SET LOCAL transaction_isolation = 'serializable'",
      })
  void recognisesTransactionControl(String sql) {
    assertThat(TransactionRules.obstacle(statement(sql)))
        .hasValueSatisfying(o -> assertThat(o.kind()).isEqualTo(Kind.CONTROLS_TRANSACTION));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE INDEX CONCURRENTLY i ON t (a)",
        "create unique index /* c */ concurrently if not exists i on t (a)",
        "DROP INDEX CONCURRENTLY i",
        "REINDEX INDEX CONCURRENTLY i",
        "REINDEX (VERBOSE, CONCURRENTLY) TABLE t",
        "REINDEX (CONCURRENTLY 'on') TABLE t",
        "REINDEX SCHEMA s",
        "REINDEX (VERBOSE) DATABASE d",
        "VACUUM",
        "VACUUM (FULL) t",
        "CREATE DATABASE d",
        "DROP DATABASE d",
        "CREATE TABLESPACE t LOCATION '/x'",
        "DROP TABLESPACE t",
        "ALTER SYSTEM SET a = 1",
        "ALTER DATABASE d SET TABLESPACE t",
        "CLUSTER",
        "CLUSTER (VERBOSE)",
        "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
        "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p",
        "DROP SUBSCRIPTION s",
        "ALTER SUBSCRIPTION s REFRESH PUBLICATION",
        "ALTER SUBSCRIPTION s ADD PUBLICATION p",
        "DISCARD ALL",
      })
  void recognisesWhatMustRunOutside(String sql) {
    assertThat(TransactionRules.obstacle(statement(sql)))
        .hasValueSatisfying(o -> assertThat(o.kind()).isEqualTo(Kind.RUNS_OUTSIDE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE INDEX concurrently_built ON t (a)",
        "CREATE INDEX \"concurrently\" ON t (a)",
        "SELECT 'BEGIN'",
        "PREPARE p AS SELECT 1",
        "SET search_path = a",
        "SET transaction_timeout = 0",
        "REFRESH MATERIALIZED VIEW CONCURRENTLY v",
        "REINDEX TABLE t",
        "REINDEX (CONCURRENTLY false) TABLE t",
        "CLUSTER t USING i",
        "CLUSTER (VERBOSE) t",
        "ALTER TABLE t DETACH PARTITION p",
        "ALTER TABLE t DETACH PARTITION p FINALIZE",
        "ALTER TYPE e ADD VALUE 'x'",
        "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (create_slot = false)",
        "ALTER SUBSCRIPTION s SET PUBLICATION p WITH (refresh = false)",
        "ALTER DATABASE d SET work_mem = 1",
        "ANALYZE t",
        "DO $$ BEGIN COMMIT; END $$",
      })
  void leavesTheRestToTheTransaction(String sql) {
    assertThat(TransactionRules.obstacle(statement(sql))).isEmpty();
  }

  @Test
  void findsNewEnumValuesThatTheSameRunUses() {
    List<Script> run =
        List.of(
            Texts.script("ALTER TYPE public.mood ADD VALUE IF NOT EXISTS 'it''s' AFTER 'ok';"),
            Texts.script(
                """
                COMMENT ON TYPE mood IS 'it''s';
                ALTER TYPE mood ADD VALUE 'z' AFTER 'it''s';
                INSERT INTO t VALUES ('ok'), ('it''s');
                INSERT INTO t VALUES (U&'it\\0027s');
                """));

    assertThat(NewEnumValues.usedIn(run))
        .extracting(use -> use.statement().number())
        .containsExactly(3, 4);
  }

  @Test
  void valuesOfATypeMadeInTheSameRunMayBeUsed() {
    var script =
        Texts.script(
            "CREATE TYPE mood AS ENUM ('a'); ALTER TYPE \"mood\" ADD VALUE 'b'; SELECT 'b'::mood");

    assertThat(NewEnumValues.usedIn(List.of(script))).isEmpty();
  }
}
