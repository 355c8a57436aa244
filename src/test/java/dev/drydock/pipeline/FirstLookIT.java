package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.execution.MigrationPlan;
import dev.drydock.lint.ChecklistItem;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import dev.drydock.sql.NewFile;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What would certainly fail or pass unseen is said by the dry-run, before anything runs. */
class FirstLookIT {

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    project = new Project(folder, database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private MigrationPlan plan() {
    return project.service().dryRun().result();
  }

  @Test
  void aRoleThatMayOnlyRead() {
    database.executeAsSuperuser(
        "ALTER ROLE %s SET default_transaction_read_only = on".formatted(database.user()));
    project.file("0001_a", "CREATE TABLE a (id bigint PRIMARY KEY);");

    assertThat(plan().refusals())
        .singleElement()
        .satisfies(
            refusal -> assertThat(refusal.what()).contains("default_transaction_read_only is on"));

    project.without("0001_a");
    assertThat(plan().refusals()).isEmpty();
  }

  @Test
  void aHistoryTableThatTheRoleMayNotMake() {
    database.executeAsSuperuser("CREATE SCHEMA ops");
    project.historyTable("ops.done").file("0001_a", "CREATE TABLE a (id bigint PRIMARY KEY);");

    assertThatThrownBy(this::plan)
        .hasMessageContaining("may not look for the history table ops.done")
        .hasMessageContaining("Grant it USAGE on that schema");

    database.executeAsSuperuser("GRANT USAGE ON SCHEMA ops TO " + database.user());
    assertThat(plan().refusals())
        .singleElement()
        .satisfies(
            refusal -> {
              assertThat(refusal.what()).contains("ops.done", "lacks CREATE");
              assertThat(refusal.next())
                  .contains("GRANT CREATE ON SCHEMA \"ops\" TO \"" + database.user());
            });

    database.executeAsSuperuser("GRANT CREATE ON SCHEMA ops TO " + database.user());
    assertThat(plan().refusals()).isEmpty();
    assertThat(project.migrate().executed()).hasSize(1);
  }

  @Test
  void anEmptyFolder() {
    assertThat(plan().warnings())
        .anyMatch(warning -> warning.contains(folder.getFileName().toString()));
  }

  @Test
  void aNewFileThatNobodyWroteInto() {
    project.file("0001_a", NewFile.text(new MigrationId("0001_a")));

    assertThat(plan().refusals())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.what()).contains("nothing is written"));

    project.file(
        "0001_a",
        NewFile.text(new MigrationId("0001_a")) + "CREATE TABLE a (id bigint PRIMARY KEY);");
    assertThat(plan().refusals()).isEmpty();
  }

  @Test
  void anEmptyFileThatIsNotApplied() {
    project.file("0001_a", "-- meant to be").migrate();
    project.file("0002_b", " \n");

    assertThat(plan().refusals())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.what()).contains("0002_b", "the file is empty"));
  }

  @Test
  void aFileThatCannotBeReadPassesNoQuestion() {
    project.file("0001_a", "\\connect x\nDROP TABLE clients;\n");

    assertThat(plan().checklist())
        .isNotEmpty()
        .noneMatch(item -> item.answer() == ChecklistItem.Answer.PASS)
        .anyMatch(item -> item.evidence().contains("\\connect"));
  }
}
