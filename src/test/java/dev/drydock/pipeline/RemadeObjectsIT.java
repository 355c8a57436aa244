package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.execution.MigrationPlan;
import dev.drydock.migration.DrydockException;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is dropped and made again otherwise runs by the declaration that lint asks for: the guard
 * asks for no other, which lint would call unused.
 */
class RemadeObjectsIT {

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    project = new Project(folder, database).strict();
    database.execute(
        "CREATE TYPE \"Role\" AS ENUM ('a', 'b')",
        "CREATE TABLE c (id int PRIMARY KEY, name text, role \"Role\" NOT NULL DEFAULT 'a')",
        "CREATE TABLE cc (id int PRIMARY KEY, c_id int CONSTRAINT cc_fk REFERENCES c, note text)",
        "ALTER TABLE cc ADD CONSTRAINT cc_note UNIQUE (note), ADD CONSTRAINT cc_id CHECK (id > 0)",
        "CREATE INDEX c_name ON c (name)",
        "COMMENT ON INDEX c_name IS 'for the search'",
        "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a'",
        "GRANT EXECUTE ON FUNCTION f TO pg_monitor",
        "CREATE FUNCTION t() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER c_t BEFORE INSERT ON c FOR EACH ROW EXECUTE FUNCTION t()",
        "CREATE POLICY c_p ON c USING (id > 0)",
        "CREATE VIEW v AS SELECT id, name FROM c",
        "GRANT SELECT ON v TO pg_monitor",
        "COMMENT ON COLUMN v.name IS 'who'",
        "INSERT INTO c VALUES (1, 'x')");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TRIGGER IF EXISTS c_t ON c; CREATE TRIGGER c_t BEFORE INSERT ON c FOR EACH ROW EXECUTE PROCEDURE public.t()",
        "CREATE OR REPLACE TRIGGER c_t BEFORE INSERT ON public.c FOR EACH ROW EXECUTE FUNCTION t()",
        "DROP TRIGGER c_u ON c; create trigger c_u after update of name or insert on c for row when (new.name <> 'x') execute function t()",
        "DROP POLICY IF EXISTS c_p ON c; CREATE POLICY c_p ON c AS PERMISSIVE FOR ALL TO public USING (id > 0)",
        "DROP POLICY c_q ON c; CREATE POLICY c_q ON c FOR UPDATE TO pg_monitor USING ((SELECT f(1)) = id) WITH CHECK (name = 'a'::text OR id IN (1, 2))",
        "DROP VIEW IF EXISTS w; CREATE VIEW w AS SELECT id, name FROM c",
        "DROP TRIGGER c_t ON c; DROP POLICY c_p ON c; ALTER TABLE c ENABLE ROW LEVEL SECURITY; CREATE POLICY c_p ON c USING (id > 0); CREATE TRIGGER c_t BEFORE INSERT ON c FOR EACH ROW EXECUTE FUNCTION t()"
      })
  void theSameAgainNeedsNone(String sql) {
    database.execute(
        "CREATE TRIGGER c_u AFTER INSERT OR UPDATE OF name ON c FOR EACH ROW WHEN (NEW.name <> 'x') EXECUTE FUNCTION t()",
        "CREATE POLICY c_q ON c FOR UPDATE TO pg_monitor USING ((SELECT f(1)) = id) WITH CHECK (name = 'a' OR id IN (1, 2))",
        "CREATE VIEW w AS SELECT id, name FROM c");
    project.file("0001_a", sql + ";");

    MigrationPlan plan = project.service().dryRun().result();

    assertThat(plan.refusals()).isEmpty();
    assertThat(project.migrate().executed()).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          trigger c.c_t | DROP TRIGGER c_t ON c | CREATE TRIGGER c_t BEFORE INSERT ON c FOR EACH ROW EXECUTE FUNCTION t()
          policy c.c_p  | DROP POLICY c_p ON c  | CREATE POLICY c_p ON c USING (id > 0)
          view w        | DROP VIEW w           | CREATE VIEW w AS SELECT id, name FROM c
          view public.w | DROP VIEW w           | CREATE VIEW public.w AS SELECT id, name FROM c
          """)
  void theSameAgainIsNothingNew(String object, String drop, String create) {
    database.execute("CREATE VIEW w AS SELECT id, name FROM c");
    String again = drop + "; " + create + ";";
    project.file("0001_a", again).file("0002_b", again).file("0003_c", drop + ";");

    assertThat(project.service().dryRun().result().refusals())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.what()).contains("0003_c"));

    String allow = "-- drydock: allow drop %s because it goes\n".formatted(object);
    project.file("0003_c", allow + drop + ";");
    var losses = project.migrate(project.service().dryRun().result().digest()).losses();

    assertThat(losses).singleElement().satisfies(loss -> assertThat(loss.declared()).isTrue());
    assertThat(losses).allMatch(loss -> loss.migration().value().equals("0003_c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "CREATE INDEX c_role ON c (role)"})
  void theSameAgainIsReplacedLaterByOneDeclaration(String between) {
    database.execute(
        "CREATE VIEW w AS SELECT id, name FROM c",
        "INSERT INTO c SELECT n FROM generate_series(2, 100) n",
        "ANALYZE c");
    project.largeFrom(20).file("0001_a", "DROP VIEW w; CREATE VIEW w AS SELECT id, name FROM c;");
    if (!between.isEmpty()) {
      project.file("0002_b", between + ";");
    }
    String replaced = "DROP VIEW w; CREATE VIEW w AS SELECT id, role FROM c;";
    project.file("0003_c", replaced);

    assertThat(project.service().dryRun().result().refusals())
        .singleElement()
        .satisfies(
            refusal ->
                assertThat(refusal.next()).contains("-- drydock: allow drop view w because"));

    project.file("0003_c", "-- drydock: allow drop view w because other readers\n" + replaced);
    MigrationPlan plan = project.service().dryRun().result();

    assertThat(plan.atomic()).isEqualTo(between.isEmpty());
    assertThat(plan.refusals()).isEmpty();
    assertThat(project.migrate(plan.digest()).losses()).hasSize(1).allMatch(l -> l.declared());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE OR REPLACE TRIGGER c_t BEFORE INSERT ON c FOR EACH ROW EXECUTE FUNCTION t(); DROP TRIGGER c_t ON c",
        "DROP TRIGGER c_t ON c; CREATE TRIGGER c_t BEFORE INSERT ON c FOR EACH ROW EXECUTE FUNCTION t('a')",
        "DROP TRIGGER c_t ON c; CREATE TRIGGER c_t BEFORE INSERT ON cc FOR EACH ROW EXECUTE FUNCTION t()",
        "CREATE OR REPLACE TRIGGER c_t AFTER INSERT ON c FOR EACH ROW EXECUTE FUNCTION t()",
        "DROP TRIGGER c_off ON c; CREATE TRIGGER c_off BEFORE INSERT ON c FOR EACH ROW EXECUTE FUNCTION t()",
        "DROP POLICY c_p ON c; CREATE POLICY c_p ON c FOR SELECT USING (id > 0)",
        "DROP POLICY c_p ON c; CREATE POLICY c_p ON c USING (id > 0) WITH CHECK (true)",
        "DROP VIEW v; CREATE VIEW v AS SELECT id, name FROM c",
        "DROP POLICY c_p ON c; CREATE INDEX c_role ON c (role); CREATE POLICY c_p ON c USING (id > 0)"
      })
  void anythingElseIsAsked(String sql) {
    database.execute(
        "CREATE TRIGGER c_off BEFORE INSERT ON c FOR EACH ROW EXECUTE FUNCTION t()",
        "ALTER TABLE c DISABLE TRIGGER c_off");
    project.file("0001_a", sql + ";");

    assertThat(project.service().dryRun().result().refusals()).isNotEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          drop constraint cc.cc_fk   | ALTER TABLE cc DROP CONSTRAINT cc_fk; ALTER TABLE cc ADD CONSTRAINT cc_fk FOREIGN KEY (c_id) REFERENCES c ON DELETE CASCADE
          drop constraint cc.cc_fk   | ALTER TABLE cc DROP CONSTRAINT cc_fk, ADD CONSTRAINT cc_fk FOREIGN KEY (c_id) REFERENCES c ON UPDATE CASCADE
          drop constraint cc.cc_note | ALTER TABLE cc DROP CONSTRAINT cc_note; ALTER TABLE cc ADD CONSTRAINT cc_note UNIQUE (note, id)
          drop constraint cc.cc_pkey | ALTER TABLE cc DROP CONSTRAINT cc_pkey; ALTER TABLE cc ADD CONSTRAINT cc_pkey PRIMARY KEY (id, c_id)
          drop constraint cc.cc_id   | ALTER TABLE cc DROP CONSTRAINT cc_id; ALTER TABLE cc ADD CONSTRAINT cc_id CHECK (id > -1)
          drop index c_name          | DROP INDEX c_name; CREATE INDEX c_name ON c (name, id)
          drop trigger c.c_t         | DROP TRIGGER c_t ON c; CREATE TRIGGER c_t BEFORE UPDATE ON c FOR EACH ROW EXECUTE FUNCTION t()
          drop policy c.c_p          | DROP POLICY c_p ON c; CREATE POLICY c_p ON c USING (id > 5)
          drop view v                | DROP VIEW v; CREATE VIEW v AS SELECT name, id FROM c
          drop function f(integer)   | DROP FUNCTION f(int); CREATE FUNCTION f(b int) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'
          drop table cc              | DROP TABLE cc; CREATE TABLE cc (id bigint PRIMARY KEY, c_id int CONSTRAINT cc_fk REFERENCES c ON DELETE CASCADE)
          """)
  void oneDeclarationLetsItThrough(String declared, String sql) {
    project.file(
        "0001_a", "-- drydock: allow %s because it is made anew\n%s;".formatted(declared, sql));

    String digest = project.service().dryRun().result().digest();

    assertThat(project.migrate(digest).executed()).hasSize(1);
    assertThat(project.migrate().losses()).isEmpty();
  }

  @Test
  void theUsualChangeOfAnEnumRuns() {
    project.file(
        "0001_a",
        """
        -- drydock: allow drop default c.role because it comes back
        -- drydock: allow narrow type c.role because nobody is b any more
        -- drydock: allow rename type "Role" because it goes
        -- drydock: allow drop type "Role_old" because it goes
        CREATE TYPE "Role_new" AS ENUM ('a', 'c');
        ALTER TABLE c ALTER COLUMN role DROP DEFAULT;
        ALTER TABLE c ALTER COLUMN role TYPE "Role_new" USING (role::text::"Role_new");
        ALTER TYPE "Role" RENAME TO "Role_old";
        ALTER TYPE "Role_new" RENAME TO "Role";
        DROP TYPE "Role_old";
        ALTER TABLE c ALTER COLUMN role SET DEFAULT 'a';
        """);

    String digest = project.service().dryRun().result().digest();

    assertThat(project.migrate(digest).executed()).hasSize(1);
  }

  @Test
  void aTableIsDroppedUnderItsLaterName() {
    project.file(
        "0001_a",
        """
        -- drydock: allow rename table cc because it goes
        -- drydock: allow drop table cc_old because it goes
        ALTER TABLE cc RENAME TO cc_old;
        DROP TABLE cc_old;
        """);

    String digest = project.service().dryRun().result().digest();

    assertThat(project.migrate(digest).losses())
        .extracting(loss -> loss.effect().words() + " " + loss.object())
        .containsExactly("drop table public.cc");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rename constraint cc.cc_id | drop constraint cc.other | ALTER TABLE cc RENAME CONSTRAINT cc_id TO other; ALTER TABLE cc DROP CONSTRAINT other
          rename trigger c.c_t       | drop trigger c.other     | ALTER TRIGGER c_t ON c RENAME TO other; DROP TRIGGER other ON c
          rename policy c.c_p        | drop policy c.other      | ALTER POLICY c_p ON c RENAME TO other; DROP POLICY other ON c
          rename function f(integer) | drop function other(integer) | ALTER FUNCTION f(int) RENAME TO other; DROP FUNCTION other(int)
          """)
  void whatIsRenamedFirstIsStillDropped(String renamed, String dropped, String sql) {
    String allow = "-- drydock: allow %s because it goes\n";
    project.file("0001_a", allow.formatted(renamed) + sql + ";");

    assertThat(project.service().dryRun().result().refusals()).isNotEmpty();

    project.file("0001_a", allow.formatted(renamed) + allow.formatted(dropped) + sql + ";");
    String digest = project.service().dryRun().result().digest();
    assertThat(project.migrate(digest).executed()).hasSize(1);
  }

  @Test
  void aColumnIsDroppedUnderTheLaterNameOfItsTable() {
    project.file(
        "0001_a",
        """
        -- drydock: allow rename table cc because it is better
        -- drydock: allow drop column dd.note because it goes
        ALTER TABLE cc RENAME TO dd;
        ALTER TABLE dd DROP COLUMN note;
        """);

    String digest = project.service().dryRun().result().digest();

    assertThat(project.migrate(digest).losses())
        .extracting(loss -> loss.effect().words() + " " + loss.object())
        .contains("drop column public.cc.note");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TRIGGER IF EXISTS c_new ON c; CREATE TRIGGER c_new AFTER INSERT ON c FOR EACH ROW EXECUTE FUNCTION t()",
        "DROP POLICY IF EXISTS c_new ON c; CREATE POLICY c_new ON c USING (id > 1)",
        "DROP FUNCTION IF EXISTS g(int)",
        "DROP FUNCTION IF EXISTS f(int, int)",
        "DROP TYPE IF EXISTS nothing",
        "ALTER TABLE c DROP CONSTRAINT IF EXISTS nothing",
        "DROP RULE IF EXISTS nothing ON c",
        "CREATE OR REPLACE FUNCTION f(a int, b int) RETURNS int LANGUAGE sql AS 'SELECT a + b'"
      })
  void whatIsNotThereIsNoLoss(String sql) {
    project.file("0001_a", sql + ";");

    assertThat(project.service().dryRun().result().refusals()).isEmpty();
    assertThat(project.migrate().losses()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TRIGGER IF EXISTS c_t ON c",
        "DROP POLICY IF EXISTS c_p ON c",
        "DROP FUNCTION IF EXISTS f",
        "DROP FUNCTION IF EXISTS f(integer)",
        "ALTER TABLE cc DROP CONSTRAINT IF EXISTS cc_id",
        "DROP TYPE IF EXISTS \"Role\" CASCADE",
        "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a + 1'"
      })
  void whatIsThereIsOne(String sql) {
    project.file("0001_a", sql + ";");

    assertThat(project.service().dryRun().result().refusals()).isNotEmpty();
  }

  @Test
  void anOverloadWithDefaultsIsToldOf() {
    project.file(
        "0001_a",
        "CREATE OR REPLACE FUNCTION f(a int, b int DEFAULT 3) RETURNS int LANGUAGE sql AS 'SELECT a + b';");

    MigrationPlan plan = project.service().dryRun().result();

    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.findings())
        .filteredOn(finding -> finding.rule().equals("ambiguous-overload"))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .contains("f(integer) stays beside f(integer, integer)"));
    project.migrate();
    assertThatThrownBy(() -> database.execute("SELECT f(1)")).hasMessageContaining("not unique");
  }

  @Test
  void theDropOfATriggerCoversNoColumnOfItsName() {
    database.execute("ALTER TABLE c ADD COLUMN c_t int");
    project.file(
        "0001_a",
        """
        -- drydock: allow drop trigger c.c_t because it goes
        -- drydock: allow unjudged because it is hidden
        DROP TRIGGER c_t ON c;
        DO $$ BEGIN EXECUTE 'ALTER TABLE c DROP CO' || 'LUMN c_t'; END $$;
        """);
    String digest = project.service().dryRun().result().digest();

    var refused = catchThrowableOfType(DrydockException.class, () -> project.migrate(digest));

    assertThat(refused).hasMessageContaining("drop column public.c.c_t");
  }
}
