package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server would refuse at a later step is refused before the first one. */
class DoomedStatementsIT {

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    database.execute(
        "CREATE TABLE customers (id bigint PRIMARY KEY, code int, email text)",
        "CREATE UNIQUE INDEX partly ON customers (email) WHERE id > 5",
        "CREATE TABLE texts (t text PRIMARY KEY)",
        "CREATE TABLE deferred (i int UNIQUE DEFERRABLE)",
        "CREATE UNLOGGED TABLE passing (i int PRIMARY KEY)",
        "CREATE TABLE keyless (id int)",
        "CREATE VIEW seen AS SELECT id FROM customers",
        "CREATE TABLE orders (id bigint, customer_id bigint, total int)",
        "INSERT INTO orders SELECT g, g, g FROM generate_series(1, 300) g",
        "CREATE TABLE p (id int NOT NULL, k int NOT NULL, v text CHECK (v <> '')) PARTITION BY RANGE (k)",
        "CREATE TABLE rest PARTITION OF p DEFAULT",
        "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100)",
        "ALTER TABLE p1 ADD PRIMARY KEY (k)",
        "INSERT INTO p SELECT g, g, 'v' FROM generate_series(1, 300) g",
        "CREATE TABLE unchecked (id int NOT NULL, k int NOT NULL, v text)",
        "CREATE TABLE nullable (id int, k int NOT NULL, v text CONSTRAINT p_v_check CHECK (v <> ''))",
        "CREATE TABLE wider (id bigint NOT NULL, k int NOT NULL, v text CONSTRAINT p_v_check CHECK (v <> ''))",
        "CREATE TABLE longer (id int NOT NULL, k int NOT NULL, v text CONSTRAINT p_v_check CHECK (v <> ''), w int)",
        "CREATE TABLE shorter (k int NOT NULL, v text CONSTRAINT p_v_check CHECK (v <> ''))",
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER touch BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION touch()",
        "CREATE TABLE touched (LIKE longer INCLUDING ALL)",
        "ALTER TABLE touched DROP COLUMN w",
        "CREATE TRIGGER touch BEFORE INSERT ON touched FOR EACH ROW EXECUTE FUNCTION touch()",
        "CREATE TABLE above (LIKE touched INCLUDING ALL)",
        "CREATE TABLE below () INHERITS (above)",
        "CREATE FUNCTION whole(orders) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.total > 0'",
        "CREATE TABLE fit (v text CONSTRAINT p_v_check CHECK (v <> ''), k int NOT NULL, id int NOT NULL)",
        "CREATE TABLE collated (v text COLLATE \"C\" CONSTRAINT p_v_check CHECK (v <> ''), k int NOT NULL, id int NOT NULL)",
        "ANALYZE");
    project = new Project(folder, database).largeFrom(20);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALTER TABLE orders ALTER total SET NOT NULL, ADD FOREIGN KEY (customer_id) REFERENCES customers (code)|customers has no key over (code)",
        "ALTER TABLE orders ALTER total SET NOT NULL, ADD FOREIGN KEY (customer_id) REFERENCES customers (email)|customers has no key over (email)",
        "ALTER TABLE orders ALTER total SET NOT NULL, ADD FOREIGN KEY (customer_id) REFERENCES keyless|keyless has no primary key",
        "ALTER TABLE orders ALTER total SET NOT NULL, ADD FOREIGN KEY (customer_id) REFERENCES seen|seen is no table",
        "ALTER TABLE orders ALTER total SET NOT NULL, ADD FOREIGN KEY (customer_id, id) REFERENCES customers (id)|has 2 columns and points at 1",
        "ALTER TABLE orders ALTER total SET NOT NULL, ADD COLUMN c bigint REFERENCES customers (code)|customers has no key over (code)",
        "ALTER TABLE orders ALTER totl SET NOT NULL|orders has no column totl",
        "ALTER TABLE orders ADD CHECK (total > 0), ADD UNIQUE (total, kode)|orders has no column kode",
        "CREATE INDEX ON orders (totl)|orders has no column totl",
        "ALTER TABLE orders ADD COLUMN q int GENERATED ALWAYS AS IDENTITY DEFAULT 4|both a DEFAULT and an identity",
        "ALTER TABLE p ADD PRIMARY KEY (id, k)|partition p1 has a primary key of its own",
        "ALTER TABLE p ATTACH PARTITION unchecked FOR VALUES FROM (1000) TO (1500)|has no constraint p_v_check",
        "ALTER TABLE p ATTACH PARTITION nullable FOR VALUES FROM (1000) TO (1500)|has no NOT NULL on id",
        "ALTER TABLE p ATTACH PARTITION wider FOR VALUES FROM (1000) TO (1500)|has id as bigint, and p as integer",
        "ALTER TABLE p ATTACH PARTITION longer FOR VALUES FROM (1000) TO (1500)|has a column w",
        "ALTER TABLE p ATTACH PARTITION shorter FOR VALUES FROM (1000) TO (1500)|has no column id",
        "ALTER TABLE p ATTACH PARTITION touched FOR VALUES FROM (1000) TO (1500)|has a trigger touch",
        "ALTER TABLE p ATTACH PARTITION above FOR VALUES FROM (1000) TO (1500)|is a parent of below",
        "ALTER TABLE orders ALTER total SET NOT NULL, ADD FOREIGN KEY (customer_id) REFERENCES orders (total), ADD COLUMN z serial|orders has no key over (total)",
        "ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (1000) TO (1500)|is a partition or child of public.p already",
      })
  void isRefusedInThePlan(String statement, String why) {
    project.file("0001_change", statement + ";");

    assertThat(project.service().dryRun().result().refusals())
        .anySatisfy(refusal -> assertThat(refusal.text()).contains(why));
    assertThat(catchThrowableOfType(DrydockException.class, project::migrate)).isNotNull();
    assertThat(
            database.<Boolean>value(
                "SELECT EXISTS (SELECT FROM pg_constraint WHERE conname LIKE 'drydock%')"))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALTER TABLE p ADD UNIQUE (v)|must include all partitioning columns",
        "ALTER TABLE p ADD COLUMN t uuid DEFAULT gen_random_uuid() UNIQUE|must include all partitioning columns",
        "ALTER TABLE p ATTACH PARTITION fit FOR VALUES FROM (50) TO (1500)|would overlap",
        "ALTER TABLE p ATTACH PARTITION fit FOR VALUES FROM (1500) TO (1000)|empty range",
        "ALTER TABLE p ATTACH PARTITION fit FOR VALUES IN (1000)|invalid bound",
        "ALTER TABLE p ATTACH PARTITION collated FOR VALUES FROM (1000) TO (1500)|different collation",
        "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (50) TO (1500)|would overlap",
        "ALTER TABLE orders ADD UNIQUE (total), ADD CHECK (nosuch > 0)|nosuch",
        "ALTER TABLE orders ALTER total SET NOT NULL, ALTER nosuch SET DEFAULT 5|nosuch",
        "ALTER TABLE orders ADD UNIQUE (total), ADD COLUMN total int|already exists",
        "ALTER TABLE orders ADD UNIQUE (total), ADD COLUMN zz nosuchtype|nosuchtype",
        "ALTER TABLE orders ADD UNIQUE (total), ALTER total SET DEFAULT 'x'|invalid input syntax",
        "ALTER TABLE orders ADD UNIQUE (total), ADD CHECK (lower(total) > 5)|lower(integer)",
        "ALTER TABLE orders ADD UNIQUE (total), ADD FOREIGN KEY (total) REFERENCES texts|cannot be implemented",
        "ALTER TABLE orders ADD UNIQUE (total), ADD FOREIGN KEY (total) REFERENCES deferred (i)|deferrable unique constraint",
        "ALTER TABLE orders ADD UNIQUE (total), ADD FOREIGN KEY (total) REFERENCES passing|permanent tables",
        "ALTER TABLE orders ADD COLUMN a1 bigint REFERENCES customers, ADD COLUMN a2 text REFERENCES customers|cannot be implemented",
        "ALTER TABLE orders ADD COLUMN u uuid DEFAULT gen_random_uuid() CHECK (u > 5)|operator does not exist",
        "ALTER TABLE orders ADD COLUMN u json DEFAULT json_build_array(random()) UNIQUE|no default operator class",
        "ALTER TABLE orders ADD CONSTRAINT partly UNIQUE (total)|already exists",
      })
  void isRefusedBeforeTheFirstStep(String statement, String why) {
    String before = shape();
    project.file("0001_change", statement + ";");

    Failure failure = catchThrowableOfType(DrydockException.class, project::migrate).failure();

    assertThat(failure.what()).contains(why);
    assertThat(shape()).isEqualTo(before);
  }

  /** What hangs on tables: their constraints, indexes and columns. */
  private String shape() {
    return database.value(
        """
        SELECT string_agg(thing, ' ' ORDER BY thing) FROM (
          SELECT conrelid::regclass || '.' || conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
          UNION ALL SELECT c.oid::regclass || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
                     WHERE c.relnamespace = 'public'::regnamespace AND c.relname !~ '^(schema_|drydock_)') s (thing)
         WHERE thing !~ '^(schema_|drydock_)'""");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE orders ADD PRIMARY KEY (id), ADD COLUMN parent bigint REFERENCES orders",
        "ALTER TABLE orders ADD COLUMN c bigint, ADD UNIQUE (c, total)",
        "ALTER TABLE customers ADD UNIQUE (code); ALTER TABLE orders ADD FOREIGN KEY (total) REFERENCES customers (code) NOT VALID",
        "ALTER TABLE orders ADD COLUMN d int; CREATE INDEX ON orders (d)",
        "ALTER TABLE p ATTACH PARTITION fit FOR VALUES FROM (1000) TO (1500)",
        "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (1000) TO (1500)",
        "ALTER TABLE p ADD UNIQUE (k, v), ADD COLUMN q int DEFAULT 1",
        "ALTER TABLE orders ADD CHECK (orders.total > 0), ADD CHECK (whole(orders)), ADD UNIQUE (total)",
        "ALTER TABLE orders ADD UNIQUE (total), ADD FOREIGN KEY (customer_id) REFERENCES orders (total) NOT VALID",
        "ALTER TABLE orders ADD CONSTRAINT of_one FOREIGN KEY (customer_id) REFERENCES customers NOT VALID, ADD CHECK (total > 0)",
      })
  void whatHasAChanceRuns(String statements) {
    project.file("0001_change", statements + ";");

    assertThat(project.migrate(project.service().dryRun().result().digest()).executed()).hasSize(1);
  }
}
