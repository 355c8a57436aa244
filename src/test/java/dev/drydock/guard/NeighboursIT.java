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
import org.junit.jupiter.params.provider.CsvSource;
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
          .outside(database::connect)
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

  /** Their change and ours meet in one catalog row, which then bears our stamp. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "REVOKE ALL ON clients FROM guard_app | ALTER TABLE clients ADD COLUMN more integer",
        "REVOKE UPDATE (phone) ON clients FROM guard_app | ALTER TABLE clients ALTER COLUMN phone SET STATISTICS 10",
        "ALTER TABLE tuned RESET (fillfactor) | CREATE INDEX ON tuned (id)",
        "ALTER TABLE docs DISABLE ROW LEVEL SECURITY | ALTER TABLE docs ADD COLUMN more integer",
        "ALTER TABLE clients ALTER COLUMN email DROP NOT NULL | ALTER TABLE clients ALTER COLUMN email SET STATISTICS 10",
        "ALTER TABLE lonely RENAME COLUMN w TO ww | ALTER TABLE lonely ALTER COLUMN v SET STATISTICS 10",
        "REVOKE EXECUTE ON FUNCTION add_up(integer, integer) FROM guard_app | GRANT EXECUTE ON FUNCTION add_up(integer, integer) TO guard_group",
        "REVOKE USAGE ON SEQUENCE loose_seq FROM guard_app | ALTER SEQUENCE loose_seq CACHE 5",
        "DROP INDEX clients_name_idx | CREATE INDEX ON clients (name, age)",
        "COMMENT ON TABLE clients IS NULL | COMMENT ON COLUMN clients.phone IS 'new'",
        "DROP TABLE tuned | CREATE TABLE gone_soon (a integer); DROP TABLE gone_soon",
        "DROP FUNCTION wipe_leads() | CREATE FUNCTION soon() RETURNS integer LANGUAGE sql AS 'SELECT 1'; DROP FUNCTION soon()",
        "ALTER TABLE child_t NO INHERIT base_t | CREATE TABLE kid () INHERITS (base_t); ALTER TABLE kid NO INHERIT base_t",
        "DROP TRIGGER tracked_touch ON tracked | CREATE TRIGGER another BEFORE INSERT ON tracked FOR EACH ROW EXECUTE FUNCTION touch(); DROP TRIGGER another ON tracked",
        "DROP POLICY docs_own ON docs | CREATE POLICY another ON docs; DROP POLICY another ON docs",
        "TRUNCATE lonely | INSERT INTO lonely VALUES (77, 'x', 1)",
        "DELETE FROM lonely | INSERT INTO lonely VALUES (77, 'x', 1)",
        "CLUSTER clients USING clients_pkey | ALTER TABLE clients ADD COLUMN more integer",
        "ALTER TYPE mood RENAME VALUE 'ok' TO 'fine' | ALTER TYPE mood ADD VALUE 'great'",
      })
  void whatOthersDidToOurObjectsIsNotOurs(String theirs, String ours) throws SQLException {
    CommitVerdict verdict = duringRun(ours + ";", theirs);

    assertThat(verdict.report().losses()).isEmpty();
    assertThat(verdict.refusal()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT nextval('loose_seq')",
        "CREATE TABLE drawn AS SELECT nextval('loose_seq') AS n",
        "ALTER TABLE lonely ADD COLUMN n bigint DEFAULT nextval('loose_seq')",
      })
  void whatOthersSetBackWhileWeDrawIsMentioned(String ours) throws SQLException {
    CommitVerdict verdict = duringRun(ours + ";", "SELECT setval('loose_seq', 3)");

    assertThat(verdict.report().losses()).isEmpty();
    assertThat(verdict.refusal()).isEmpty();
    assertThat(verdict.report().byOthers())
        .contains("sequence public.loose_seq was set back, stood at 100");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT setval('loose_seq', 2)",
        "SELECT set_back()",
        "INSERT INTO hollow (v) VALUES ('x')",
        "ALTER SEQUENCE loose_seq RESTART WITH 2",
      })
  void whatWeSetBackIsOursBesideTheirs(String ours) throws SQLException {
    database.execute(
        "CREATE FUNCTION set_back() RETURNS bigint LANGUAGE sql AS $$ SELECT setval('loose_seq', 2) $$",
        "CREATE FUNCTION sets_back() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM"
            + " setval('public.loose_seq', 2); RETURN NEW; END $$",
        "CREATE TRIGGER sets_back BEFORE INSERT ON hollow FOR EACH ROW EXECUTE FUNCTION sets_back()");

    CommitVerdict verdict = duringRun(ours + ";", "SELECT setval('loose_seq', 3)");

    assertThat(verdict.report().losses())
        .extracting(Loss::object)
        .containsExactly("public.loose_seq");
    assertThat(verdict.refusal()).isPresent();
  }

  private static String settingBack(String body) {
    return """
        CREATE FUNCTION sets_back() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN %s; RETURN NEW; END $$;
        CREATE TRIGGER sets_back BEFORE UPDATE ON lonely FOR EACH ROW EXECUTE FUNCTION sets_back()
        """
        .formatted(body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PERFORM setval('loose_seq', 2)", "ALTER SEQUENCE loose_seq RESTART"})
  void codeOfATriggerThatSetsBackIsOurs(String body) throws SQLException {
    database.execute(settingBack(body));

    CommitVerdict verdict = duringRun("UPDATE lonely SET v = 'ours';", "ANALYZE lonely");

    assertThat(verdict.report().losses()).extracting(Loss::object).contains("public.loose_seq");
  }

  /** Where nothing could move a sequence none was read, and code that came later may have. */
  @ParameterizedTest
  @ValueSource(strings = {"PERFORM setval('loose_seq', 2)", "ALTER SEQUENCE loose_seq RESTART"})
  void codeThatComesMeanwhileAndMaySetBackIsRefused(String body) throws SQLException {
    CommitVerdict verdict =
        duringRun(
            "-- drydock: allow update rows lonely because a test\nUPDATE lonely SET v = 'ours';",
            settingBack(body));

    assertThat(verdict.report().losses()).extracting(Loss::declared).doesNotContain(false);
    assertThat(verdict.refusal().orElseThrow().what())
        .contains("public.loose_seq", "may have set it back");
    assertThat(database.<Long>value("SELECT count(*) FROM lonely WHERE v = 'ours'")).isZero();
  }

  @Test
  void whatOthersSetBackIsNotOursToRestore() throws SQLException {
    try (Connection connection = database.connect()) {
      var run =
          new GuardedRun(connection)
              .outside(database::connect)
              .migration("m1", "SELECT nextval('loose_seq'); DROP TABLE tuned;")
              .meanwhile(() -> database.execute("SELECT setval('loose_seq', 3)"));

      assertThat(run.committed().refusal()).isPresent();
      assertThat(run.guard().remains(connection)).isEmpty();
    }
  }
}
