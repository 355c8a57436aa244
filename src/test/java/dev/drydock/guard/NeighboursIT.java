package dev.drydock.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.execution.CommitVerdict;
import dev.drydock.migration.Loss;
import dev.drydock.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other sessions commit during a run is never taken for a loss of the run. */
class NeighboursIT {

  private TestDatabase database;

  @BeforeEach
  void makeDatabase() {
    database = GuardDatabases.owned();
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  private CommitVerdict duringRun(String ours, String theirs) throws SQLException {
    try (Connection connection = database.connect()) {
      return new GuardedRun(connection)
          .migration("m1", ours)
          .meanwhile(() -> database.execute(theirs))
          .committed();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE tuned",
        "DROP TABLE crm.leads; DROP SCHEMA crm CASCADE",
        "ALTER TABLE clients DROP COLUMN spare",
        "ALTER TABLE lonely ALTER COLUMN v TYPE varchar(9)",
        "ALTER TABLE lonely RENAME TO lonesome",
        "DELETE FROM lonely",
        "UPDATE lonely SET v = ''",
        "TRUNCATE lonely",
        "DROP INDEX clients_name_idx",
        "ALTER TABLE clients DROP CONSTRAINT clients_age_check",
        "DROP VIEW client_ids",
        "CREATE OR REPLACE VIEW client_ids AS SELECT id FROM client_names WHERE id > 9",
        "DROP FUNCTION wipe_leads()",
        "DROP TRIGGER tracked_touch ON tracked",
        "DROP POLICY docs_own ON docs",
        "DROP RULE ruled_rule ON ruled",
        "DROP TYPE address",
        "DROP DOMAIN posint",
        "DROP SEQUENCE loose_seq",
        "COMMENT ON TABLE clients IS NULL",
        "REVOKE ALL ON clients FROM guard_app",
        "ALTER TABLE clients ALTER COLUMN email DROP NOT NULL",
        "ALTER TABLE clients ALTER COLUMN name DROP DEFAULT",
        "ALTER TABLE docs DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE measurements DETACH PARTITION m_2024",
        "DROP PUBLICATION pub",
        "DROP STATISTICS clients_stats",
        "DROP MATERIALIZED VIEW order_stats",
        "ALTER TABLE child_t NO INHERIT base_t",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA crm REVOKE SELECT ON TABLES FROM guard_app",
        "DROP CAST (loose AS text)",
        "CREATE TABLE theirs (a integer); DROP TABLE theirs",
        "VACUUM ANALYZE clients",
      })
  void othersAreNeverCounted(String theirs) throws SQLException {
    CommitVerdict verdict =
        duringRun(
            "CREATE TABLE ours (a integer); INSERT INTO ours VALUES (1); ALTER TABLE hollow ADD"
                + " COLUMN fresh integer;",
            theirs);

    assertThat(verdict.report().losses()).isEmpty();
    assertThat(verdict.refusal()).isEmpty();
  }

  @Test
  void whatOthersDroppedIsMentioned() throws SQLException {
    CommitVerdict verdict = duringRun("CREATE TABLE ours (a integer);", "DROP TABLE tuned");

    assertThat(verdict.report().byOthers()).contains("class public.tuned");
  }

  @Test
  void ourOwnLossIsFoundBesideTheirs() throws SQLException {
    CommitVerdict verdict =
        duringRun("ALTER TABLE hollow DROP COLUMN v;", "ALTER TABLE clients DROP COLUMN spare");

    assertThat(verdict.report().losses())
        .extracting(Loss::object)
        .containsExactly("public.hollow.v");
  }
}
