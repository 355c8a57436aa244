package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.execution.StatementError;
import dev.drydock.lint.LintMode;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Loss;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.TcpProxy;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Migrations that travel in one message are told apart as if each had travelled alone. */
class BatchedRunIT {

  @TempDir Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    project = new Project(folder, database).lint(LintMode.OFF);
    database.execute(
        "CREATE TABLE old_a (id int PRIMARY KEY)",
        "CREATE TABLE old_b (id int PRIMARY KEY)",
        "INSERT INTO old_a VALUES (1), (2)");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void anErrorNamesTheMigrationThatMadeIt() {
    project
        .file("0001_a", "CREATE TABLE a (id int);")
        .file("0002_b", "CREATE TABLE b (id int);\nCREATE INDEX b_id ON b (id);")
        .file("0003_c", "-- a comment\nCREATE TABLE c (id int);\n\nCREATE TABLE d (id nothing);")
        .file("0004_d", "CREATE TABLE e (id int);");

    StatementError error = (StatementError) refusal().facts().get("statement");

    assertThat(error.migration()).isEqualTo("0003_c");
    assertThat(error.statement()).isEqualTo(2);
    assertThat(error.line()).isEqualTo(4);
    assertThat(
            database.<String>values(
                "SELECT relname FROM pg_class WHERE relname IN ('a', 'b', 'c')"))
        .isEmpty();
  }

  @Test
  void eachIsToldWithTheTimeThatTheHistoryHas() {
    project
        .file("0001_a", "CREATE TABLE a (id int);")
        .file("0002_b", "SELECT pg_sleep(0.2);")
        .file("0003_c", "CREATE TABLE c (id int);");
    var told = new ArrayList<String>();
    RunObserver observer =
        event -> {
          if (event instanceof RunEvent.MigrationExecuted executed) {
            told.add(executed.migration() + " " + executed.took().toMillis());
          }
        };

    project.service().migrate(Project.request(observer));

    assertThat(told)
        .containsExactlyElementsOf(
            database.<String>values(
                "SELECT id || ' ' || drydock_duration_ms FROM schema_migrations ORDER BY id"));
    assertThat(told.get(1)).doesNotEndWith(" 0");
  }

  @Test
  void lossesNameTheMigrationsThatMadeThem() {
    project
        .file("0001_quiet", "CREATE TABLE a (id int);")
        .file("0002_rows", "INSERT INTO a VALUES (1);")
        .file("0003_drops", "DROP TABLE old_b;")
        .file("0004_quiet", "CREATE TABLE c (id int);")
        .file("0005_deletes", "DELETE FROM old_a WHERE id = 1;")
        .file("0006_view", "CREATE VIEW v AS SELECT id FROM a;");

    assertThat(losses(refusal()))
        .extracting(loss -> loss.migration() + ": " + loss.effect().words() + " " + loss.object())
        .containsExactlyInAnyOrder(
            "0003_drops: drop table public.old_b", "0005_deletes: delete rows public.old_a");
  }

  @Test
  void settingsOfOneDoNotReachTheNext() {
    project
        .file("0001_path", "CREATE SCHEMA other;\nSET search_path = other;\nCREATE TABLE a ();")
        .file("0002_default", "CREATE TABLE b ();")
        .file("0003_timeout", "SET lock_timeout = 0;\nCREATE TABLE c ();");

    project.migrate();

    assertThat(
            database.<String>values(
                "SELECT relnamespace::regnamespace || '.' || relname FROM pg_class WHERE relname IN ('a', 'b', 'c')"))
        .containsExactlyInAnyOrder("other.a", "public.b", "public.c");
  }

  @Test
  void eachTellsItsOwnTime() {
    project
        .file("0001_quick", "CREATE TABLE a ();")
        .file("0002_slow", "CREATE TABLE b AS SELECT pg_sleep(0.3)::text;")
        .file("0003_quick", "CREATE TABLE c ();");

    var timings = project.migrate().timings();

    assertThat(timings.keySet())
        .extracting(MigrationId::value)
        .containsExactly("0001_quick", "0002_slow", "0003_quick");
    assertThat(
            database.<String>values(
                "SELECT id FROM schema_migrations WHERE drydock_duration_ms >= 300"))
        .contains("0002_slow");
    assertThat(
            database.<String>values(
                "SELECT count(*)::text FROM schema_migrations WHERE drydock_duration_ms IS NOT NULL"))
        .containsExactly("3");
  }

  @Test
  void manyTravelInAFewMessagesOfBoundedSize() {
    try (TcpProxy wire = TcpProxy.to(database.port())) {
      var far = new Project(folder, wire.through(database.url()));
      for (int n = 1; n <= 300; n++) {
        far.file("%04d_small".formatted(n), "CREATE TABLE small_%d (id int);".formatted(n));
      }

      assertThat(far.migrate().executed()).hasSize(300);

      assertThat(wire.roundTrips()).isLessThan(40);
    }
  }

  private Failure refusal() {
    return catchThrowableOfType(DrydockException.class, () -> project.migrate()).failure();
  }

  @SuppressWarnings("unchecked")
  private static List<Loss> losses(Failure failure) {
    return (List<Loss>) failure.facts().get("losses");
  }
}
