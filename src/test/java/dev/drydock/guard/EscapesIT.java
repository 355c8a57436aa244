package dev.drydock.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.execution.CommitVerdict;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways around the look; each one must be closed. */
@Tag("contract")
class EscapesIT {

  private static final String DROP = "DO $$ BEGIN EXECUTE 'DROP TABLE public.lonely'; END $$;";

  private static final String HIDDEN_DROP =
      "DO $$ BEGIN EXECUTE 'ALTER TABLE ho' || 'llow DROP COLUMN v'; END $$;";

  private TestDatabase database;

  /** The plan that is kept for the look, of the same text, with other tables. */
  private static final String ANOTHER_PATH =
      """
      CREATE SCHEMA evil; CREATE TABLE evil.pg_class (LIKE pg_catalog.pg_class);
      SET search_path = evil, pg_catalog, public;
      DO $$ DECLARE text text; BEGIN
        SELECT split_part(substring(statement from 'PREPARE .*'), E';\\n', 1) INTO STRICT text
          FROM pg_prepared_statements WHERE name = 'drydock_look';
        DEALLOCATE drydock_look;
        EXECUTE text;
      END $$;
      EXECUTE drydock_look(true);
      """;

  @BeforeEach
  void makeDatabase() {
    database = GuardDatabases.superuser();
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  private CommitVerdict committed(String sql) throws SQLException {
    try (Connection connection = database.connect()) {
      return new GuardedRun(connection).outside(database::connect).migration("m1", sql).committed();
    }
  }

  private void refused(CommitVerdict verdict, String... words) {
    assertThat(verdict.refusal()).isPresent();
    assertThat(verdict.refusal().orElseThrow().code()).isEqualTo(ErrorCode.UNDECLARED_LOSS);
    assertThat(verdict.refusal().orElseThrow().text()).contains(words);
    assertThat(database.<Long>value("SELECT count(*) FROM public.lonely")).isEqualTo(2);
  }

  /** What runs first is thought to blind the look; the loss behind it must be seen all the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "RESET ALL;",
        "DEALLOCATE ALL;",
        "DISCARD PLANS;",
        "DISCARD SEQUENCES;",
        "DISCARD TEMP;",
        "SELECT pg_advisory_unlock_all();",
        "SET search_path = crm;",
        "SET ROLE pg_monitor; RESET ROLE;",
        "SET row_security = on;",
        "DO $$ BEGIN PERFORM set_config('standard_conforming_strings', 'off', false); END $$;",
        "SET quote_all_identifiers = on;",
        "DO $$ BEGIN PERFORM set_config(name, 'snapshot', false) FROM pg_settings WHERE name ="
            + " 'stats_fetch_consistency'; END $$;",
        "CREATE TEMP TABLE pg_class (oid oid, relname name, relnamespace oid, relkind \"char\");"
            + " CREATE TEMP TABLE pg_locks (pid integer); CREATE TEMP TABLE pg_namespace (a int);",
        "CREATE SCHEMA evil; CREATE VIEW evil.pg_class AS SELECT * FROM pg_catalog.pg_class WHERE"
            + " false; SET search_path = evil, pg_catalog, public;",
        "CREATE SCHEMA evil; CREATE FUNCTION evil.age(xid) RETURNS integer LANGUAGE sql AS"
            + " 'SELECT 99'; CREATE FUNCTION evil.never(oid, oid) RETURNS boolean LANGUAGE sql AS"
            + " 'SELECT false'; CREATE OPERATOR evil.= (leftarg = oid, rightarg = oid, function ="
            + " evil.never); SET search_path = evil, pg_catalog, public;",
        "CREATE FUNCTION public.always(oid, integer) RETURNS boolean LANGUAGE sql AS"
            + " 'SELECT false'; CREATE OPERATOR public.>= (leftarg = oid, rightarg = integer,"
            + " function = public.always);",
        "CREATE FUNCTION public.to_name(text) RETURNS name LANGUAGE sql AS 'SELECT NULL::name';",
        "DO $$ BEGIN PERFORM set_config('drydock.relations', '1,2,3', false); END $$;",
        "DEALLOCATE drydock_look; PREPARE drydock_look AS SELECT 1, 'x', 'y', NULL, NULL WHERE false;",
        "SET plan_cache_mode = force_custom_plan;",
        ANOTHER_PATH,
      })
  void seesTheLossBehind(String blinding) throws SQLException {
    refused(committed(blinding + DROP), "drop table public.lonely");
  }

  @Test
  void usesThePlanItKeptAndForgetsIt() throws SQLException {
    String kept = "SELECT generic_plans FROM pg_prepared_statements WHERE name = 'drydock_look'";
    var plans = new ArrayList<Long>();
    try (Connection connection = database.connect()) {
      var run = new GuardedRun(connection).migration("m1", "ALTER TABLE lonely ADD COLUMN n int;");
      refused(
          new GuardedRun(connection)
              .migration("m1", "DROP TABLE lonely;")
              .behind(() -> plans.addAll(numbers(connection, kept)))
              .committed(),
          "drop table public.lonely");

      assertThat(plans).containsExactly(1L);
      assertThat(numbers(connection, kept)).isEmpty();
      assertThat(run.committed().refusal()).isEmpty();
    }
  }

  @Test
  void practisesWhereAnEarlierAttemptLeftItsPlan() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("PREPARE drydock_look AS SELECT 1");

      refused(
          new GuardedRun(connection).migration("m1", "DROP TABLE lonely;").committed(),
          "drop table public.lonely");
    }
  }

  private static List<Long> numbers(Connection connection, String sql) throws SQLException {
    var numbers = new ArrayList<Long>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        numbers.add(rows.getLong(1));
      }
    }
    return numbers;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DO $$ BEGIN DELETE FROM lonely; COMMIT; END $$;",
        "DO $$ BEGIN DELETE FROM lonely; ROLLBACK; END $$;",
        "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN DELETE FROM lonely; COMMIT; END $$;"
            + " CALL p();",
        "DELETE FROM lonely; DISCARD ALL;",
        "DELETE FROM lonely; SELECT pg_terminate_backend(pg_backend_pid()); SELECT 1;",
      })
  void failsAndLeavesEverything(String sql) {
    assertThatThrownBy(() -> committed(sql)).isInstanceOf(SQLException.class);
    assertThat(database.<Long>value("SELECT count(*) FROM lonely")).isEqualTo(2);
    assertThat(database.<Long>value("SELECT count(*) FROM schema_migrations")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CLOSE ALL; ALTER TABLE clients DROP COLUMN spare;" + HIDDEN_DROP,
        "DO $$ DECLARE c refcursor; r record; BEGIN FOR r IN SELECT name FROM pg_cursors WHERE name"
            + " LIKE 'drydock%' LOOP c := r.name; FETCH c INTO r; END LOOP; END $$;"
            + HIDDEN_DROP,
        HIDDEN_DROP
            + "DO $$ DECLARE c text; t text; BEGIN FOR c, t IN SELECT name, statement FROM pg_cursors"
            + " WHERE name LIKE 'drydock%' LOOP EXECUTE 'CLOSE ' || c; EXECUTE"
            + " split_part(substring(t from 'DECLARE .*'), E';\\n', 1); END LOOP; END $$;",
        HIDDEN_DROP
            + "DO $$ DECLARE c text; BEGIN FOR c IN SELECT name FROM pg_cursors WHERE name LIKE"
            + " 'drydock%' LOOP EXECUTE 'CLOSE ' || c; EXECUTE 'DECLARE ' || c || ' CURSOR FOR SELECT"
            + " -1, NULL, current_setting(''drydock.relations'', true)'; END LOOP; END $$;",
      })
  void refusesWhoeverTouchesTheCursorOfTheCatalogAsItWas(String sql) throws SQLException {
    refused(committed(sql), "closed or moved the cursor");
  }

  @Test
  void refusesTriggersThatDeferThemselvesForEver() throws SQLException {
    refused(
        committed(
            """
            CREATE TABLE t (a integer);
            CREATE FUNCTION later() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              SET CONSTRAINTS ALL DEFERRED; INSERT INTO t VALUES (1);
              IF (SELECT count(*) FROM t) > 50 THEN DELETE FROM lonely; END IF;
              RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER tr AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
              FOR EACH ROW EXECUTE FUNCTION later();
            INSERT INTO t VALUES (1);
            """),
        "Deferred triggers went on writing rows");
  }

  @Test
  void seesWhatADeferredTriggerDoesThatChangesThePathOfTheLook() throws SQLException {
    refused(
        committed(
            """
            CREATE SCHEMA evil;
            CREATE VIEW evil.pg_class AS SELECT * FROM pg_catalog.pg_class WHERE false;
            CREATE TABLE t (a integer);
            CREATE FUNCTION later() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              PERFORM set_config('search_path', 'evil, pg_catalog', false);
              DELETE FROM public.lonely; RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER tr AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
              FOR EACH ROW EXECUTE FUNCTION later();
            INSERT INTO t VALUES (1);
            """),
        "delete rows public.lonely (2 rows)");
  }

  @Test
  void refusesADeferredTriggerThatChangesTheRole() throws SQLException {
    refused(
        committed(
            """
            CREATE TABLE t (a integer);
            CREATE FUNCTION later() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              SET ROLE guard_app; RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER tr AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
              FOR EACH ROW EXECUTE FUNCTION later();
            INSERT INTO t VALUES (1);
            """),
        "changed the role");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE FUNCTION pg_temp.f() RETURNS text LANGUAGE sql AS 'SELECT NULL::text';"
            + " ALTER TABLE hollow ALTER COLUMN v SET DEFAULT pg_temp.f();",
        "CREATE TEMP TABLE tmp (a integer); CREATE FUNCTION public.f(pg_temp.tmp) RETURNS integer"
            + " LANGUAGE sql AS 'SELECT 1';",
        "CREATE TYPE pg_temp.kind AS ENUM ('a'); CREATE TABLE public.t (k pg_temp.kind);",
      })
  void refusesWhatTheEndOfTheSessionWouldDrop(String sql) throws SQLException {
    refused(committed(sql), "depends on temporary objects");
  }

  @Test
  void tellsOfAViewThatBecameTemporary() throws SQLException {
    CommitVerdict verdict =
        committed(
            "CREATE TEMP TABLE tmp (a integer); CREATE VIEW \"Lost\" AS SELECT * FROM tmp;"
                + " CREATE TEMP VIEW meant AS SELECT * FROM tmp;");

    assertThat(verdict.refusal()).isEmpty();
    assertThat(verdict.report().warnings())
        .singleElement()
        .asString()
        .startsWith("View \"Lost\" reads a temporary table and so became temporary itself");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET track_counts = off; DELETE FROM lonely;",
        "DO $$ BEGIN SET LOCAL track_counts = off; DELETE FROM lonely; SET LOCAL track_counts = on;"
            + " END $$;",
        "CREATE FUNCTION wipe() RETURNS void LANGUAGE plpgsql SET track_counts = off AS $$ BEGIN"
            + " DELETE FROM lonely; END $$; SELECT wipe();",
        "DO $$ BEGIN PERFORM set_config('track_' || 'counts', 'off', true); DELETE FROM lonely;"
            + " PERFORM set_config('track_' || 'counts', 'on', true); END $$;",
      })
  void refusesCountersThatAreSwitchedOff(String sql) throws SQLException {
    refused(committed(sql), "would not be seen");
    try (Connection connection = database.connect()) {
      refused(new GuardedRun(connection).migration("m1", sql).committed(), "would not be seen");
    }
  }

  /** Counters that stand still prove nothing to a superuser, but the rows themselves do. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO lonely SELECT 1 WHERE false;",
        "UPDATE lonely SET id = 1 WHERE false; DELETE FROM lonely WHERE false;",
        "LOCK TABLE lonely IN ROW EXCLUSIVE MODE;",
      })
  void looksAtTheRowsWhereNoCounterMovedBesideAStatementThatNobodyCanJudge(String sql)
      throws SQLException {
    String hiding =
        "DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE schemaname ="
            + " 'crm' LOOP EXECUTE format('ANALYZE crm.%I', t); END LOOP; END $$;";
    assertThat(committed(hiding + sql).refusal()).isEmpty();
    try (Connection connection = database.connect()) {
      refused(
          new GuardedRun(connection).migration("m2", hiding + sql).committed(),
          "locked public.lonely for writing",
          "allow unjudged because <reason> in m2");
    }
  }

  @Test
  void closesCursorsThatCommitWouldRun() throws SQLException {
    CommitVerdict verdict =
        committed(
            "DECLARE c CURSOR WITH HOLD FOR SELECT wipe_leads(); CREATE TABLE t (a integer);");

    assertThat(verdict.refusal()).isEmpty();
    assertThat(database.<Long>value("SELECT count(*) FROM crm.leads")).isEqualTo(1);
  }

  @Test
  void seesWhatAnEventTriggerOfTheFileDoes() throws SQLException {
    refused(
        committed(
            """
            CREATE FUNCTION on_end() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
              DELETE FROM public.lonely; END $$;
            CREATE EVENT TRIGGER at_end ON ddl_command_end EXECUTE FUNCTION on_end();
            CREATE TABLE t (a integer);
            """),
        "delete rows public.lonely (2 rows)");
  }

  @Test
  void seesATruncateInPlaceByAnEventTriggerInsideAHarmlessRewrite() throws SQLException {
    database.execute(
        """
        CREATE FUNCTION on_end() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
          IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE command_tag = 'ALTER TABLE')
          THEN TRUNCATE public.lonely; END IF; END $$
        """,
        "CREATE EVENT TRIGGER at_end ON ddl_command_end EXECUTE FUNCTION on_end()");

    refused(
        committed("ALTER TABLE lonely ADD COLUMN r double precision DEFAULT random();"),
        "truncate public.lonely");
  }

  @Test
  void endsWhereAFileEndsTheTransaction() {
    assertThatThrownBy(
            () -> {
              try (Connection connection = database.connect()) {
                var run = new GuardedRun(connection).migration("m1", "CREATE TABLE t (a integer)");
                run.afterStatements("PREPARE TRANSACTION 'guard_escape'").committed();
              }
            })
        .isInstanceOf(SQLException.class);
    database.execute("ROLLBACK PREPARED 'guard_escape'");
  }

  @Test
  void refusesWhatNobodyCanJudgeWhileAChannelIsOpen() throws SQLException {
    try (Connection connection = database.connect()) {
      var run =
          new GuardedRun(connection)
              .strict()
              .migration("m1", "DO $$ BEGIN EXECUTE 'SELECT 1'; END $$;");

      assertThatThrownBy(run::committed)
          .isInstanceOf(DrydockException.class)
          .hasMessageContaining("COPY PROGRAM")
          .hasMessageContaining("allow unjudged");
    }
  }

  @Test
  void runsItWhenTheFileAllowsIt() throws SQLException {
    try (Connection connection = database.connect()) {
      CommitVerdict verdict =
          new GuardedRun(connection)
              .strict()
              .migration(
                  "m1",
                  "-- drydock: allow unjudged because it only selects\n"
                      + "DO $$ BEGIN EXECUTE 'SELECT 1'; END $$;")
              .committed();

      assertThat(verdict.refusal()).isEmpty();
    }
  }

  @Test
  void listsTheChannelsOfASuperuserAndNoneOfAnOrdinaryRole() throws SQLException {
    List<String> all;
    List<String> few;
    try (TestDatabase owned = GuardDatabases.owned();
        Connection superuser = database.connect();
        Connection owner = owned.connect()) {
      all = OutsideChannels.read(superuser);
      few = OutsideChannels.read(owner);
    }

    assertThat(all)
        .anyMatch(channel -> channel.contains("COPY PROGRAM"))
        .anyMatch(channel -> channel.contains("foreign server far"));
    assertThat(few).isEmpty();
  }
}
