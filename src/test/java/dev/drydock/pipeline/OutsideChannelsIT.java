package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.lint.LintMode;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.Verdict;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a role can do outside its transaction is said before, and when strict must be allowed. */
class OutsideChannelsIT {

  private static final String UNJUDGED = "DO $$ BEGIN EXECUTE 'SELECT ' || 1; END $$";
  private static final String ALLOWED =
      "-- drydock: allow unjudged because it only selects\n" + UNJUDGED;

  @TempDir Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    project = new Project(folder, database).strict();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GRANT pg_execute_server_program TO $user | COPY PROGRAM",
        "GRANT pg_write_server_files TO $user | writes files on the server",
        "CREATE EXTENSION dblink | extension dblink",
        "CREATE LANGUAGE bare HANDLER plpgsql_call_handler; CREATE FUNCTION bare() RETURNS integer LANGUAGE bare AS $$BEGIN RETURN 1$$ | untrusted language bare",
        "CREATE EXTENSION postgres_fdw; CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw; GRANT USAGE ON FOREIGN SERVER far TO $user | foreign server far",
        "CREATE EXTENSION postgres_fdw; CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw; CREATE FOREIGN TABLE f (a integer) SERVER far; GRANT INSERT ON f TO $user | foreign server far",
        "GRANT EXECUTE ON FUNCTION lo_export(oid, text) TO $user | lo_export",
      })
  void anOpenChannelAsksForAWord(String opening, String channel) {
    open(opening);
    project.file("0001_a", UNJUDGED);

    var preview = project.service().dryRun().result();
    assertThat(preview.guard().channels()).singleElement().asString().contains(channel);
    assertThat(preview.guard().unjudged()).containsExactly(new MigrationId("0001_a"));
    assertThat(preview.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(preview.refusals()).singleElement().matches(r -> r.text().contains(channel));

    var failure = catchThrowableOfType(DrydockException.class, () -> project.migrate()).failure();
    assertThat(failure.code()).isEqualTo(ErrorCode.REFUSED);
    assertThat(failure.text()).contains(channel, "allow unjudged");

    project.file("0001_a", ALLOWED);
    var plan = project.service().dryRun().result();
    assertThat(plan.verdict()).isNotEqualTo(Verdict.REFUSED);
    var run = project.migrate(plan.digest());
    assertThat(run.guard().channels()).singleElement().asString().contains(channel);
    assertThat(run.warnings())
        .anyMatch(w -> w.contains("Something ran that nobody can judge") && w.contains(channel));
  }

  private void open(String opening) {
    for (String sql : opening.split("; ")) {
      database.executeAsSuperuser(sql.replace("$user", database.user()));
    }
  }

  @Test
  void whatCanBeJudgedRunsBesideAnOpenChannel() {
    open("CREATE EXTENSION dblink");
    project.file("0001_a", "CREATE TABLE IF NOT EXISTS a (id bigint PRIMARY KEY)");

    var plan = project.service().dryRun().result();
    assertThat(plan.verdict()).isNotEqualTo(Verdict.REFUSED);
    assertThat(plan.guard().channels()).hasSize(1);
    assertThat(plan.guard().unjudged()).isEmpty();

    var run = project.migrate(plan.digest());
    assertThat(run.guard().channels()).isEmpty();
    assertThat(run.warnings()).noneMatch(w -> w.contains("nobody can judge"));
  }

  @Test
  void whatNobodyCanJudgeRunsWhereNoChannelIsOpen() {
    project.file("0001_a", UNJUDGED);

    var plan = project.service().dryRun().result();
    assertThat(plan.guard().channels()).isEmpty();
    assertThat(plan.verdict()).isNotEqualTo(Verdict.REFUSED);
    assertThat(project.migrate(plan.digest()).executed()).hasSize(1);
  }

  @Test
  void aProgramIsWarnedOfWithLintOffAndNotStrict() {
    open("GRANT pg_execute_server_program TO $user");
    var lax = new Project(folder, database).lint(LintMode.OFF);
    lax.file("0001_a", "COPY (SELECT 1) TO PROGRAM 'cat > /dev/null'");

    var run = lax.migrate(lax.service().dryRun().result().digest());

    assertThat(run.executed()).hasSize(1);
    assertThat(run.warnings()).anyMatch(w -> w.contains("COPY PROGRAM runs programs"));
  }

  @Test
  void thePreviewTellsHowManyObjectsAndChangesNothing() {
    database.execute("CREATE TABLE a (id integer)");
    project.file("0001_a", "CREATE TABLE IF NOT EXISTS b (id bigint PRIMARY KEY)");

    var guard = project.service().dryRun().result().guard();

    assertThat(guard.compared()).contains("class", "policy", "default privileges");
    assertThat(guard.unseen()).contains("passwords of roles");
    // roles and databases of other tests count too, and come and go meanwhile
    assertThat(guard.objects()).isBetween(10L, 10_000L);
    assertThat(database.values("SELECT relname FROM pg_class WHERE relname = 'schema_migrations'"))
        .isEmpty();
  }
}
