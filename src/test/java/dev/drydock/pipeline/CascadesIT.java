package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.execution.MigrationPlan;
import dev.drydock.lint.LintMode;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Effect;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Loss;
import dev.drydock.migration.Severity;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What CASCADE takes along is told before anything runs, each by its name, and nothing else is. */
class CascadesIT {

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    database.execute(
        "CREATE TYPE mood AS ENUM ('sad', 'fine')",
        "CREATE TYPE pair AS (a int, b text)",
        "CREATE TABLE p (id int PRIMARY KEY, m mood, x int, code int UNIQUE)",
        "CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p, m mood DEFAULT 'sad', twice pair)",
        "CREATE INDEX ON c (m)",
        "CREATE TABLE \"Odd one\" (\"P\" int CONSTRAINT \"to p\" REFERENCES p (code), whole p)",
        "CREATE VIEW v AS SELECT id, x FROM p",
        "CREATE VIEW v2 AS SELECT id FROM v",
        "CREATE MATERIALIZED VIEW mv AS SELECT * FROM v2",
        "CREATE UNIQUE INDEX ON mv (id)",
        "CREATE FUNCTION g(mood, int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION g(text) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION low(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1'",
        "CREATE SEQUENCE s",
        "CREATE TABLE d (id int DEFAULT nextval('s'), a int CHECK (low(a) > 0), b int GENERATED ALWAYS AS (low(a)) STORED)",
        "CREATE INDEX computed ON d (low(a))",
        "CREATE STATISTICS lows ON (low(a)), id FROM d",
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER touched BEFORE INSERT ON d FOR EACH ROW EXECUTE FUNCTION touch()",
        "CREATE POLICY seen ON d USING (EXISTS (SELECT FROM v))",
        "CREATE RULE \"not here\" AS ON DELETE TO d DO INSTEAD SELECT count(*) FROM v",
        "CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
        "CREATE TABLE e (n positive, list positive[], k int)",
        "CREATE TABLE parent (a int)",
        "CREATE TABLE child (b int) INHERITS (parent)",
        "CREATE TABLE parts (k int PRIMARY KEY) PARTITION BY RANGE (k)",
        "CREATE TABLE part1 PARTITION OF parts FOR VALUES FROM (0) TO (9)",
        "CREATE TABLE points (k int REFERENCES parts)",
        "CREATE SCHEMA app",
        "CREATE TABLE app.a (id int PRIMARY KEY)",
        "CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE INDEX ON c (p, m)",
        "CREATE INDEX ON c (id) WHERE m = 'sad'",
        "CREATE STATISTICS moods ON id, m FROM c",
        "ALTER TABLE c ADD CONSTRAINT once UNIQUE (m, id), ADD CONSTRAINT known CHECK (m IS NOT NULL)",
        "CREATE FUNCTION named(mood, text, oid) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1'",
        "CREATE TABLE split (k int, x int, y int, m mood) PARTITION BY RANGE (k)",
        "CREATE TABLE split1 PARTITION OF split FOR VALUES FROM (0) TO (9)",
        "CREATE INDEX ON split (m, k)",
        "CREATE VIEW of_split AS SELECT x FROM split1",
        "CREATE INDEX ON split1 (x, y)",
        "ALTER TABLE split1 ADD UNIQUE (x)",
        "CREATE TABLE at_split (a int REFERENCES split1 (x))",
        "ALTER TABLE parent ADD COLUMN y int",
        "CREATE VIEW of_child AS SELECT y FROM child",
        "CREATE DOMAIN checked AS int CHECK (low(VALUE) > 0)",
        "CREATE VIEW of_app AS SELECT * FROM app.a",
        "CREATE TABLE b (a int REFERENCES app.a)");
    project = new Project(folder, database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private MigrationPlan plan(String sql) {
    project.file("0001_change", sql);
    return project.service().dryRun().result();
  }

  private static List<String> destructive(MigrationPlan plan) {
    return plan.steps().stream()
        .flatMap(step -> step.effects().stream())
        .filter(effect -> effect.kind().severity() == Severity.DESTRUCTIVE)
        .map(Effect::toString)
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP VIEW v CASCADE",
        "DROP VIEW v2, v CASCADE",
        "DROP TYPE mood CASCADE",
        "DROP TYPE pair CASCADE",
        "DROP TABLE p CASCADE",
        "DROP TABLE c, p CASCADE",
        "DROP TABLE c; DROP TABLE p CASCADE",
        "DROP TABLE p CASCADE; DROP TABLE IF EXISTS c CASCADE",
        "DROP VIEW v2 CASCADE; DROP TABLE p CASCADE",
        "DROP FUNCTION low(int) CASCADE",
        "DROP FUNCTION touch() CASCADE",
        "DROP POLICY seen ON d; DROP VIEW v CASCADE",
        "DROP SEQUENCE s CASCADE",
        "DROP DOMAIN positive CASCADE",
        "DROP TABLE parent CASCADE",
        "DROP SCHEMA app CASCADE",
        "DROP TABLE app.a CASCADE",
        "ALTER TABLE p DROP COLUMN x CASCADE",
        "ALTER TABLE p DROP CONSTRAINT p_pkey CASCADE",
        "ALTER TABLE p DROP CONSTRAINT p_code_key CASCADE",
        "ALTER TABLE parts DROP CONSTRAINT parts_pkey CASCADE",
        "DROP TABLE c CASCADE",
        "ALTER TABLE split DROP COLUMN x CASCADE",
        "ALTER TABLE parent DROP COLUMN y CASCADE",
        "DROP TABLE p CASCADE; DROP TABLE IF EXISTS \"Odd one\"",
        "SELECT set_config('search_path', 'App', true); DROP TABLE a CASCADE",
        "DROP SCHEMA IF EXISTS nothing CASCADE; DROP EXTENSION IF EXISTS nothing CASCADE; DROP TABLE c CASCADE",
        "DROP FUNCTION g(text) CASCADE",
      })
  void isToldAsTheGuardFindsIt(String sql) {
    List<String> told = destructive(plan(sql + ";"));

    Failure found =
        catchThrowableOfType(DrydockException.class, project.lint(LintMode.OFF)::migrate).failure();

    assertThat(told)
        .isEqualTo(losses(found).map(l -> l.effect().words() + " " + l.object()).sorted().toList());
  }

