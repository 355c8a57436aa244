package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.execution.StatementError;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.Target;
import dev.drydock.postgres.RunLock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds on every server that Drydock promises to work with, wherever it comes from. */
interface CoreContract {

  Path SAMPLES = Path.of("migrations");

  /** A database of its own for one test, as the platform would hand it out. */
  Place place();

  /**
   * Where a test runs.
   *
   * @param url {@code postgres://…} with user and password
   * @param jdbcUrl the same for the driver
   */
  record Place(String url, String jdbcUrl) {

    Connection connect() throws SQLException {
      return DriverManager.getConnection(jdbcUrl);
    }

    String value(String sql) throws SQLException {
      try (var connection = connect();
          var statement = connection.createStatement();
          var row = statement.executeQuery(sql)) {
        assertThat(row.next()).isTrue();
        return String.valueOf(row.getString(1));
      }
    }

    String tables() throws SQLException {
      return value(
          "SELECT coalesce(string_agg(tablename, ' ' ORDER BY tablename), '') FROM pg_tables"
              + " WHERE schemaname = 'public'");
    }
  }

  @Test
  default void theSampleSetIsPreviewedAppliedAndThenDone() throws SQLException {
    var place = place();
    var project = new Project(SAMPLES, place.url());

    var plan = project.service().dryRun().result();
    assertThat(plan.wouldExecute()).hasSize(8);
    assertThat(place.tables()).as("a dry-run changes nothing").isEmpty();

    var run = project.migrate(plan.digest());
    assertThat(run.executed()).isEqualTo(plan.wouldExecute());
    assertThat(place.tables())
        .isEqualTo(
            "alerts appointments call_logs calls conversations leads phone_map"
                + " schema_migrations tenants");

    var again = project.migrate();
    assertThat(again.executed()).isEmpty();
    assertThat(again.skipped()).isEqualTo(plan.wouldExecute());
    assertThat(place.value("SELECT count(*) FROM schema_migrations")).isEqualTo("8");
    assertThat(project.service().history().result().migrations()).hasSize(8);
  }

  @Test
  default void aFailureLeavesNothingAndSaysWhere(@TempDir Path folder) throws SQLException {
    var place = place();
    var project =
        new Project(folder, place.url())
            .file("0001_a", "CREATE TABLE a (x int)")
            .file("0002_b", "INSERT INTO a VALUES (1);\nINSERT INTO a VALUES (1/0);");

    Failure failure = failure(project);

    assertThat(failure.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(failure.facts().get("statement"))
        .isInstanceOfSatisfying(
            StatementError.class,
            error -> {
              assertThat(error.migration()).isEqualTo("0002_b");
              assertThat(error.statement()).isEqualTo(2);
              assertThat(error.line()).isEqualTo(2);
              assertThat(error.sqlState()).isEqualTo("22012");
            });
    assertThat(place.tables()).isEmpty();
  }

  @Test
  default void aChangedMigrationIsRefused(@TempDir Path folder) throws SQLException {
    var place = place();
    var project = new Project(folder, place.url()).file("0001_a", "CREATE TABLE a (x int)");
    project.migrate();

    project.file("0001_a", "CREATE TABLE a (x bigint)");

    assertThat(failure(project).code()).isEqualTo(ErrorCode.CHANGED_AFTER_APPLY);
    assertThat(place.tables()).isEqualTo("a schema_migrations");
  }

  @Test
  default void oneRunAtATime(@TempDir Path folder) throws SQLException {
    var place = place();
    var project = new Project(folder, place.url()).file("0001_a", "CREATE TABLE a (x int)");
    try (var other = place.connect();
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(RunLock.of("public", "schema_migrations").trySql());
      var busy =
          catchThrowableOfType(
              DrydockException.class,
              () ->
                  project
                      .service()
                      .migrate(Project.request(Optional.empty(), Duration.ofMillis(200))));

      assertThat(busy.failure().code()).isEqualTo(ErrorCode.RUN_LOCK_BUSY);
      assertThat(busy.failure().facts().get("holder")).isInstanceOf(RunLock.Holder.class);
    }
    assertThat(project.migrate().executed()).containsExactly(new MigrationId("0001_a"));
  }

  @Test
  default void thePlanBeginsWithWhereItLeads() throws SQLException {
    var place = place();
    Target target = new Project(SAMPLES, place.url()).service().dryRun().result().target();

    assertThat(target.serverVersion())
        .isEqualTo(place.value("SELECT split_part(current_setting('server_version'), ' ', 1)"));
    assertThat(target.database()).isEqualTo(place.value("SELECT current_database()"));
    assertThat(target.user()).isEqualTo(place.value("SELECT session_user"));
    assertThat(target.host()).doesNotContain("@");
  }

  private static Failure failure(Project project) {
    return catchThrowableOfType(DrydockException.class, project::migrate).failure();
  }
}
