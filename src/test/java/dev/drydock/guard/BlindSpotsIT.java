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

/** What an ordinary role cannot see is said; it stops a strict run only where it matters. */
class BlindSpotsIT {

  private TestDatabase database;

  @BeforeEach
  void makeDatabase() {
    database = GuardDatabases.owned();
    database.executeAsSuperuser(
        "CREATE SEQUENCE public.hidden_seq",
        "SELECT setval('public.hidden_seq', 50)",
        "CREATE FUNCTION public.draw() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
            + " $$ BEGIN NEW.w := nextval('public.hidden_seq'); RETURN NEW; END $$",
        "CREATE TRIGGER draws BEFORE INSERT ON public.lonely FOR EACH ROW EXECUTE FUNCTION"
            + " public.draw()");
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  private CommitVerdict run(boolean strict, String sql) throws SQLException {
    try (Connection connection = database.connect()) {
      var run = new GuardedRun(connection).outside(database::connect).migration("m1", sql);
      return (strict ? run.strict() : run).rolledBack();
    }
  }

  private void letTheTriggerSetBack() {
    database.executeAsSuperuser(
        "CREATE OR REPLACE FUNCTION public.draw() RETURNS trigger LANGUAGE plpgsql SECURITY"
            + " DEFINER AS $$ BEGIN PERFORM setval('public.hidden_seq', 1); RETURN NEW; END $$");
  }

  @Test
  void whatThePlanDoesNotTouchStopsNothing() throws SQLException {
    CommitVerdict verdict = run(true, "CREATE TABLE t (a integer);");

    assertThat(verdict.refusal()).isEmpty();
    assertThat(verdict.report().unseen())
        .contains("positions of 1 sequences that belong to others", "passwords of roles")
        .anyMatch(words -> words.startsWith("contents of large objects"));
  }

  @Test
  void drawingFromAHiddenSequenceStopsNothing() throws SQLException {
    CommitVerdict verdict = run(true, "INSERT INTO lonely (id, v) VALUES (5, 'x');");

    assertThat(verdict.refusal()).isEmpty();
    assertThat(verdict.report().losses()).isEmpty();
  }

  @Test
  void aHiddenSequenceThatMayBeSetBackStopsAStrictRun() throws SQLException {
    letTheTriggerSetBack();

    CommitVerdict verdict = run(true, "INSERT INTO lonely (id, v) VALUES (5, 'x');");

    assertThat(verdict.refusal()).isPresent();
    assertThat(verdict.refusal().orElseThrow().text())
        .contains("public.hidden_seq", "may not read where it stands", "Grant the role SELECT");
  }

  @Test
  void aRunThatIsNotStrictSaysWhatItCouldNotSee() throws SQLException {
    letTheTriggerSetBack();

    CommitVerdict verdict = run(false, "INSERT INTO lonely (id, v) VALUES (5, 'x');");

    assertThat(verdict.refusal()).isEmpty();
    assertThat(verdict.report().unseen()).contains("whether the run set back public.hidden_seq");
  }

  @Test
  void aPasswordThatTheRoleMaySetButNotReadIsFoundByItsCounter() throws SQLException {
    database.executeAsSuperuser("ALTER ROLE " + database.user() + " CREATEROLE");

    CommitVerdict verdict = run(true, "ALTER ROLE CURRENT_USER PASSWORD 'n3w-password';");

    assertThat(verdict.report().losses())
        .extracting(loss -> loss.effect().words())
        .containsExactly("change role");
    assertThat(verdict.refusal()).isPresent();
  }

  @Test
  void optionsOfAnothersUserMappingAreFoundByTheirCounter() throws SQLException {
    database.executeAsSuperuser(
        "CREATE FOREIGN DATA WRAPPER plain",
        "CREATE SERVER away FOREIGN DATA WRAPPER plain",
        "ALTER SERVER away OWNER TO guard_group",
        "GRANT guard_group TO " + database.user(),
        "CREATE USER MAPPING FOR guard_app SERVER away OPTIONS (token 'a')");

    CommitVerdict verdict =
        run(true, "ALTER USER MAPPING FOR guard_app SERVER away OPTIONS (SET token 'b');");

    assertThat(verdict.report().losses())
        .extracting(Loss::what)
        .containsExactly("options of a user mapping, not to be seen");
    assertThat(verdict.refusal()).isPresent();
  }
}
