package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.execution.MigrationPlan;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Effect;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Finding;
import dev.drydock.migration.Verdict;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What goes along with something else is told beforehand, and whatever is asked for can be said.
 */
class CompanionsIT {

  private static final String COLUMN = "-- drydock: allow drop column items.x because x\n";

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    database.execute(
        "CREATE TABLE items (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, x int UNIQUE, y int, c varchar(20))",
        "CREATE INDEX alone ON items (x)",
        "CREATE INDEX two ON items (x, y)",
        "CREATE INDEX part ON items (y) WHERE x > 4",
        "CREATE INDEX computed ON items (abs(x))",
        "CREATE STATISTICS pair ON x, y FROM items",
        "ALTER TABLE items ADD CONSTRAINT either CHECK (x > 0 OR y > 0)",
        "ALTER TABLE items ADD CONSTRAINT low CHECK (x < 1000)",
        "CREATE INDEX lowered ON items (lower(c))",
        "ALTER INDEX lowered ALTER COLUMN 1 SET STATISTICS 88",
        "INSERT INTO items (x, y) SELECT g, g FROM generate_series(1, 20) g",
        "CREATE TABLE uses (item int REFERENCES items)",
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TABLE p (id int NOT NULL, k int NOT NULL) PARTITION BY RANGE (k)",
        "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100)",
        "CREATE TABLE rest PARTITION OF p DEFAULT",
        "CREATE TABLE a (i int PRIMARY KEY, n int CONSTRAINT a_nk UNIQUE, s serial)",
        "CREATE TABLE b (a int PRIMARY KEY REFERENCES a ON DELETE CASCADE)",
        "CREATE TABLE b2 (b int REFERENCES b ON DELETE SET NULL, k int) PARTITION BY RANGE (k)",
        "CREATE TABLE b21 PARTITION OF b2 DEFAULT",
        "INSERT INTO a VALUES (1, 1), (2, 2)",
        "INSERT INTO b VALUES (1)",
        "CREATE TABLE status (id int PRIMARY KEY, status int, n int)",
        "CREATE INDEX ON status (n)",
        "CREATE TYPE comp AS (x int, y text)",
        "CREATE TYPE mood AS ENUM ('sad')",
        "CREATE FUNCTION fm(mood) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE DOMAIN dom AS int CONSTRAINT dc CHECK (VALUE > 0)",
        "CREATE TABLE k (i int PRIMARY KEY) PARTITION BY RANGE (i)",
        "CREATE TABLE k1 PARTITION OF k FOR VALUES FROM (0) TO (9)",
        "CREATE TABLE c (k int REFERENCES k)",
        "CREATE TRIGGER touch BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION touch()");
    project = new Project(folder, database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private MigrationPlan plan(String sql) {
    project.file("0001_change", sql + ";");
    return project.service().dryRun().result();
  }

  @Test
  void whatGoesWithAColumnIsToldAndRefusedUntilDeclared() {
    MigrationPlan plan = plan(COLUMN + "ALTER TABLE items DROP COLUMN x");

    assertThat(plan.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(plan.steps().stream().flatMap(m -> m.effects().stream()).map(Effect::toString))
        .containsExactlyInAnyOrder(
            "drop column public.items.x",
            "drop index public.two",
            "drop index public.part",
            "drop index public.computed",
            "drop constraint public.items.either",
            "drop statistics public.pair");
  }

  @Test
  void declaredItGoesAsItWasTold() {
    String declared =
        Stream.of("index two", "index part", "index computed", "constraint items.either")
            .map(what -> "-- drydock: allow drop " + what + " because x\n")
            .reduce(COLUMN + "-- drydock: allow drop statistics pair because x\n", String::concat);
    MigrationPlan plan = plan(declared + "ALTER TABLE items DROP COLUMN x");

    assertThat(plan.refusals()).isEmpty();
    assertThat(project.migrate(plan.digest()).losses()).hasSize(6).allMatch(l -> l.declared());
  }

  @Test
  void whatOnlyTheGuardFindsCanBeDeclared() {
    MigrationPlan plan = plan("ALTER TABLE items ALTER COLUMN c TYPE varchar(40)");
    Failure refused =
        catchThrowableOfType(DrydockException.class, () -> project.migrate(plan.digest()))
            .failure();
    assertThat(refused.what()).contains("change statistics public.lowered");

    MigrationPlan declared =
        plan(
            "-- drydock: allow change statistics public.lowered because x\nALTER TABLE items ALTER COLUMN c TYPE varchar(40)");

    assertThat(declared.refusals()).isEmpty();
    assertThat(project.migrate(declared.digest()).losses()).hasSize(1);
  }

  @Test
  void whatAForeignKeyTakesAlongCanBeDeclared() {
    String delete = "-- drydock: allow delete rows a because x\nDELETE FROM a WHERE i = 1";
    MigrationPlan plan = plan(delete);
    Failure refused =
        catchThrowableOfType(DrydockException.class, () -> project.migrate(plan.digest()))
            .failure();
    assertThat(refused.what()).contains("delete rows public.b");

    MigrationPlan declared = plan("-- drydock: allow delete rows public.b because x\n" + delete);

    assertThat(declared.refusals()).isEmpty();
    assertThat(project.migrate(declared.digest()).losses()).hasSize(2);
  }

  @Test
  void whatForeignKeysTakeAlongIsTold() {
    MigrationPlan plan =
        plan("-- drydock: allow delete rows a because x\nDELETE FROM a WHERE i = 1");

    assertThat(plan.findings().stream().map(Finding::message))
        .anyMatch(
            told ->
                told.contains("allow delete rows public.b, too")
                    && told.contains("allow update rows public.b2, too"));
  }

  @Test
  void whatTruncateCascadeEmptiesIsToldAndRefusedUntilDeclared() {
    MigrationPlan plan = plan("TRUNCATE a CASCADE");

    assertThat(plan.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(plan.steps().stream().flatMap(m -> m.effects().stream()).map(Effect::toString))
        .containsExactlyInAnyOrder("truncate public.a", "truncate public.b", "truncate public.b2");

    MigrationPlan declared =
        plan(
            Stream.of("a", "b", "b2")
                .map(table -> "-- drydock: allow truncate " + table + " because x\n")
                .reduce("", String::concat)
                .concat("TRUNCATE a CASCADE"));
    assertThat(declared.refusals()).isEmpty();
    assertThat(project.migrate(declared.digest()).losses()).allMatch(l -> l.declared());
  }

  @Test
  void whatTheRunCutLooseGoesNowhere() {
    MigrationPlan plan =
        plan(
            """
            -- drydock: allow drop constraint b.b_a_fkey because x
            -- drydock: allow truncate a because x
            ALTER TABLE b DROP CONSTRAINT b_a_fkey; TRUNCATE a CASCADE""");

    assertThat(plan.steps().stream().flatMap(m -> m.effects().stream()).map(Effect::toString))
        .doesNotContain("truncate public.b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-- drydock: allow change type items.id because it grows\nALTER TABLE items ALTER COLUMN id TYPE bigint",
        "-- drydock: allow drop column items.x because x\n-- drydock: allow drop column items.y because x\n-- drydock: allow drop index computed because x\n-- drydock: allow drop index part because x\nALTER TABLE items DROP COLUMN x, DROP COLUMN y",
        "-- drydock: allow drop column status.status because x\nALTER TABLE status DROP COLUMN status",
        "-- drydock: allow detach partition p1 because x\nALTER TABLE p DETACH PARTITION p1",
        "-- drydock: allow detach partition k1 because x\nALTER TABLE k DETACH PARTITION k1",
        "-- drydock: allow rename constraint a.a_nk because x\nALTER TABLE a RENAME CONSTRAINT a_nk TO zz",
        "-- drydock: allow rename index a_pkey because x\nALTER INDEX a_pkey RENAME TO q1",
        "-- drydock: allow change object comp because x\nALTER TYPE comp DROP ATTRIBUTE x",
        "-- drydock: allow drop function fm(mood) because x\nDROP FUNCTION fm(mood)",
        "-- drydock: allow change domain dom because x\nALTER DOMAIN dom DROP CONSTRAINT dc",
        "-- drydock: allow drop type dom because x\nDROP TYPE dom",
        "-- drydock: allow truncate b2 because x\n-- drydock: allow truncate b because x\n-- drydock: allow truncate a because x\nTRUNCATE a, b, b2 RESTART IDENTITY",
      })
  void whatGoesWithoutSayingNeedsNoWord(String sql) {
    MigrationPlan plan = plan(sql);

    assertThat(plan.refusals()).isEmpty();
    assertThat(project.migrate(plan.digest()).losses()).allMatch(l -> l.declared());
  }
}
