package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.migration.DrydockException;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What would not be the same UPDATE in batches, or break off half way, is refused in the plan. */
class BackfillObstaclesIT {

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    database.execute(
        "CREATE SEQUENCE sq",
        "CREATE TABLE t (id int PRIMARY KEY, n int, u uuid, at timestamptz DEFAULT now(), a int[], p int UNIQUE DEFERRABLE, x int)",
        "INSERT INTO t (id, p) SELECT g, g FROM generate_series(1, 500) g",
        "CREATE VIEW tokens AS SELECT gen_random_uuid() AS u",
        "CREATE TABLE linked (id int PRIMARY KEY, n int UNIQUE, up int REFERENCES linked (n))",
        "INSERT INTO linked SELECT g, g, 501 - g FROM generate_series(1, 500) g",
        "CREATE TABLE cascaded (id int REFERENCES t (id) ON UPDATE CASCADE)",
        "CREATE TABLE keyed (id int PRIMARY KEY, code int NOT NULL UNIQUE)",
        "CREATE TABLE uses (code int REFERENCES keyed (code) ON UPDATE CASCADE)",
        "INSERT INTO keyed SELECT g, g FROM generate_series(1, 500) g",
        "CREATE TABLE parts (id int, k int, n int DEFAULT 0, s text, PRIMARY KEY (id, k)) PARTITION BY LIST (k)",
        "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1)",
        "CREATE TABLE parts_2 (s text, n int DEFAULT 5, k int NOT NULL, id int NOT NULL, PRIMARY KEY (id, k))",
        "ALTER TABLE parts ATTACH PARTITION parts_2 FOR VALUES IN (2)",
        "INSERT INTO parts (id, k) SELECT g, 1 + g % 2 FROM generate_series(1, 500) g",
        "CREATE TABLE loose (id int, k int, n int) PARTITION BY LIST ((k % 2))",
        "CREATE TABLE loose_0 PARTITION OF loose FOR VALUES IN (0)",
        "CREATE TABLE loose_1 PARTITION OF loose FOR VALUES IN (1)",
        "ALTER TABLE loose_0 ADD PRIMARY KEY (id)",
        "ALTER TABLE loose_1 ADD PRIMARY KEY (id)",
        "INSERT INTO loose SELECT g, g FROM generate_series(1, 500) g",
        "CREATE TABLE pets (id int PRIMARY KEY, n int)",
        "CREATE TABLE dogs (PRIMARY KEY (n), v int) INHERITS (pets)",
        "INSERT INTO pets SELECT g, g FROM generate_series(1, 500) g",
        "CREATE TABLE rates (i int PRIMARY KEY, v int)",
        "CREATE TABLE ruled (id int PRIMARY KEY, n int)",
        "CREATE RULE r AS ON UPDATE TO ruled DO ALSO NOTHING",
        "INSERT INTO ruled SELECT g FROM generate_series(1, 500) g",
        "CREATE TABLE keyless (b int, a int)",
        "INSERT INTO keyless (a) SELECT g FROM generate_series(1, 500) g",
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER touch BEFORE UPDATE ON keyless FOR EACH ROW EXECUTE FUNCTION touch()",
        "CREATE TABLE unseen (i int PRIMARY KEY, v int)",
        "ALTER TABLE unseen ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE unseen FORCE ROW LEVEL SECURITY",
        "ANALYZE");
    project = new Project(folder, database).largeFrom(20);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void file(String update) {
    project.file(
        "0001_fill",
        "-- drydock: allow update rows %s because x\n-- drydock: backfill in batches of 50\n%s;"
            .formatted(update.split(" ")[1], update));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE t SET n = (SELECT nextval('sq'))|another answer",
        "UPDATE t SET u = x.u FROM (SELECT gen_random_uuid() AS u) x|another answer",
        "UPDATE t SET x = v FROM random() AS v|another answer",
        "UPDATE t SET u = tokens.u FROM tokens|another answer",
        "UPDATE t SET u = (SELECT u FROM tokens)|another answer",
        "UPDATE t SET n = (SELECT last_value FROM sq), x = nextval('sq')|last_value of a sequence",
        "UPDATE t SET n = 1 WHERE id IN (SELECT id FROM t ORDER BY x LIMIT 100)|leaves some side by side",
        "UPDATE t SET n = o.r FROM (SELECT id, row_number() OVER (ORDER BY x) AS r FROM t) o WHERE o.id = t.id|leaves some side by side",
        "UPDATE linked SET n = n + 1000, up = up + 1000|is checked when all rows are set",
        "UPDATE t SET p = 501 - p|t_p_key of public.t is checked when all rows are set",
        "UPDATE keyed SET code = -code|uses_code_fkey of public.uses would change rows there",
        "UPDATE parts SET k = 1, n = 2|sets k of public.parts_",
        "UPDATE loose SET k = k + 2|sets k, by which rows go to other partitions",
        "UPDATE parts SET s = parts::text|takes whole rows of parts, and those of public.parts_2",
        "UPDATE parts SET s = to_jsonb(parts.*)::text|takes whole rows of parts",
        "UPDATE parts SET n = DEFAULT|public.parts_2 has another one",
        "UPDATE pets SET n = -n|sets n of public.dogs, the key",
        "UPDATE pets SET id = id FROM rates WHERE i = id AND v > 0|public.dogs has a column v",
        "UPDATE ruled SET n = 1|a rule rewrites updates of public.ruled",
        "UPDATE keyless SET b = nullif(a % 2, 0) WHERE b IS NULL|its trigger touch would fire again",
        "UPDATE t SET n = unseen.v FROM unseen WHERE i = id|row security hides rows of public.unseen",
      })
  void whatCannotBeTheSameIsRefusedInThePlan(String update, String why) {
    file(update);

    assertThat(project.service().dryRun().result().refusals())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.text()).contains(why));
    assertThat(catchThrowableOfType(DrydockException.class, project::migrate)).isNotNull();
    assertThat(database.<Boolean>value("SELECT to_regclass('public.drydock_steps') IS NULL"))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE t SET n = nextval('sq')",
        "UPDATE t SET n = (SELECT nextval('sq') WHERE t.id > 0)",
        "UPDATE t SET n = 1, a[1] = 5, a[3] = 7",
        "UPDATE t SET n = 1, at = DEFAULT",
        "UPDATE loose SET n = 1",
        "UPDATE parts_2 SET n = DEFAULT, s = parts_2::text",
        "UPDATE keyed SET code = code",
        "UPDATE t SET n = 1 WHERE id IN (SELECT id FROM t ORDER BY x, id LIMIT 500)",
        "UPDATE linked SET up = n",
      })
  void whatIsTheSameRuns(String update) {
    if (update.contains("keyed")) {
      database.execute("DROP TABLE uses");
    }
    file(update);

    project.migrate(project.service().dryRun().result().digest());

    String table = update.split(" ")[1];
    String column = table.equals("keyed") ? "code" : "n";
    assertThat(
            database.<Long>value(
                "SELECT count(*) FROM %s WHERE %s IS NULL".formatted(table, column)))
        .isZero();
  }

  @Test
  void anotherTimeInEachBatchIsToldBeforehand() {
    file("UPDATE t SET at = DEFAULT, n = 1");
    List<String> byDefault = differences();
    file("UPDATE t SET at = now(), n = 1");

    assertThat(byDefault).singleElement().asString().contains("now is another time in each batch");
    assertThat(differences()).isEqualTo(byDefault);
    file("UPDATE t SET n = 1");
    assertThat(differences()).isEmpty();
  }

  private List<String> differences() {
    return project.service().dryRun().result().steps().stream()
        .flatMap(step -> step.differences().stream())
        .toList();
  }
}
