package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.lint.LintMode;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Loss;
import dev.drydock.postgres.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What steps outside a run's transaction take away is looked at and told like everything else. */
class OutsideLookIT {

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = LargeOrders.database();
    database.execute("CREATE TABLE aside (id int)");
    project = LargeOrders.project(folder, database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private MigrationReport.Result migrateAsPreviewed() {
    return project.migrate(project.service().dryRun().result().digest());
  }

  /** What others changed in this database; tests beside this one drop theirs, and their roles. */
  private static List<String> besides(MigrationReport.Result result) {
    return result.guard().byOthers().stream()
        .filter(change -> !change.matches("\\w+ (database|role) t\\d.*"))
        .toList();
  }

  private List<Loss> recorded() {
    return project.service().history().result().migrations().stream()
        .flatMap(row -> row.losses().stream())
        .toList();
  }

  @Test
  void aDroppedIndexIsFoundAndRecorded() {
    project.file(
        "0001_drop",
        "-- drydock: allow drop index orders_note because unused\nDROP INDEX orders_note;");

    MigrationReport.Result result = migrateAsPreviewed();

    assertThat(result.losses())
        .extracting(loss -> loss.effect() + " " + loss.object() + " " + loss.declared())
        .containsExactly("drop index public.orders_note true");
    assertThat(recorded()).isEqualTo(result.losses());
    assertThat(result.guard()).isNotNull();
    assertThat(result.guard().objects()).isPositive();
    assertThat(besides(result)).isEmpty();
  }

  @Test
  void anIndexThatWasNotThereIsNoLoss() {
    project.file(
        "0001_drop",
        "-- drydock: allow drop index gone because unused\nDROP INDEX CONCURRENTLY IF EXISTS gone;");

    assertThat(migrateAsPreviewed().losses()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gone", "public.gone", "\"Gone\""})
  void anIndexThatIsNotThereNeedsNoDeclaration(String index) {
    project.file("0001_drop", "DROP INDEX CONCURRENTLY IF EXISTS %s;".formatted(index));

    MigrationReport.Result result = project.migrate();

    assertThat(result.executed()).hasSize(1);
    assertThat(result.losses()).isEmpty();
  }

  @Test
  void anIndexThatCameMeanwhileIsNotDroppedUndeclared() {
    project
        .lint(LintMode.OFF)
        .file("0001_drop", "SELECT 1; DROP INDEX CONCURRENTLY IF EXISTS gone;");
    var busy =
        new RunObserver() {
          @Override
          public void happened(RunEvent event) {
            if (event instanceof RunEvent.StepStarted step && step.lane().equals("online")) {
              database.execute("CREATE INDEX gone ON orders (total)");
            }
          }
        };

    var failure =
        catchThrowableOfType(
                DrydockException.class, () -> project.service().migrate(Project.request(busy)))
            .failure();

    assertThat(failure.code()).isEqualTo(ErrorCode.UNDECLARED_LOSS);
    assertThat(database.<Long>value("SELECT count(*) FROM pg_class WHERE relname = 'gone'"))
        .isEqualTo(1);
  }

  @Test
  void rowsThatABackfillOverwritesAreTold() {
    project.file(
        "0001_fill",
        """
        -- drydock: allow update rows orders because the sums are computed anew
        -- drydock: backfill in batches of 50
        UPDATE orders SET total = total + 1;
        """);

    MigrationReport.Result result = migrateAsPreviewed();

    assertThat(result.losses())
        .extracting(loss -> loss.effect() + " " + loss.object() + " " + loss.rows())
        .containsExactly("update rows public.orders 200");
    assertThat(recorded()).isEqualTo(result.losses());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TRUNCATE aside | locked or changed public.aside",
        "DELETE FROM aside | deleted rows of public.aside",
        "UPDATE aside SET id = 0 | updated rows of public.aside",
        "IF n = 1 THEN DROP TABLE aside; END IF | locked or changed a table; changed the catalog",
        "IF n = 1 THEN CREATE FUNCTION other() RETURNS int LANGUAGE sql AS 'SELECT 1'; END IF | changed the catalog",
        "DELETE FROM orders WHERE id = 200 | deleted rows of public.orders",
        "UPDATE orders SET total = 0 WHERE id = 200 | updated more rows of public.orders",
        "PERFORM setval('counted', 5) | set sequence public.counted back from 100",
        "EXECUTE concat('SELECT set', 'val(''counted'', 1, false)') | set sequence public.counted back from 100",
        "PERFORM query_to_xml(concat('SELECT set', 'val(''counted'', 5)'), true, true, '') | set sequence public.counted back from 100",
      })
  void aBatchThatDoesMoreThanFillIsRolledBack(String body, String found) {
    database.execute(
        "INSERT INTO aside SELECT generate_series(1, 30)",
        "CREATE SEQUENCE counted",
        "SELECT setval('counted', 100)",
        "CREATE FUNCTION worse(n bigint) RETURNS int LANGUAGE plpgsql AS $$ BEGIN %s; RETURN n; END $$"
            .formatted(body));
    project.file(
        "0001_fill",
        """
        ALTER TABLE orders ADD COLUMN extra int;
        -- drydock: backfill in batches of 50
        UPDATE orders SET extra = worse(id) WHERE extra IS NULL AND id < 100;
        """);

    var failure = catchThrowableOfType(DrydockException.class, () -> project.migrate()).failure();

    assertThat(failure.code()).isEqualTo(ErrorCode.UNDECLARED_LOSS);
    assertThat(failure.what()).contains("does more than fill public.orders", found);
    assertThat(failure.next()).contains("drydock: plain");
    assertThat(database.<Long>value("SELECT count(*) FROM aside WHERE id > 0")).isEqualTo(30);
    assertThat(database.<Long>value("SELECT count(*) FROM orders")).isEqualTo(200);
    assertThat(database.<Long>value("SELECT count(extra) FROM orders")).isZero();
  }

