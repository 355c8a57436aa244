package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever may create in a schema of the search path can make an operator that fits the types of a
 * query better than the server's own, and then runs as whoever asks
 * (https://www.postgresql.org/docs/current/typeconv-oper.html): Drydock asks so that none is used.
 */
class ForeignOperatorsIT {

  /** Each operator for each two types for which the server has none. */
  private static final String OPERATORS =
      """
      DO $$
      DECLARE
        types text[] := '{oid,int2,int4,int8,numeric,text,name,varchar,\\"char\\",bool,regclass,regtype,regproc,regnamespace,xid,float4,jsonb,timestamptz,interval}';
        l text; r text; o text;
      BEGIN
        CREATE SEQUENCE public.called;
        FOREACH l IN ARRAY types LOOP
          FOREACH r IN ARRAY types LOOP
            EXECUTE format('CREATE FUNCTION public.foreign_one(%1$s, %2$s) RETURNS bool LANGUAGE plpgsql AS'
              ' $f$BEGIN PERFORM nextval(''public.called''); RAISE ''an operator of %1$s and %2$s''; END$f$', l, r);
            FOREACH o IN ARRAY '{=,<>,<,>,<=,>=,||,~,!~,~~,!~~,&,->,->>,+,-,*,/}'::text[] LOOP
              IF NOT EXISTS (SELECT FROM pg_operator p WHERE p.oprname = o
                   AND p.oprleft = l::regtype::oid AND p.oprright = r::regtype::oid) THEN
                EXECUTE format('CREATE OPERATOR public.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = public.foreign_one)', o, l, r);
              END IF;
            END LOOP;
          END LOOP;
        END LOOP;
      END $$
      """;

  @TempDir Path folder;
  private TestDatabase database;

  @BeforeEach
  void open() {
    database = MixedMigrations.prepared(TestServer.shared(), folder);
    database.execute(OPERATORS);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void noneIsUsed() {
    Project project =
        MixedMigrations.project(folder, database)
            .file(
                "0008b_code",
                "DO $$ BEGIN EXECUTE 'CREATE TABLE made (id int)'; END $$; CREATE VIEW v AS SELECT id FROM notes; CREATE OR REPLACE VIEW v AS SELECT id FROM notes;")
            .file(
                "0009_settings",
                "COMMENT ON COLUMN orders.total IS 'in cents'; ALTER TABLE notes SET (fillfactor = 90);");

    project.service().status();
    String digest = project.service().dryRun().result().digest();
    assertThat(project.migrate(digest).executed()).hasSize((int) MixedMigrations.FILES + 2);
    project.service().status();
    project.service().history();
    project.service().runs();
    project.service().lint(List.of());

    assertNoneWasCalled();
  }

  @Test
  void norWhereSomebodyIsInTheWayAndTheRunIsWatched(@TempDir Path alone) throws SQLException {
    Project project =
        new Project(alone, database)
            .lockBudget(Duration.ofSeconds(3))
            .endIdleBlockers(Duration.ofSeconds(30))
            .file("0001_day", "SELECT pg_sleep(0.5); ALTER TABLE orders ADD COLUMN day date;");
    try (Connection other = database.connect();
        Statement report = other.createStatement()) {
      other.setAutoCommit(false);
      report.execute("SELECT 1 FROM orders");

      assertThatThrownBy(() -> project.service().migrate(watched()))
          .hasMessageContaining("idle in transaction");
    }

    assertNoneWasCalled();
  }

  private static MigrationRequest watched() {
    var observer =
        new RunObserver() {
          @Override
          public void happened(RunEvent event) {
            // what it hears does not matter
          }

          @Override
          public boolean watched() {
            return true;
          }
        };
    return Project.request(observer);
  }

  private void assertNoneWasCalled() {
    assertThat(database.<Boolean>value("SELECT is_called FROM public.called")).isFalse();
  }
}
