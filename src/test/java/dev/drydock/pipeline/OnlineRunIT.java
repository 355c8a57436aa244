package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.execution.PlanStep;
import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.lint.LintMode;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Loss;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs with online steps: what stays after a failure, how they go on, and what refuses them. */
class OnlineRunIT {

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = LargeOrders.database();
    project = LargeOrders.project(folder, database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static Failure failure(ThrowingCallable run) {
    return catchThrowableOfType(DrydockException.class, run).failure();
  }

  @Test
  void whatCameBeforeAFailedStepStaysAndTheStepMayBeCorrected() {
    project.file(
        "0001_mixed",
        "CREATE TABLE aside (id int); CREATE UNIQUE INDEX one_note ON orders (note);");

    Failure failed = failure(project::migrate);

    assertThat(failed.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(failed.left()).contains("These stay: 0001_mixed, statement 1.");
    assertThat(database.<Long>value("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isZero();
    assertThat(project.service().status().result().warnings())
        .anyMatch(warning -> warning.contains("Done: 1 of its 2 statements"));
    Failure unfinished = project.service().status().result().unfinished();
    assertThat(unfinished.what()).contains("could not create unique index");
    assertThat(unfinished.left()).contains("Of 0001_mixed: statement 1 (plain) is done");

    project.file(
        "0001_mixed",
        "CREATE TABLE aside (id int); CREATE UNIQUE INDEX one_note ON orders (note, id);");
    assertThat(project.migrate().executed()).hasSize(1);
    assertThat(database.<Long>value("SELECT count(*) FROM drydock_steps")).isZero();
  }

  @Test
  void aMigrationThatIsDoneIsNamedOnce() {
    project.file(
        "0001_index", "CREATE INDEX a ON orders (total); CREATE INDEX b ON orders (total);");
    project.file("0002_unique", "CREATE UNIQUE INDEX one_note ON orders (note);");

    assertThat(failure(project::migrate).left()).contains("These stay: 0001_index. ");
  }

  /** What it made is noted beside the last migration of its plan. */
  @Test
  void migrationsBehindTheFailedOneAreNotTold() {
    project.file(
        "0001_mixed",
        "CREATE TABLE aside (id int); CREATE UNIQUE INDEX one_note ON orders (note);");
    project.file("0002_b", "CREATE TABLE b (id int);");
    project.file("0003_c", "CREATE TABLE c (id int);");

    failure(project::migrate);

    assertThat(database.<String>value("SELECT migration FROM drydock_steps WHERE form = 'made'"))
        .isEqualTo("0003_c");
    assertThat(project.service().status().result().unfinished().left())
        .contains("Of 0001_mixed: statement 1")
        .doesNotContain("0002_b", "0003_c");
  }

  @Test
  void aFailureThatLeftNothingIsExplainedUntilItsFileIsDoneOrGone() {
    project.file("0001_unique", "CREATE UNIQUE INDEX one_note ON orders (note);");
    failure(project::migrate);

    Failure unfinished = project.service().status().result().unfinished();
    assertThat(unfinished.what()).contains("one_note");
    assertThat(unfinished.left())
        .isEqualTo("Of 0001_unique: of statement 1 (index-concurrently) nothing stays.");
    assertThat(project.service().runs())
        .singleElement()
        .satisfies(run -> assertThat(run.problem().orElseThrow().what()).contains("one_note"));

    project.without("0001_unique");
    assertThat(project.service().status().result().unfinished()).isNull();
    assertThat(project.service().status().result().warnings())
        .noneMatch(warning -> warning.contains("0001_unique"));
    project.file("0001_unique", "CREATE UNIQUE INDEX one_note ON orders (note, id);");
    assertThat(project.migrate().executed()).hasSize(1);
    assertThat(project.service().status().result().unfinished()).isNull();
    assertThat(database.<Long>value("SELECT count(*) FROM drydock_steps")).isZero();
  }

  @Test
  void whatSomebodyElseLeftInvalidUnderTheSameNameIsNotTakenAway() {
    assertThatThrownBy(
            () -> database.execute("CREATE UNIQUE INDEX CONCURRENTLY theirs ON orders (note)"))
        .hasMessageContaining("could not create unique index");
    project.lint(LintMode.OFF).file("0001_index", "CREATE INDEX theirs ON orders (total);");

    Failure failed = failure(project::migrate);

    assertThat(failed.what()).contains("already exists");
    assertThat(failed.left()).contains("under its name before this run");
    assertThat(
            database.<String>value(
                "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE NOT indisvalid"))
        .contains("theirs", "(note)");
    database.execute("DROP INDEX theirs");
    assertThat(project.migrate().executed()).hasSize(1);
  }

  @Test
  void whatStaysOfAStatementIsNamedAndCanBeForgotten() {
    String statement =
        "ALTER TABLE orders ADD CONSTRAINT one UNIQUE (total, id), ADD CONSTRAINT noted CHECK (note IS NOT NULL);";
    database.execute("UPDATE orders SET note = NULL WHERE id = 7");
    project.file("0001_null", statement);

    Failure failed = failure(project::migrate);

    assertThat(failed.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(failed.left())
        .contains("Of 0001_null, statement 1 this is done and stays: CREATE UNIQUE INDEX");
    assertThat(failed.next())
        .contains("Correct the data", "WHERE migration = '0001_null'")
        .doesNotContain("Correct the file");

    project.without("0001_null");
    assertThat(project.service().status().result().warnings())
        .anyMatch(warning -> warning.startsWith("0001_null was begun 2"))
        .anyMatch(warning -> warning.contains("has no file any more"));
    assertThat(project.service().status().result().unfinished().left())
        .contains("Of 0001_null: statement 1 (");
    assertThat(project.service().status().result().next()).contains("Bring its file back");

    project.file("0001_null", statement);
    database.execute("UPDATE orders SET note = 'x' WHERE id = 7");
    assertThat(project.migrate().executed()).hasSize(1);
    assertThat(project.service().status().result().warnings()).isEmpty();
  }

  @Test
  void aServerThatIsShortOfSomethingIsNoFaultOfTheFile() {
    project
        .lint(LintMode.OFF)
        .file(
            "0001_full",
            "DO $$BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END$$;");

    assertThat(failure(project::migrate).next())
        .contains("The server is short of what the message names")
        .doesNotContain("Correct");
  }

  @Test
  void aStatementThatIsDoneMustStayAsItWas() {
    project.file(
        "0001_mixed",
        "CREATE TABLE aside (id int); CREATE UNIQUE INDEX one_note ON orders (note);");
    failure(project::migrate);
    project.file("0001_mixed", "CREATE TABLE aside (id bigint); SELECT 1;");

    Failure refused = failure(project::migrate);

    assertThat(refused.code()).isEqualTo(ErrorCode.NEEDS_A_PERSON);
    assertThat(refused.what()).contains("statement 1 is not the same");
  }

  @Test
  void theApprovalOfAPlanHoldsForWhatIsLeftOfIt() {
    project
        .file(
            "0001_drop",
            "-- drydock: allow drop index orders_note because unused\nDROP INDEX orders_note;")
        .file("0002_fails", "CREATE UNIQUE INDEX one_note ON orders (note);")
        .file(
            "0003_column",
            "-- drydock: allow drop column orders.total because unused\nALTER TABLE orders DROP COLUMN total;");
    String digest = project.service().dryRun().result().digest();
    assertThat(failure(project::migrate).code()).isEqualTo(ErrorCode.PLAN_REQUIRED);
    assertThat(failure(() -> project.migrate(digest)).code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    database.execute("UPDATE orders SET note = id::text");

    assertThat(project.service().dryRun().result().wouldExecute()).hasSize(2);
    var result = project.migrate(project.service().dryRun().result().digest());

    assertThat(result.executed()).hasSize(2);
    assertThat(result.losses())
        .extracting(Loss::object, Loss::declared)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("public.orders.total", true));
  }

  /** Ends behind its first batch, as asked. */
  private void cancelledInItsFilling() {
    var filled = new AtomicBoolean();
    var observer =
        new RunObserver() {
          @Override
          public void happened(RunEvent event) {
            filled.compareAndSet(false, event instanceof RunEvent.BatchCommitted);
          }

          @Override
          public boolean stopRequested() {
            return filled.get();
          }
        };
    assertThat(failure(() -> project.service().migrate(Project.request(observer))).code())
        .isEqualTo(ErrorCode.CANCELLED);
  }

  private void fillsInBatches() {
    database.execute("ALTER TABLE orders ADD COLUMN day date");
    project.file(
        "0001_fill",
        "CREATE TABLE aside (id int);\n-- drydock: backfill in batches of 10\nUPDATE orders SET day = now() WHERE day IS NULL;");
  }

  private KnownRun oldestRun() {
    return project.service().runs().get(0);
  }

  @Test
  void aLaterRunDoesNotMoveTheLastSignOfAnEarlierOne() {
    fillsInBatches();
    cancelledInItsFilling();
    KnownRun first = oldestRun();

    cancelledInItsFilling();

    assertThat(oldestRun().id()).isEqualTo(first.id());
    assertThat(oldestRun().lastSign()).isEqualTo(first.lastSign());
    assertThat(project.service().runs()).hasSize(2);
  }

  @Test
  void rowsThatAnEarlierRunFilledAreNotTakenForNothing() {
    fillsInBatches();
    cancelledInItsFilling();
    assertThat(oldestRun().problem().orElseThrow().left()).contains(" rows are filled.");

    cancelledInItsFilling();

    long filled = database.<Long>value("SELECT count(*) FROM orders WHERE day IS NOT NULL");
    assertThat(project.service().runs())
        .hasSize(2)
        .allSatisfy(
            run ->
                assertThat(run.problem().orElseThrow().left())
                    .contains(
                        "statement 2 (backfill) is begun and not done, %d rows are filled, by all runs together"
                            .formatted(filled)));
  }

  @Test
  void whenAMigrationWasBegunIsNotToldOfTheRunThatWentOnWithIt() {
    fillsInBatches();
    cancelledInItsFilling();
    String begun = begun();
    cancelledInItsFilling();

    String newest = project.service().runs().get(1).id();
    assertThat(begun()).isEqualTo(begun);
    assertThat(project.service().status().result().warnings())
        .anyMatch(
            warning ->
                warning.startsWith(
                    "0001_fill was begun %s; the last run that did something of it was %s."
                        .formatted(begun, newest)));
  }

  private String begun() {
    return database
        .<Timestamp>value("SELECT min(started_at) FROM drydock_steps WHERE form <> 'resumed'")
        .toInstant()
        .toString();
  }

  @Test
  void aCancelledRunStaysCancelledUntilItsMigrationIsDone() {
    project.file("0000_aside", "CREATE TABLE before (id int);");
    fillsInBatches();
    cancelledInItsFilling();
    String first = oldestRun().id();
    database.execute("ALTER TABLE orders ADD CHECK (day IS NULL OR id < 100)");

    failure(project::migrate);

    assertThat(project.service().runs())
        .extracting(run -> run.problem().orElseThrow().code())
        .containsExactly(ErrorCode.CANCELLED, ErrorCode.RUN_UNFINISHED);
    database.execute("ALTER TABLE orders DROP CONSTRAINT orders_check");
    project.migrate();
    assertThat(oldestRun().id()).isEqualTo(first);
    assertThat(oldestRun().problem()).isEmpty();
    assertThat(database.<Long>value("SELECT count(*) FROM drydock_steps")).isZero();
  }

  @Test
  void theTimeBetweenRunsIsNotCounted() {
    project.file(
        "0001_mixed",
        "CREATE TABLE aside (id int); CREATE UNIQUE INDEX one_note ON orders (note);");
    failure(project::migrate);
    database.execute(
        "UPDATE orders SET note = id::text",
        "UPDATE drydock_steps SET started_at = started_at - interval '2 h', ended_at = ended_at - interval '2 h'");

    project.migrate();

    assertThat(database.<Long>value("SELECT drydock_duration_ms FROM schema_migrations"))
        .isBetween(1L, 3_600_000L);
  }

  @Test
  void lossesOfEverySegmentAndRunStandInTheHistory() {
    project.file(
        "0001_losses",
        """
        -- drydock: allow drop column orders.total because unused
        -- drydock: allow drop index orders_note because unused
        ALTER TABLE orders DROP COLUMN total;
        DROP INDEX orders_note;
        CREATE UNIQUE INDEX one_note ON orders (note);
        CREATE TABLE aside (id int);
        """);
    String digest = project.service().dryRun().result().digest();
    assertThat(failure(() -> project.migrate(digest)).code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    database.execute("UPDATE orders SET note = id::text");

    project.migrate(project.service().dryRun().result().digest());

    assertThat(
            database.<String>value(
                "SELECT string_agg(l ->> 'object', ', ') FROM schema_migrations, jsonb_array_elements(drydock_losses) l"))
        .isEqualTo("public.orders.total, public.orders_note");
  }

  @Test
  void aLossThatNothingCouldUndoIsRefusedBeforehandWithLintSwitchedOff() {
    project.lint(LintMode.OFF).file("0001_drop", "DROP INDEX CONCURRENTLY orders_note;");

    Failure refused = failure(project::migrate);

    assertThat(refused.code()).isEqualTo(ErrorCode.UNDECLARED_LOSS);
    assertThat(refused.next()).contains("-- drydock: allow drop index public.orders_note because");
    assertThat(database.<Long>value("SELECT count(*) FROM pg_class WHERE relname = 'orders_note'"))
        .isEqualTo(1);
  }

  @Test
  void whatLintRefusesIsNotSaidTwice() {
    project.file("0001_drop", "DROP INDEX CONCURRENTLY orders_note;");

    assertThat(project.service().dryRun().result().refusals())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.REFUSED));
  }

  @Test
  void oneTransactionCanBeDemanded() {
    project.file("0001_index", "CREATE INDEX orders_total ON orders (total);");
    var request =
        new MigrationRequest(
            RunId.next(Clock.systemUTC()),
            Optional.empty(),
            Duration.ZERO,
            "test",
            RunObserver.NONE,
            true);

    Failure refused = failure(() -> project.service().migrate(request));

    assertThat(refused.code()).isEqualTo(ErrorCode.NOT_TRANSACTIONAL);
    assertThat(refused.what()).contains("0001_index (index-concurrently)");
  }

  @Test
  void neighboursShareATransactionAndTheHistoryRowComesWithTheLastStep() {
    project
        .file("0001_one", "CREATE TABLE one (id int);")
        .file(
            "0002_mixed",
            "CREATE TABLE two (id int); CREATE INDEX orders_total ON orders (total); CREATE TABLE three (id int);")
        .file("0003_four", "CREATE TABLE four (id int);");

    assertThat(project.service().dryRun().result().steps())
        .extracting(PlanStep::atom)
        .containsExactly(1, 1, 2, 3, 3);
    assertThat(project.migrate().executed()).hasSize(3);

    assertThat(List.of(madeBy("one"), recordedBy("0001_one"))).containsOnly(madeBy("two"));
    assertThat(List.of(madeBy("three"), recordedBy("0002_mixed"), recordedBy("0003_four")))
        .containsOnly(madeBy("four"))
        .doesNotContain(madeBy("one"));
  }

  private String madeBy(String table) {
    return database.value("SELECT xmin::text FROM pg_class WHERE relname = '%s'".formatted(table));
  }

  private String recordedBy(String migration) {
    return database.value(
        "SELECT xmin::text FROM schema_migrations WHERE id = '%s'".formatted(migration));
  }

  @Test
  void aNewEnumValueIsCommittedBeforeItIsUsed() {
    database.execute("CREATE TYPE mood AS ENUM ('sad')");
    project
        .file(
            "0001_value", "CREATE TABLE one (id int); ALTER TYPE mood ADD VALUE 'ok' AFTER 'sad';")
        .file(
            "0002_use",
            "CREATE TABLE moods (m mood DEFAULT 'ok'); INSERT INTO moods DEFAULT VALUES;");

    assertThat(project.service().dryRun().result().steps())
        .extracting(PlanStep::atom)
        .containsExactly(1, 2);
    assertThat(project.migrate().executed()).hasSize(2);
    assertThat(database.<String>value("SELECT m::text FROM moods")).isEqualTo("ok");
  }

  @Test
  void aRoleThatAFileSetsNeedNotSeeTheJournal() {
    String role = database.name() + "_app";
    TestServer.shared().execute("CREATE ROLE " + role, "GRANT " + role + " TO " + database.user());
    try {
      database.executeAsSuperuser(
          "GRANT ALL ON SCHEMA public TO " + role, "ALTER TABLE orders OWNER TO " + role);
      project.file(
          "0001_role",
          "SET ROLE %s; CREATE INDEX orders_total ON orders (total); CREATE TABLE who AS SELECT current_user::text AS u;"
              .formatted(role));

      assertThat(project.migrate().executed()).hasSize(1);

      assertThat(
              database.<String>value(
                  "SELECT tableowner::text FROM pg_tables WHERE tablename = 'who'"))
          .isEqualTo(role);
    } finally {
      database.close();
      TestServer.shared().execute("DROP ROLE " + role);
    }
  }

  @Test
  void whatASessionAloneHoldsAcrossAStepOutsideIsWarnedOf() {
    project
        .file(
            "0001_temp",
            "CREATE TEMP TABLE few AS SELECT 1 AS id; CREATE INDEX orders_total ON orders (total); CREATE TABLE made AS SELECT id FROM few;")
        .file(
            "0002_last",
            "SELECT set_config('app.tenant', current_user::text, true); CREATE INDEX orders_both ON orders (total, id);");

    assertThat(project.service().dryRun().result().warnings())
        .singleElement()
        .asString()
        .contains("0001_temp, statement 1, holds", "statement 2 runs outside");
    assertThat(project.migrate().executed()).hasSize(2);
  }

  @Test
  void aFileThatWouldComeBeforeOneThatIsBegunIsLate() {
    project.file(
        "0002_mixed",
        "CREATE TABLE aside (id int); CREATE UNIQUE INDEX one_note ON orders (note);");
    failure(project::migrate);
    project.file("0001_late", "CREATE TABLE late (id int);");

    Failure refused = failure(project::migrate);

    assertThat(refused.code()).isEqualTo(ErrorCode.OUT_OF_ORDER);
    assertThat(refused.what()).contains("0001_late", "0002_mixed, which is begun");
    project
        .file(
            "0001_late",
            "-- drydock: allow out-of-order because it is a fix\nUPDATE orders SET note = id::text WHERE note IS NULL; CREATE TABLE late (id int);")
        .file(
            "0002_mixed",
            "CREATE TABLE aside (id int); CREATE UNIQUE INDEX one_note ON orders (note, id);");
    assertThat(project.migrate().executed()).hasSize(2);
  }

  @Test
  void optionsOfAColumnsKeyAreNotDropped() {
    project.file(
        "0001_slug", "ALTER TABLE orders ADD COLUMN slug text UNIQUE WITH (fillfactor = 60);");

    assertThat(project.service().dryRun().result().findings().toString())
        .contains("storage options");
    project.migrate();

    assertThat(
            database.<String>value(
                "SELECT reloptions::text FROM pg_class WHERE relname = 'orders_slug_key'"))
        .isEqualTo("{fillfactor=60}");
  }

  @Test
  void aBackfillWithoutAKeyIsRefusedBeforeAnythingRuns() {
    database.execute(
        "CREATE TABLE loose (a int NOT NULL, n int)",
        "CREATE UNIQUE INDEX ON loose (a DESC)",
        "INSERT INTO loose SELECT n, 0 FROM generate_series(1, 100) n",
        "ANALYZE loose");
    project
        .file("0001_first", "CREATE TABLE first (id int);")
        .file(
            "0002_fill",
            "-- drydock: allow update rows loose because counted\n-- drydock: backfill in batches of 10\nUPDATE loose SET n = n + 1;");

    assertThat(project.service().dryRun().result().refusals())
        .singleElement()
        .satisfies(r -> assertThat(r.what()).contains("0002_fill", "public.loose has no key"));
    failure(project::migrate);
    assertThat(database.<Boolean>value("SELECT to_regclass('first') IS NULL")).isTrue();

    database.execute("CREATE UNIQUE INDEX ON loose (a)");
    project.migrate(project.service().dryRun().result().digest());
    assertThat(database.<Long>value("SELECT count(*) FROM loose WHERE n = 1")).isEqualTo(100);
  }

  /** It would fail behind its first steps, which stay. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALTER TABLE orders ADD PRIMARY KEY (total) | orders has a primary key already",
        "ALTER TABLE orders ADD CONSTRAINT orders_pkey UNIQUE (total) | orders has a constraint orders_pkey already",
        "ALTER TABLE orders ADD CONSTRAINT one CHECK (total > 0); ALTER TABLE orders ADD CONSTRAINT one UNIQUE (total) | orders has a constraint one already",
        "ALTER TABLE parents ADD COLUMN n bigint GENERATED ALWAYS AS IDENTITY | gives no identity",
      })
  void whatMustFailIsNotBegun(String sql, String why) {
    database.execute(
        "CREATE TABLE parents (id int)",
        "CREATE TABLE children () INHERITS (parents)",
        "INSERT INTO children SELECT generate_series(1, 100)",
        "ANALYZE parents, children");
    project.file("0001_first", "CREATE TABLE first (id int);").file("0002_fails", sql + ";");

    assertThat(project.service().dryRun().result().refusals())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.what()).contains(why));
    failure(project::migrate);
    assertThat(database.<Boolean>value("SELECT to_regclass('first') IS NULL")).isTrue();
  }

  /** Keys of two columns whose operators lie in two schemas: no one comparison walks them. */
  @Test
  void aBackfillAlongMixedOperatorsIsRefusedInThePlan() {
    assumeTrue(
        database.<Long>value("SELECT count(*) FROM pg_available_extensions WHERE name = 'citext'")
            > 0);
    database.executeAsSuperuser("CREATE EXTENSION citext");
    database.execute(
        "CREATE TABLE mixed (b int, c citext, n int DEFAULT 0, PRIMARY KEY (c, b))",
        "CREATE TABLE alone (c citext PRIMARY KEY, n int DEFAULT 0)",
        "INSERT INTO alone SELECT 'K' || n FROM generate_series(1, 100) n",
        "INSERT INTO mixed SELECT n, 'K' || n FROM generate_series(1, 100) n",
        "ANALYZE mixed, alone");
    String fill =
        "-- drydock: allow update rows %1$s because counted\n-- drydock: backfill in batches of 10\nUPDATE %1$s SET n = n + 1;";
    project.file("0001_fill", fill.formatted("mixed"));
    assertThat(project.service().dryRun().result().refusals())
        .singleElement()
        .satisfies(r -> assertThat(r.what()).contains("operators lie in one schema"));

    project.file("0001_fill", fill.formatted("alone"));
    project.migrate(project.service().dryRun().result().digest());
    assertThat(database.<Long>value("SELECT count(*) FROM alone WHERE n = 1")).isEqualTo(100);
  }

  /** Its runner was killed right behind the last COMMIT. */
  @Test
  void notesOfWhatIsAppliedGoWithTheNextRunThoughThatHasNothingToDo() {
    project.file("0001_index", "CREATE INDEX orders_total ON orders (total);");
    project.migrate();
    database.execute(
        "INSERT INTO drydock_steps (migration, statement, action, form, text_hash, done, run, backend, backend_start, started_at)"
            + " VALUES ('0001_index', 1, 0, 'plain', '', true, 'r', 1, now(), now()), ('0001_index', -1, -1, 'made', '', true, 'r', 1, now(), now())");

    assertThat(project.migrate().executed()).isEmpty();

    assertThat(database.<Long>value("SELECT count(*) FROM drydock_steps")).isZero();
  }

  @Test
  void aFailedStepIsToldByThePlaceInItsFile() {
    database.execute("UPDATE orders SET total = -1 WHERE id = 7");
    project.file(
        "0001_checked",
        "CREATE TABLE first (id int);\n\nALTER TABLE orders\n  ADD COLUMN a int,\n  ADD CHECK (total > 0);");

    Failure failed = failure(project::migrate);

    assertThat(failed.what()).contains("0001_checked, statement 2 (line 3, column 1) failed");
    assertThat(failed.left()).contains("Of 0001_checked, statement 2 this is done");

    failure(project::migrate);
    assertThat(project.service().status().result().unfinished().left())
        .contains("it did nothing more");
  }

  @Test
  void aBackfillThatCannotBeIsRefused() {
    project.file(
        "0001_fill", "-- drydock: backfill in batches of 10\nDELETE FROM orders WHERE id < 0;");

    Failure refused = failure(project::migrate);

    assertThat(refused.text()).contains("cannot run in batches");
  }

  @Test
  void notNullThatWasOnlyNotedIsProvenBesideTheTraffic() {
    assumeTrue(TestServer.testedMajor() >= 18);
    database.execute("ALTER TABLE orders ADD CONSTRAINT noted NOT NULL total NOT VALID");
    project.file("0001_not_null", "ALTER TABLE orders ALTER COLUMN total SET NOT NULL;");

    assertThat(project.service().dryRun().result().steps())
        .singleElement()
        .satisfies(
            step ->
                assertThat(step.statements())
                    .containsExactly(
                        "ALTER TABLE \"public\".\"orders\" VALIDATE CONSTRAINT \"noted\""));
    assertThat(project.migrate().executed()).hasSize(1);
    assertThat(
            database.<Boolean>value(
                "SELECT convalidated FROM pg_constraint WHERE conname = 'noted'"))
        .isTrue();
  }
}
