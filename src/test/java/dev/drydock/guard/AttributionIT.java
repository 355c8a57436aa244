package dev.drydock.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.execution.CommitVerdict;
import dev.drydock.migration.Loss;
import dev.drydock.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every loss names the migration that did it, and only that one can declare it. */
class AttributionIT {

  private TestDatabase database;
  private Connection connection;

  @BeforeEach
  void makeDatabase() throws SQLException {
    database = GuardDatabases.owned();
    connection = database.connect();
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    connection.close();
    database.close();
  }

  private GuardedRun run() {
    return new GuardedRun(connection);
  }

  private static String told(Loss loss) {
    return "%s %s by %s, %s"
        .formatted(
            loss.effect(),
            loss.object(),
            loss.migration(),
            loss.declared() ? "declared" : "undeclared");
  }

  @Test
  void namesEachMigrationOfARun() throws SQLException {
    CommitVerdict verdict =
        run()
            .migration("m1", "CREATE TABLE fresh (a integer);")
            .migration("m2", "DELETE FROM lonely;")
            .migration("m3", "DROP VIEW client_ids; ALTER TABLE clients DROP COLUMN spare;")
            .migration("m4", "DROP FUNCTION wipe_leads(); UPDATE crm.leads SET phone = '';")
            .migration("m5", "CREATE TABLE fresh2 (a integer);")
            .rolledBack();

    assertThat(verdict.report().losses())
        .extracting(AttributionIT::told)
        .containsExactlyInAnyOrder(
            "delete rows public.lonely by m2, undeclared",
            "drop view public.client_ids by m3, undeclared",
            "drop column public.clients.spare by m3, undeclared",
            "drop function public.wipe_leads() by m4, undeclared",
            "update rows crm.leads by m4, undeclared");
  }

  @Test
  void letsTheDeclaringMigrationCommit() throws SQLException {
    CommitVerdict verdict =
        run()
            .migration("m1", "CREATE TABLE fresh (a integer);")
            .migration(
                "m2",
                """
                -- drydock: allow drop column clients.spare because nobody reads it
                -- drydock: allow delete rows lonely because they are test data
                ALTER TABLE clients DROP COLUMN spare;
                DELETE FROM lonely;
                """)
            .committed();

    assertThat(verdict.refusal()).isEmpty();
    assertThat(verdict.report().losses())
        .extracting(AttributionIT::told)
        .containsExactlyInAnyOrder(
            "drop column public.clients.spare by m2, declared",
            "delete rows public.lonely by m2, declared");
    assertThat(database.<Long>value("SELECT count(*) FROM lonely")).isZero();
  }

  @Test
  void anotherMigrationsDeclarationDoesNotCount() throws SQLException {
    CommitVerdict verdict =
        run()
            .migration(
                "m1",
                "-- drydock: allow delete rows lonely because so\nCREATE TABLE fresh (a integer);"
                    + " DELETE FROM hollow;")
            .migration("m2", "DELETE FROM lonely;")
            .committed();

    assertThat(verdict.refusal()).isPresent();
    assertThat(database.<Long>value("SELECT count(*) FROM lonely")).isEqualTo(2);
  }

  @Test
  void aDeclaredRenameIsNotLostUnderALaterChangeOfTheSameTable() throws SQLException {
    CommitVerdict verdict =
        run()
            .migration(
                "m1",
                "-- drydock: allow rename table lonely because so\n"
                    + "ALTER TABLE lonely RENAME TO lonesome;")
            .migration("m2", "ALTER TABLE lonesome ADD COLUMN x integer;")
            .committed();

    assertThat(verdict.refusal()).isEmpty();
    assertThat(verdict.report().losses())
        .extracting(AttributionIT::told)
        .containsExactly("rename table public.lonely by m1, declared");
  }

  @Test
  void theRefusalTeachesTheDeclaration() throws SQLException {
    CommitVerdict verdict =
        run().migration("m1", "ALTER TABLE clients DROP COLUMN spare;").committed();

    assertThat(verdict.refusal().orElseThrow().what())
        .isEqualTo(
            "One loss was found before COMMIT, and no migration declares it: drop column"
                + " public.clients.spare (about 3 rows), by m1.");
    assertThat(verdict.refusal().orElseThrow().next())
        .contains("-- drydock: allow drop column public.clients.spare because");
    assertThat(verdict.refusal().orElseThrow().facts()).containsKey("losses");
  }

  @Test
  void namesWithoutASchemaMeanTheFirstOfTheSearchPath() throws SQLException {
    database.execute("CREATE TABLE crm.lonely (id integer); INSERT INTO crm.lonely VALUES (1)");

    CommitVerdict verdict =
        run()
            .migration(
                "m1",
                "-- drydock: allow delete rows lonely because the wrong one is meant\n"
                    + "DELETE FROM crm.lonely;")
            .committed();

    assertThat(verdict.refusal()).isPresent();
  }

  @Test
  void aParentsDeclarationHoldsForItsPartitions() throws SQLException {
    CommitVerdict verdict =
        run()
            .migration(
                "m1",
                "-- drydock: allow delete rows measurements because they are old\n"
                    + "DELETE FROM measurements WHERE day < '2025-01-01';")
            .committed();

    assertThat(verdict.refusal()).isEmpty();
  }

  @Test
  void narrowingIsDeclaredOnceForATypeChangeWithAnExpression() throws SQLException {
    CommitVerdict verdict =
        run()
            .migration(
                "m1",
                "-- drydock: allow narrow type lonely.w because halves are enough\n"
                    + "ALTER TABLE lonely ALTER COLUMN w TYPE smallint USING (w / 2)::smallint;")
            .committed();

    assertThat(verdict.refusal()).isEmpty();
  }

  @Test
  void sequencesAreToldAfterTheRollback() throws SQLException {
    GuardedRun run = run().migration("m1", "SELECT setval('loose_seq', 1);");
    CommitVerdict verdict = run.committed();

    assertThat(verdict.refusal()).isPresent();
    assertThat(run.guard().remains(connection))
        .containsExactly("SELECT setval('public.loose_seq', 100, true);");
  }

  @Test
  void aSequenceThatWouldGiveItsLastValueAgainIsToldToo() throws SQLException {
    GuardedRun run = run().migration("m1", "SELECT setval('loose_seq', 100, false);");
    CommitVerdict verdict = run.committed();

    assertThat(verdict.refusal()).isPresent();
    assertThat(run.guard().remains(connection))
        .containsExactly("SELECT setval('public.loose_seq', 100, true);");
  }
}
