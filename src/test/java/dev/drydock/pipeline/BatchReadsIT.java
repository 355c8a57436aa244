package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An UPDATE in batches must not read what batches before it have set, by whatever way. */
class BatchReadsIT {

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    database.execute(
        "CREATE TABLE p0 (id int, a int, b text, n int DEFAULT 0)",
        "CREATE TABLE t (g int GENERATED ALWAYS AS (n + 1) STORED, PRIMARY KEY (id)) INHERITS (p0)",
        "INSERT INTO t (id, a, b) SELECT g, g, 'x' || g FROM generate_series(1, 500) g",
        "CREATE VIEW w0 AS SELECT id AS wi, n AS wn FROM t",
        "CREATE VIEW w AS SELECT * FROM w0",
        "CREATE FUNCTION seen() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM t WHERE n > 0'",
        "CREATE FUNCTION twice(i int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN seen() + i; END'",
        "CREATE FUNCTION plain(i int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN i + 1; END'",
        "CREATE FUNCTION named(i int) RETURNS int LANGUAGE sql AS 'SELECT length(b) FROM t WHERE id = i'",
        "CREATE VIEW labels AS SELECT id AS li, b FROM t",
        "CREATE FUNCTION total() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT sum(n)::int FROM t'",
        "CREATE FUNCTION weighed(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2 + total()'",
        "CREATE OPERATOR #+# (LEFTARG = int, RIGHTARG = int, FUNCTION = weighed)",
        "CREATE TYPE pair AS (l int, r int)",
        "CREATE FUNCTION of_pair(pair) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT total()'",
        "CREATE CAST (pair AS int) WITH FUNCTION of_pair(pair)",
        "CREATE DOMAIN counted AS int CHECK (VALUE IS NULL OR total() > -1)",
        "CREATE TABLE stamped (id int PRIMARY KEY, n int DEFAULT 0, g int DEFAULT 0)",
        "CREATE TABLE counts (id int PRIMARY KEY, n int DEFAULT 0, d counted)",
        "CREATE FUNCTION counts() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT sum(n)::int FROM counts'",
        "CREATE DOMAIN summed AS int DEFAULT counts()",
        "ALTER TABLE counts ADD COLUMN s summed DEFAULT 1, ADD COLUMN m summed",
        "INSERT INTO counts (id, s) SELECT g, 1 FROM generate_series(1, 500) g",
        "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.g := 99; RETURN NEW; END'",
        "CREATE TRIGGER stamp BEFORE UPDATE ON stamped FOR EACH ROW EXECUTE FUNCTION stamp()",
        "INSERT INTO stamped SELECT g FROM generate_series(1, 500) g",
        "CREATE TABLE noted (id int, n int DEFAULT 0, m int DEFAULT total(), PRIMARY KEY (id))",
        "CREATE TABLE notes (id int, n int)",
        "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO notes VALUES (NEW.id, NEW.n); RETURN NEW; END'",
        "CREATE TRIGGER note BEFORE UPDATE ON noted FOR EACH ROW EXECUTE FUNCTION note()",
        "INSERT INTO noted SELECT g FROM generate_series(1, 500) g",
        "CREATE TABLE rates (id int PRIMARY KEY, rate int)",
        "INSERT INTO rates SELECT g, g FROM generate_series(1, 500) g",
        "CREATE TABLE parts (id int, k int, n int DEFAULT 0, PRIMARY KEY (id, k)) PARTITION BY LIST (k)",
        "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1)",
        "CREATE TABLE parts_2 PARTITION OF parts FOR VALUES IN (2)",
        "INSERT INTO parts SELECT g, 1 + g % 2 FROM generate_series(1, 500) g",
        "ANALYZE");
    project = new Project(folder, database).largeFrom(20);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void file(String update) {
    String table = update.split(" ")[1];
    project.file(
        "0001_fill",
        "-- drydock: allow update rows %s because x\n-- drydock: backfill in batches of 50\n%s;"
            .formatted(table, update));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE t SET n = n + 1 + wn FROM w0 WHERE w0.wi = t.id - 1",
        "UPDATE t SET n = n + 1 + (SELECT coalesce(max(wn), 0) FROM public.w WHERE wi < t.id)",
        "UPDATE t SET n = 1 + seen()",
        "UPDATE t SET n = twice(1)",
        "UPDATE t SET n = n + 1 + (SELECT coalesce(max(x.n), 0) FROM p0 x WHERE x.id < t.id)",
        "UPDATE parts SET n = n + 1 + (SELECT coalesce(max(x.n), 0) FROM parts_1 x WHERE x.id < parts.id)",
        "UPDATE parts_1 SET n = parts_1.n + 1 + x.n FROM parts x WHERE x.id = parts_1.id - 1",
        "UPDATE t SET n = n + 1 + (SELECT max(x.g) FROM t x WHERE x.id < t.id)",
        "UPDATE t SET n = n + (SELECT max((to_jsonb(x) ->> 'n')::int) FROM t x WHERE x.id < t.id)",
        "UPDATE t SET n = n + (SELECT max(q) FROM t x (i, j, k, q) WHERE i < t.id)",
        "UPDATE t SET n = n + (SELECT count(x.*) FROM t AS x WHERE x.id < t.id)",
        "UPDATE t SET n = 1 WHERE id IN (SELECT id FROM t LIMIT 100)",
        "UPDATE t SET n = x.r FROM (SELECT id, row_number() OVER () AS r FROM t) x WHERE x.id = t.id",
        "UPDATE t SET n = x.r FROM (SELECT DISTINCT ON (b) id, 1 AS r FROM t) x WHERE x.id = t.id",
        "UPDATE t SET n = (SELECT count(*) FROM t x WHERE x.ctid > '(0,1)')",
        "UPDATE t SET n = n #+# 1",
        "UPDATE t SET n = length(query_to_xml('SELECT sum(n) FROM t', true, true, '')::text)",
        "UPDATE noted SET n = (SELECT count(*) FROM notes)",
        "UPDATE t SET n = row(1, 2)::pair::int",
        "UPDATE counts SET n = 1, m = DEFAULT",
        "UPDATE stamped SET n = (SELECT count(*) FROM stamped x WHERE x.g = 99)",
      })
  void whatItHasSetIsNotRead(String update) {
    file(update);

    List<Failure> refusals = project.service().dryRun().result().refusals();

    assertThat(refusals)
        .singleElement()
        .satisfies(
            r ->
                assertThat(r.text())
                    .containsPattern("already set|other names|already changed")
                    .containsPattern("-- drydock: plain|Take the directive away"));
    assertThat(catchThrowableOfType(DrydockException.class, project::migrate)).isNotNull();
    assertThat(database.<Long>value("SELECT count(*) FROM t WHERE n <> 0")).isZero();
    assertThat(database.<Long>value("SELECT count(*) FROM noted WHERE n <> 0")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE t SET n = plain(0)",
        "UPDATE t SET n = 1 + 0 * named(id)",
        "UPDATE t SET n = 1 FROM labels WHERE labels.li = t.id",
        "UPDATE t SET n = 1 FROM rates WHERE rates.id = t.id",
        "UPDATE t SET n = 1 + 0 * (SELECT count(x.id) FROM t x WHERE x.a = t.a - 1)",
        "UPDATE t SET n = (SELECT 1 FROM rates w WHERE w.id = t.id)",
        "UPDATE t AS p0 SET n = 1 WHERE p0.b IS NOT NULL",
        "UPDATE t SET n = 1 WHERE id IN (SELECT id FROM t ORDER BY id LIMIT 500)",
        "UPDATE t SET n = r - r + 1 FROM (SELECT id AS i, row_number() OVER (ORDER BY id) AS r FROM t) x WHERE i = id",
      })
  void whatReadsOtherThingsRuns(String update) {
    file(update);

    project.migrate(project.service().dryRun().result().digest());

    assertThat(database.<Long>value("SELECT count(*) FROM t WHERE n = 1")).isEqualTo(500);
  }

  @Test
  void aTriggerThatWritesWhatIsNotReadIsInNobodysWay() {
    file("UPDATE noted SET n = coalesce(rate, noted.id) FROM rates WHERE rates.id = noted.id");

    project.migrate(project.service().dryRun().result().digest());

    assertThat(database.<Long>value("SELECT count(*) FROM notes WHERE n = id")).isEqualTo(500);
  }

  @Test
  void aFunctionOfTheRunItselfIsSeenWhenItsTurnComes() {
    project.file(
        "0001_fill",
        """
        -- drydock: allow update rows t because x
        CREATE FUNCTION later() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM t WHERE n > 0';
        -- drydock: backfill in batches of 50
        UPDATE t SET n = 1 + later();
        """);

    Failure refused =
        catchThrowableOfType(
                DrydockException.class,
                () -> project.migrate(project.service().dryRun().result().digest()))
            .failure();

    assertThat(refused.what()).contains("reads later");
    assertThat(database.<Long>value("SELECT count(*) FROM t WHERE n <> 0")).isZero();
  }

  @Test
  void aDeclarationThatAFunctionMayWriteSaysNothingOfWhatItReads() {
    project.file(
        "0001_fill",
        """
        -- drydock: allow update rows t because x
        -- drydock: allow unjudged because it adds nothing
        -- drydock: backfill in batches of 50
        UPDATE t SET n = 1 + 0 * seen();
        """);

    assertThat(project.service().dryRun().result().refusals())
        .singleElement()
        .satisfies(r -> assertThat(r.what()).contains("reads seen"));
    assertThat(catchThrowableOfType(DrydockException.class, project::migrate)).isNotNull();
    assertThat(database.<Long>value("SELECT count(*) FROM t WHERE n <> 0")).isZero();
  }
}
