package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What others change between a run that stopped and the one that goes on is not run over. */
class ChangedMeanwhileIT {

  private static final String MOVED =
      "-- drydock: allow change type t.a moving column because it runs out\nALTER TABLE t ALTER COLUMN a TYPE bigint;";

  private static final String PROVEN =
      "SELECT count(*) FROM pg_constraint WHERE conname = 'drydock_a_same' AND convalidated";

  private static final String COUNTED =
      "-- drydock: allow update rows t because counted\n-- drydock: backfill in batches of 50\nUPDATE t SET n = n + 1;";

  private static final String FILLED =
      "ALTER TABLE t ADD COLUMN u uuid NOT NULL DEFAULT gen_random_uuid();";

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    database.execute(
        "CREATE SEQUENCE sq",
        "CREATE TABLE t (id int PRIMARY KEY, a int DEFAULT nextval('sq'), b text, n int DEFAULT 0, CONSTRAINT ck CHECK (a > 0))",
        "ALTER SEQUENCE sq OWNED BY t.a",
        "CREATE INDEX ia ON t (a)",
        "CREATE STATISTICS sx ON a, b FROM t",
        "INSERT INTO t SELECT g, g, 'x' || g FROM generate_series(1, 2000) g",
        "ANALYZE t");
    project = new Project(folder, database).largeFrom(20);
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** Runs until a query counts something. */
  private void stoppedOnce(String counts) {
    stopped(
        new RunObserver() {
          @Override
          public void happened(RunEvent event) {
            // The database tells how far it is.
          }

          @Override
          public boolean stopRequested() {
            return database.<Long>value(counts) > 0;
          }
        });
  }

  /** Before the first step of a statement's form, which the journal has as begun then. */
  private void stoppedAtItsBegin() {
    stopped(
        new RunObserver() {
          @Override
          public void happened(RunEvent event) {
            // The journal tells.
          }

          @Override
          public boolean stopRequested() {
            return database.<Boolean>value("SELECT to_regclass('drydock_steps') IS NOT NULL")
                && database.<Long>value("SELECT count(*) FROM drydock_steps") > 0;
          }
        });
    database.execute(
        "INSERT INTO drydock_steps (migration, statement, action, form, text_hash, done, run, backend, backend_start, started_at) SELECT migration, statement, 1, form, text_hash, false, run, backend, backend_start, started_at FROM drydock_steps WHERE statement = 1");
  }

  private void stoppedInItsFilling() {
    stopped(
        new RunObserver() {
          private boolean filled;

          @Override
          public void happened(RunEvent event) {
            filled |= event instanceof RunEvent.BatchCommitted;
          }

          @Override
          public boolean stopRequested() {
            return filled;
          }
        });
  }

  private void stopped(RunObserver observer) {
    var request =
        Project.request(Optional.of(project.service().dryRun().result().digest()), observer);
    Failure stopped =
        catchThrowableOfType(DrydockException.class, () -> project.service().migrate(request))
            .failure();
    assertThat(stopped.code()).isEqualTo(ErrorCode.CANCELLED);
  }

  private Failure failure() {
    return catchThrowableOfType(DrydockException.class, () -> project.migrate(digest())).failure();
  }