  @Test
  void aTriggerThatFillsTheTableFurtherIsFound() {
    database.execute(
        "CREATE FUNCTION further() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE orders SET note = '' WHERE id = 201 - new.id AND note <> ''; RETURN NULL; END $$",
        "CREATE TRIGGER further AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION further()");
    project.file(
        "0001_fill",
        """
        -- drydock: allow update rows orders because its trigger only notes
        ALTER TABLE orders ADD COLUMN extra int;
        -- drydock: backfill in batches of 50
        UPDATE orders SET extra = 1 WHERE extra IS NULL;
        """);

    var failure =
        catchThrowableOfType(
                DrydockException.class,
                () -> {
                  project.lint(LintMode.OFF);
                  migrateAsPreviewed();
                })
            .failure();

    assertThat(failure.what()).contains("updated more rows of public.orders");
    assertThat(database.<Long>value("SELECT count(*) FROM orders WHERE note = ''")).isZero();
  }

  @Test
  void sequencesThatOnlyMoveForwardAreNoLoss() {
    database.execute(
        "CREATE TABLE noted (id serial, what text)",
        "CREATE FUNCTION resets() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'SELECT 1'; PERFORM setval('noted_id_seq', 1); END $$",
        "CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO noted (what) VALUES (new.id); RETURN new; END $$",
        "CREATE TRIGGER noted AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION noted()");
    project.file(
        "0001_fill",
        """
        -- drydock: allow update rows orders because its trigger only notes
        ALTER TABLE orders ADD COLUMN extra int;
        -- drydock: backfill in batches of 50
        UPDATE orders SET extra = 1 WHERE extra IS NULL;
        """);

    project.lint(LintMode.WARN);
    migrateAsPreviewed();

    assertThat(database.<Long>value("SELECT count(*) FROM noted")).isEqualTo(200);
  }

  @Test
  void whatTriggersInsertElsewhereIsNoLoss() {
    database.execute(
        "CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO aside VALUES (new.id); RETURN new; END $$",
        "CREATE TRIGGER noted AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION noted()");
    project.file(
        "0001_fill",
        """
        -- drydock: allow update rows orders because its trigger only notes
        ALTER TABLE orders ADD COLUMN extra serial;
        ALTER TABLE orders ADD COLUMN more int;
        -- drydock: backfill in batches of 50
        UPDATE orders SET more = nextval('orders_extra_seq') WHERE more IS NULL;
        """);

    project.lint(LintMode.WARN);
    migrateAsPreviewed();

    assertThat(database.<Long>value("SELECT count(more) FROM orders")).isEqualTo(200);
    assertThat(database.<Long>value("SELECT count(*) FROM aside")).isEqualTo(200);
  }