  @SuppressWarnings("unchecked")
  private static Stream<Loss> losses(Failure failure) {
    return ((List<Loss>) failure.facts().get("losses")).stream();
  }

  @Test
  void whatGotAnotherNameIsLeftToTheGuard() {
    MigrationPlan plan =
        plan(
            "-- drydock: allow rename view v2 because x\nALTER VIEW v2 RENAME TO v9;\n-- drydock: allow drop view v because x\nDROP VIEW v CASCADE;");

    assertThat(plan.steps().get(0).findings())
        .anyMatch(one -> one.rule().equals("cascade") && one.message().contains("public.v2"));
  }

  @Test
  void nothingIsSaidToBeInTheWayOfWhatGoesAlong() {
    MigrationPlan plan = plan("DROP TABLE p CASCADE; DROP VIEW IF EXISTS v2 CASCADE;");

    assertThat(plan.steps().get(0).findings())
        .noneMatch(one -> one.rule().equals("dependent-in-the-way"));
  }

  @Test
  void declaredEverythingGoes() {
    String declared =
        Stream.of(
                "view v",
                "view public.v2",
                "materialized view mv",
                "policy d.seen",
                "rule public.d.\"not here\"")
            .map(what -> "-- drydock: allow drop " + what + " because x\n")
            .reduce("", String::concat);

    MigrationPlan plan = plan(declared + "DROP VIEW v CASCADE;");

    assertThat(plan.refusals()).isEmpty();
    assertThat(project.migrate(plan.digest()).losses()).hasSize(5).allMatch(l -> l.declared());
  }
}