  private String digest() {
    return project.service().dryRun().result().digest();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COMMENT ON COLUMN t.a IS 'foo'",
        "ALTER TABLE t ALTER a SET STATISTICS 88",
        "ALTER TABLE t ALTER a SET (n_distinct = 5)",
        "ALTER INDEX ia SET (fillfactor = 50)",
        "COMMENT ON INDEX ia IS 'z'",
        "COMMENT ON CONSTRAINT ck ON t IS 'zz'",
        "COMMENT ON STATISTICS sx IS 'zz'",
        "ALTER TABLE t DROP CONSTRAINT ck; ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0) NOT VALID",
        "ALTER TABLE t DROP CONSTRAINT ck; ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 1) NOT VALID",
        "CREATE INDEX other ON t (b, a)",
        "CREATE VIEW seen AS SELECT a FROM t",
        "ALTER TABLE t ALTER a SET NOT NULL",
        "ALTER TABLE t ALTER a SET DEFAULT 7",
        "GRANT SELECT (a) ON t TO PUBLIC",
      })
  void whatHangsOnAColumnThatMovesIsNotThrownAway(String change) {
    project.file("0001_wider", MOVED);
    stoppedOnce(PROVEN);
    database.execute(change.split("; "));

    Failure refused = failure();

    assertThat(refused.code()).isEqualTo(ErrorCode.NEEDS_A_PERSON);
    assertThat(refused.what())
        .contains("0001_wider, statement 1 (line 2): t.a, or what hangs on it, is not what it was");
    assertThat(refused.next()).contains("Undo what was changed", "To give up");
  }

  @Test
  void aPublicationThatComesMeanwhileIsNoticed() {
    project.file("0001_wider", MOVED);
    stoppedOnce(PROVEN);
    database.executeAsSuperuser("CREATE PUBLICATION pp FOR TABLE t");

    assertThat(failure().code()).isEqualTo(ErrorCode.NEEDS_A_PERSON);

    database.executeAsSuperuser("DROP PUBLICATION pp");
    assertThat(project.migrate(digest()).executed()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        MOVED,
        "ALTER TABLE t ADD COLUMN u uuid NOT NULL DEFAULT gen_random_uuid();",
        "ALTER TABLE t ADD COLUMN u serial;"
      })
  void aTriggerThatComesMeanwhileIsNotFired(String sql) {
    database.execute("INSERT INTO t SELECT g, g, 'x' FROM generate_series(2001, 40000) g");
    project.file("0001_fill", sql);
    stoppedInItsFilling();
    database.execute(
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.b := ''lost''; RETURN NEW; END'",
        "CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()");

    Failure refused = failure();

    assertThat(refused.what()).contains("one batch fired the trigger tr");
    assertThat(refused.next()).contains("Drop or disable that trigger");
    assertThat(database.<Long>value("SELECT count(*) FROM t WHERE b = 'lost'")).isZero();

    database.execute("ALTER TABLE t DISABLE TRIGGER tr");
    project.migrate(digest());
    assertThat(database.<Long>value("SELECT count(*) FROM t WHERE b = 'lost'")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE t ALTER id TYPE text",
        "ALTER TABLE t DROP n; ALTER TABLE t ADD n int DEFAULT 0"
      })
  void aBackfillDoesNotGoOnOverOtherColumns(String change) {
    project.file("0001_fill", COUNTED);
    stoppedOnce("SELECT count(*) FROM t WHERE n = 1");
    long filled = database.<Long>value("SELECT count(*) FROM t WHERE n = 1");
    assertThat(filled).isBetween(1L, 1999L);
    database.execute(change.split("; "));

    assertThat(failure().what()).containsAnyOf("its key has got another type", "was made anew");
    assertThat(database.<Long>value("SELECT count(*) FROM t WHERE n > 1")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE INDEX u ON t (b)",
        "CREATE UNIQUE INDEX u ON t (id)",
        "CREATE UNIQUE INDEX u ON t (b DESC)",
        "CREATE UNIQUE INDEX u ON t (b NULLS FIRST)",
        "CREATE UNIQUE INDEX u ON t (b text_pattern_ops)",
        "CREATE UNIQUE INDEX u ON t (b COLLATE \"C\")",
        "CREATE UNIQUE INDEX u ON t (b, id)",
        "CREATE UNIQUE INDEX u ON t (b) INCLUDE (n)",
        "CREATE UNIQUE INDEX u ON t (b) WHERE n > 0",
        "CREATE UNIQUE INDEX u ON t (lower(b))",
        "CREATE TABLE other (b text); CREATE UNIQUE INDEX u ON other (b)",
      })
  void anotherIndexIsNotTakenForTheOneThatWasBegun(String theirs) {
    project.file("0001_index", "CREATE UNIQUE INDEX u ON t (b);");
    stoppedAtItsBegin();
    database.execute(theirs.split("; "));

    assertThat(project.service().status().result().warnings())
        .anyMatch(
            warning -> warning.contains("under its name stands what it did not make: CREATE"));
    Failure refused = failure();

    assertThat(refused.code()).isEqualTo(ErrorCode.NEEDS_A_PERSON);
    assertThat(refused.what())
        .contains(
            "0001_index, statement 1 (line 1): under the name of the index that it builds stands another one: CREATE ");
    assertThat(refused.next()).contains("Drop or rename that one");

    database.execute("DROP INDEX u");
    assertThat(project.migrate(digest()).executed()).hasSize(1);
    assertThat(database.<String>value("SELECT pg_get_indexdef('u'::regclass)"))
        .isEqualTo("CREATE UNIQUE INDEX u ON public.t USING btree (b)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE UNIQUE INDEX u ON t (b DESC NULLS LAST, a) INCLUDE (n) WHERE n >= 0",
        "CREATE INDEX u ON t (lower(b) text_pattern_ops, id DESC NULLS FIRST)",
        "CREATE INDEX u ON t ((b), (a + 1) ASC NULLS FIRST)",
        "CREATE INDEX u ON t USING hash (b)",
        "CREATE INDEX u ON t (b COLLATE \"C\" text_pattern_ops DESC) WHERE (true)",
        "CREATE INDEX u ON t (b /* as it is */ DESC)",
        "CREATE INDEX CONCURRENTLY u ON t (\"a\", (b::text))",
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS u ON public.t (a) WITH (fillfactor = 70)",
      })
  void theIndexThatWasBegunIsKnownAgain(String written) {
    project.file("0001_index", written + ";");
    stoppedAtItsBegin();
    database.execute(written);
    Object built = database.value("SELECT 'u'::regclass::oid::bigint");

    assertThat(project.migrate(digest()).executed()).hasSize(1);

    assertThat(database.<Object>value("SELECT 'u'::regclass::oid::bigint")).isEqualTo(built);
  }

  @Test
  void aKeyDoesNotTakeAnotherIndexOver() {
    project.file("0001_key", "ALTER TABLE t ADD CONSTRAINT u UNIQUE (b);");
    stoppedOnce("SELECT count(*) FROM pg_index WHERE indexrelid = to_regclass('u') AND indisvalid");
    database.execute("DROP INDEX u", "CREATE UNIQUE INDEX u ON t (id)");

    Failure refused = failure();

    assertThat(refused.code()).isEqualTo(ErrorCode.NEEDS_A_PERSON);
    assertThat(refused.what()).contains("stands another one: CREATE UNIQUE INDEX u ON");
    assertThat(refused.next()).contains("CREATE UNIQUE INDEX CONCURRENTLY \"u\"", "by hand");
    database.execute("DROP INDEX u", "CREATE UNIQUE INDEX u ON t (b)");
    assertThat(project.migrate(digest()).executed()).hasSize(1);
  }

  @Test
  void anotherConstraintIsNotValidatedInItsPlace() {
    database.execute(
        "CREATE FUNCTION fine(int) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN IF $1 = 5000 THEN RAISE EXCEPTION ''not now''; END IF; RETURN true; END'",
        "UPDATE t SET n = 5000 WHERE id = 7");
    project.file("0001_small", "ALTER TABLE t ADD CONSTRAINT small CHECK (fine(n));");
    assertThat(failure().code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    database.execute(
        "ALTER TABLE t DROP CONSTRAINT small",
        "ALTER TABLE t ADD CONSTRAINT small CHECK (n > 0) NOT VALID");

    Failure refused = failure();

    assertThat(refused.code()).isEqualTo(ErrorCode.NEEDS_A_PERSON);
    assertThat(refused.what())
        .isEqualTo(
            "0001_small, statement 1 (line 1): the constraint small of public.t is another one than this statement added (CHECK (public.fine(n)); now CHECK ((n > 0))).");
    assertThat(refused.next()).contains("Put it back as it was", "WHERE migration = '0001_small'");

    database.execute(
        "ALTER TABLE t DROP CONSTRAINT small",
        "ALTER TABLE t ADD CONSTRAINT small CHECK (fine(n)) NOT VALID",
        "UPDATE t SET n = 5 WHERE id = 7");
    assertThat(project.migrate(digest()).executed()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "ALTER TABLE t ALTER u DROP DEFAULT, the column u of public.t has no default any more",
    "ALTER TABLE t ALTER u SET DEFAULT NULL, the column u of public.t has",
    "ALTER TABLE t ALTER u SET DEFAULT md5('a')::uuid, the column u of public.t has another default than this statement gave it (",
    "ALTER TABLE t DROP u, the column u of public.t is gone",
  })
  void aColumnIsNotFilledFromAnotherDefault(String change, String told) {
    beganToFill();
    database.execute(change);

    Failure refused = failure();

    assertThat(refused.code()).isEqualTo(ErrorCode.NEEDS_A_PERSON);
    assertThat(refused.what()).contains(told);
    assertThat(refused.next()).contains("Put it back as it was", "it begins anew");
  }

  @Test
  void aColumnThatWasMadeAnewIsFilledAnew() {
    beganToFill();
    database.execute(
        "ALTER TABLE t DROP u",
        "ALTER TABLE t ADD u uuid",
        "ALTER TABLE t ALTER u SET DEFAULT gen_random_uuid()");

    Failure refused = failure();

    assertThat(refused.what()).contains("a column that is set was made anew (u 5; now u 6)");
    assertThat(refused.next()).startsWith("Begin the filling anew").doesNotContain("UPDATE");
    database.execute(
        refused.next().substring(refused.next().indexOf("DELETE"), refused.next().indexOf(";")));
    assertThat(project.migrate(digest()).executed()).hasSize(1);
    assertThat(database.<Long>value("SELECT count(*) FROM t WHERE u IS NULL")).isZero();
  }

  @Test
  void aFileThatWasRenamedHalfWayIsToldSo() {
    beganToFill();
    project.without("0001_fill").file("0001_filled", FILLED);

    assertThat(failure().what())
        .contains("already exists", "0001_fill was begun 2", "has no file any more");
  }

  private void beganToFill() {
    database.execute("INSERT INTO t SELECT g, g, 'x' FROM generate_series(2001, 40000) g");
    project.file("0001_fill", FILLED);
    stoppedInItsFilling();
  }

  @Test
  void whatNobodyTouchedGoesOn() {
    project.file("0001_fill", COUNTED).file("0002_wider", MOVED);
    stoppedOnce("SELECT count(*) FROM t WHERE n = 1");
    database.execute("ALTER TABLE t ADD COLUMN other int", "COMMENT ON TABLE t IS 'a table'");
    stoppedOnce(PROVEN);

    project.migrate(digest());

    assertThat(database.<Long>value("SELECT count(*) FROM t WHERE n <> 1")).isZero();
    assertThat(
            database.<String>value(
                "SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'a'"))
        .isEqualTo("bigint");
  }
}