  private static final String[] CODE = {
    "CREATE FUNCTION wipes() RETURNS int LANGUAGE plpgsql AS $$ BEGIN DELETE FROM public.aside; RETURN 1; END $$",
    "CREATE FUNCTION calls(bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM public.wipes(); RETURN $1; END $$",
    "CREATE FUNCTION builds(bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$ DECLARE n int; BEGIN EXECUTE 'SELECT public.wi' || 'pes()' INTO n; RETURN $1; END $$",
    "CREATE FUNCTION asks(bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM query_to_xml('SELECT public.wi' || 'pes()', true, true, ''); RETURN $1; END $$",
    "CREATE VIEW wiping AS SELECT public.wipes() AS n",
    "CREATE FUNCTION reads(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT n FROM public.wiping'",
    "CREATE FUNCTION parsed(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT public.calls($1); END",
    "CREATE FUNCTION \"Odd Name\"(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT public.calls($1)'",
    "CREATE FUNCTION added(bigint, bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT public.calls($1)'",
    "CREATE OPERATOR |+| (leftarg = bigint, rightarg = bigint, function = added)",
    "CREATE DOMAIN checked AS bigint CHECK (public.calls(VALUE) > 0)"
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE INDEX i ON orders (calls(id))",
        "CREATE INDEX CONCURRENTLY i ON orders (calls(id))",
        "/* new */ CREATE INDEX CONCURRENTLY i ON orders (public . calls (id))",
        "CREATE INDEX CONCURRENTLY i ON orders (public.\"calls\"/* */(id))",
        "CREATE INDEX i ON orders (builds(id))",
        "CREATE INDEX i ON orders (asks(id))",
        "CREATE INDEX i ON orders (reads(id))",
        "CREATE INDEX i ON orders (parsed(id))",
        "CREATE INDEX i ON orders (\"Odd Name\"(id))",
        "CREATE INDEX i ON orders ((id |+| 1))",
        "CREATE INDEX i ON orders ((id::checked))",
        "CREATE INDEX i ON orders (id) WHERE calls(id) > 1",
        "CREATE INDEX i ON orders (U&\"call\\0073\"(id))",
      })
  void whatMayWriteOutsideATransactionIsRefused(String index) {
    database.execute(CODE);
    database.execute("INSERT INTO aside VALUES (1)");
    project.lint(LintMode.OFF).file("0001_index", index + ";");

    var failure = catchThrowableOfType(DrydockException.class, () -> project.migrate()).failure();

    assertThat(failure.code()).isEqualTo(ErrorCode.REFUSED);
    assertThat(failure.text()).contains("prove that it writes nothing", "drydock: plain");
    assertThat(database.<Long>value("SELECT count(*) FROM aside")).isEqualTo(1);
    assertThat(database.<Long>value("SELECT count(*) FROM pg_class WHERE relname = 'i'")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"REINDEX INDEX CONCURRENTLY old", "VACUUM (ANALYZE) orders", "VACUUM (ANALYZE)"})
  void upkeepThatMayWriteIsRefused(String upkeep) {
    database.execute(CODE);
    database.execute("CREATE INDEX old ON orders (calls(id))", "INSERT INTO aside VALUES (1)");
    project.lint(LintMode.OFF).file("0001_upkeep", upkeep + ";");

    assertThat(catchThrowableOfType(DrydockException.class, () -> project.migrate()))
        .hasMessageContaining("would run public.wipes");
    assertThat(database.<Long>value("SELECT count(*) FROM aside")).isEqualTo(1);
  }

  @Test
  void rowsOfAnEarlierTransactionOfTheRunAreNotCountedAgain() {
    project
        .file(
            "0001_more",
            "-- drydock: allow update rows orders because it is meant\nUPDATE orders SET note = 'x' WHERE id < 5;\nINSERT INTO orders VALUES (1000);")
        .file("0002_index", "CREATE INDEX orders_total ON orders (total);")
        .file("0003_fill", "UPDATE orders SET total = 0 WHERE total IS NULL;");

    assertThat(migrateAsPreviewed().losses())
        .extracting(loss -> loss.effect() + " " + loss.object() + " " + loss.rows())
        .containsExactly("update rows public.orders 4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE INDEX i ON orders (calls(id));",
        "CREATE TABLE small (id int);\nCREATE INDEX CONCURRENTLY i ON orders (calls(id));"
      })
  void whatMayWriteOutsideATransactionIsToldByTheDryRunAndBeforeTheFirstStep(String sql) {
    database.execute(CODE);
    project.file("0001_first", "CREATE INDEX orders_total ON orders (total);").file("0002_i", sql);

    assertThat(project.service().dryRun().result().refusals())
        .anyMatch(refusal -> refusal.what().contains("would run public.wipes"));
    assertThat(catchThrowableOfType(DrydockException.class, () -> project.migrate()))
        .hasMessageContaining("would run public.wipes");
    assertThat(database.<Long>value("SELECT count(*) FROM pg_class WHERE relname = 'orders_total'"))
        .isZero();
  }

  @Test
  void codeThatThePlanMakesHarmlessFirstIsAskedWhenItsTurnComes() {
    database.execute(CODE);
    project
        .file(
            "0001_mend",
            "-- drydock: allow replace function wipes(bigint) because it is mended\nCREATE OR REPLACE FUNCTION wipes(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1';")
        .file("0002_index", "CREATE INDEX i ON orders (calls(id));");

    assertThat(project.service().dryRun().result().refusals()).isEmpty();
  }

  private void eventTrigger(String event, String body) {
    database.execute(
        "CREATE FUNCTION wipes() RETURNS int LANGUAGE plpgsql AS $$ BEGIN DELETE FROM public.aside; RETURN 1; END $$",
        "CREATE VIEW wiping AS SELECT public.wipes() AS n",
        "CREATE TABLE noted (tag text)",
        "CREATE TABLE stamped (tag text, at timestamptz)",
        "CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.at := now(); RETURN new; END $$",
        "CREATE TRIGGER stamp BEFORE INSERT ON stamped FOR EACH ROW EXECUTE FUNCTION stamp()",
        "CREATE TABLE defaulted (tag text, n int DEFAULT wipes())",
        "CREATE DOMAIN wiped_n AS int DEFAULT wipes()",
        "CREATE TABLE of_domain (tag text, n wiped_n)",
        "CREATE TABLE divided (id int) PARTITION BY LIST (id)",
        "CREATE TABLE divided_1 PARTITION OF divided FOR VALUES IN (1)",
        "CREATE TABLE guarded (id int)",
        "CREATE FUNCTION wiped() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM public.aside; RETURN new; END $$",
        "CREATE TRIGGER wiped AFTER INSERT ON guarded FOR EACH ROW EXECUTE FUNCTION wiped()",
        "INSERT INTO aside VALUES (1)",
        "CREATE FUNCTION fired() RETURNS event_trigger LANGUAGE plpgsql AS $$ DECLARE one record; BEGIN %s; END $$"
            .formatted(body));
    database.executeAsSuperuser(
        "CREATE EVENT TRIGGER fires ON %s EXECUTE FUNCTION fired()".formatted(event));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ddl_command_end | DELETE FROM public.aside | CREATE INDEX i ON orders (id)",
        "ddl_command_start | DELETE FROM public.aside | CREATE UNIQUE INDEX CONCURRENTLY i ON orders (id)",
        "ddl_command_end WHEN TAG IN ('CREATE INDEX') | TRUNCATE public.aside | CREATE UNIQUE INDEX i ON orders (id)",
        "ddl_command_end | EXECUTE concat('DEL', 'ETE FROM public.aside') | CREATE INDEX i ON orders (id)",
        "ddl_command_end | PERFORM public.wipes() | CREATE INDEX i ON orders (id)",
        "ddl_command_end | PERFORM 1 /* don't */; DELETE FROM public.aside /* it's */ | CREATE INDEX i ON orders (id)",
        "ddl_command_end | PERFORM E'\\''; DELETE FROM public.aside; PERFORM '' | CREATE INDEX i ON orders (id)",
        "ddl_command_end | SELECT n INTO one FROM public.wiping | CREATE INDEX i ON orders (id)",
        "ddl_command_end | INSERT INTO public.guarded VALUES (1) | CREATE INDEX i ON orders (id)",
        "ddl_command_end | INSERT INTO public.defaulted (tag) VALUES (tg_tag) | CREATE INDEX i ON orders (id)",
        "ddl_command_end | INSERT INTO public.of_domain (tag) VALUES (tg_tag) | CREATE INDEX i ON orders (id)",
        "ddl_command_end | INSERT INTO public.divided VALUES (1) | CREATE INDEX i ON orders (id)",
        "sql_drop | DELETE FROM public.aside | DROP INDEX CONCURRENTLY IF EXISTS nothing",
        "sql_drop WHEN TAG IN ('DROP INDEX') | DELETE FROM public.aside | CREATE INDEX i ON orders (id)",
        "ddl_command_end WHEN TAG IN ('CREATE TABLE') | DELETE FROM public.aside | VACUUM orders",
        "ddl_command_end WHEN TAG IN ('ALTER TABLE') | DELETE FROM public.aside | VACUUM orders",
      })
  void whatAnEventTriggerMayTakeAwayOutsideATransactionIsRefused(
      String event, String body, String sql) {
    eventTrigger(event, body);
    project
        .lint(LintMode.OFF)
        .file("0001_index", "-- drydock: allow drop index nothing because unused\n" + sql + ";");

    var preview = project.service().dryRun().result();
    String digest = preview.digest();
    assertThat(preview.refusals())
        .anyMatch(
            refusal -> refusal.what().matches("(?s).*prove (that it writes|to write) nothing.*"));
    assertThat(catchThrowableOfType(DrydockException.class, () -> project.migrate(digest)))
        .hasMessageMatching("(?s).*prove (that it writes|to write) nothing.*");
    assertThat(database.<Long>value("SELECT count(*) FROM aside")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ddl_command_end | FOR one IN SELECT * FROM pg_event_trigger_ddl_commands() LOOP IF one.command_tag IN ('DROP TABLE', 'CREATE INDEX') THEN NOTIFY told, 'update'; END IF; END LOOP",
        "ddl_command_end | INSERT INTO public.noted VALUES (tg_tag)",
        "ddl_command_end | INSERT INTO public.stamped VALUES (tg_tag); PERFORM pg_sleep(0)",
        "ddl_command_end WHEN TAG IN ('DROP TABLE') | DELETE FROM public.aside",
      })
  void anEventTriggerThatOnlyNotesKeepsNothingFromBeingBuiltOutside(String event, String body) {
    eventTrigger(event, body);
    project.lint(LintMode.OFF).file("0001_index", "CREATE INDEX i ON orders (id);");

    assertThat(project.migrate().losses()).isEmpty();

    assertThat(database.<Long>value("SELECT count(*) FROM pg_class WHERE relname = 'i'")).isOne();
    assertThat(database.<Long>value("SELECT count(*) FROM aside")).isEqualTo(1);
  }

  @Test
  void typesAndFunctionsThatAreTheServersOwnCodeKeepNothingFromBeingBuiltOutside() {
    database.executeAsSuperuser("CREATE EXTENSION citext");
    database.execute("CREATE TYPE span AS RANGE (subtype = int)");
    project.file("0001_index", "CREATE INDEX i ON orders (note, lower(note));");

    assertThat(project.migrate().losses()).isEmpty();
    assertThat(database.<Long>value("SELECT count(*) FROM pg_class WHERE relname = 'i'")).isOne();
  }

  @Test
  void anInternalAliasOfAFunctionThatMovesSequencesIsNotTheServersOwnCode() {
    database.execute("CREATE SEQUENCE counted");
    database.executeAsSuperuser(
        "CREATE FUNCTION public.moved(regclass, bigint) RETURNS bigint LANGUAGE internal IMMUTABLE STRICT AS 'setval_oid'");
    project
        .lint(LintMode.OFF)
        .file("0001_index", "CREATE INDEX i ON orders (moved('counted'::regclass, id));");

    assertThat(catchThrowableOfType(DrydockException.class, () -> project.migrate()))
        .hasMessageContaining("setval");
  }

  @Test
  void whatWritesInATransactionIsSeenByTheGuard() {
    database.execute(CODE);
    database.execute("INSERT INTO aside VALUES (1)");
    project
        .lint(LintMode.OFF)
        .file("0001_index", "-- drydock: plain\nCREATE INDEX i ON orders (calls(id));");

    assertThat(catchThrowableOfType(DrydockException.class, () -> project.migrate()))
        .hasMessageContaining("delete rows public.aside");
  }

  @Test
  void whatOnlyComputesIsBuiltOutside() {
    database.execute(
        "CREATE FUNCTION total() RETURNS void LANGUAGE sql AS 'DELETE FROM aside'",
        "CREATE FUNCTION upper_too(text) RETURNS text LANGUAGE sql AS 'SELECT upper($1)'",
        "CREATE FUNCTION trimmed(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower(trim($1))'",
        "CREATE FUNCTION both_of(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN public.trimmed(public.upper_too($1)); END $$");
    project.file(
        "0001_index",
        """
        CREATE INDEX one ON orders (trimmed(note), total);
        CREATE INDEX two ON orders (both_of(note), lower(trim(note))) WHERE total > 3;
        REINDEX INDEX CONCURRENTLY two;
        """);

    assertThat(project.migrate().losses()).isEmpty();
  }

  @Test
  void whoeverKnowsTheCodeMaySaySo() {
    database.execute(
        "CREATE FUNCTION runs(bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$ DECLARE n bigint; BEGIN EXECUTE 'SELECT 1' INTO n; RETURN $1 + n; END $$");
    project.file(
        "0001_index",
        "-- drydock: allow unjudged because it only adds one\nCREATE INDEX i ON orders (runs(id));");

    migrateAsPreviewed();

    assertThat(database.<Long>value("SELECT count(*) FROM pg_class WHERE relname = 'i'")).isOne();
  }

  @Test
  void whatANeighbourDropsMeanwhileIsMentionedAndNoLoss() throws Exception {
    project.file("0001_index", "CREATE INDEX orders_total ON orders (total);");
    MigrationReport.Result result;
    try (Connection neighbour = database.connect()) {
      neighbour.setAutoCommit(false);
      neighbour.createStatement().execute("UPDATE orders SET note = 'x' WHERE id = 1");
      CompletableFuture<MigrationReport.Result> run =
          CompletableFuture.supplyAsync(() -> project.migrate());
      while (database.<Long>value(
              "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND a.datname = current_database()")
          == 0) {
        Thread.sleep(20);
      }
      database.execute("DROP TABLE aside");
      neighbour.commit();
      result = run.get(200, TimeUnit.SECONDS);
    }

    assertThat(result.losses()).isEmpty();
    assertThat(besides(result))
        .containsExactly("drop table public.aside, while a statement ran outside a transaction");
  }

  @Test
  void whatNobodyCanJudgeOrUndoIsRefusedBeforeTheFirstStepStays() {
    database.executeAsSuperuser("GRANT pg_execute_server_program TO " + database.user());
    project
        .strict()
        .file("0001_index", "CREATE INDEX orders_total ON orders (total);")
        .file("0002_unjudged", "DO $$ BEGIN EXECUTE 'SELECT ' || 1; END $$");

    var failure = catchThrowableOfType(DrydockException.class, () -> project.migrate()).failure();

    assertThat(failure.code()).isEqualTo(ErrorCode.REFUSED);
    assertThat(failure.text()).contains("0002_unjudged", "allow unjudged");
    assertThat(database.<Long>value("SELECT count(*) FROM pg_class WHERE relname = 'orders_total'"))
        .isZero();
  }
}
