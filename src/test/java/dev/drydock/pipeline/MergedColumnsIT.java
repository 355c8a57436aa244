package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.lint.LintMode;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Finding;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A column that is new in a table may be old in one that inherits from it. */
class MergedColumnsIT {

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    project = new Project(folder, database).strict();
    database.execute(
        "CREATE TABLE p (id int PRIMARY KEY)",
        "CREATE TABLE between_them () INHERITS (p)",
        "CREATE TABLE ch (c text, PRIMARY KEY (id)) INHERITS (between_them)",
        "INSERT INTO ch SELECT n, 'keep' FROM generate_series(1, 300) n",
        "INSERT INTO ch VALUES (301, NULL)",
        "ANALYZE");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @ParameterizedTest
  @EnumSource(LintMode.class)
  void itsValuesAreNotTheRunsToOverwrite(LintMode mode) {
    project.lint(mode).file("0001_m", "ALTER TABLE p ADD COLUMN c text;\nUPDATE p SET c = 'LOST';");

    DrydockException refused =
        catchThrowableOfType(DrydockException.class, () -> project.migrate());

    assertThat(refused.failure().code().exitCode()).isEqualTo(3);
    assertKept();
  }

  @ParameterizedTest
  @EnumSource(LintMode.class)
  void norInBatches(LintMode mode) {
    project
        .lint(mode)
        .hazardous(1, 1)
        .file(
            "0001_m",
            """
            ALTER TABLE p ADD COLUMN c text;
            -- drydock: backfill in batches of 100
            UPDATE p SET c = 'LOST';
            """);

    DrydockException refused =
        catchThrowableOfType(DrydockException.class, () -> project.migrate());

    assertThat(refused.failure().code().exitCode()).isEqualTo(3);
    assertKept();
  }

  @Test
  void noOtherFormDoesWhatTheServerDoes() {
    String added = "ALTER TABLE p ADD COLUMN c text DEFAULT gen_random_uuid()::text;";
    project.hazardous(1, 1).file("0001_m", added);

    assertThat(project.service().dryRun().result().findings())
        .filteredOn(finding -> finding.rule().equals("add-column-volatile-default"))
        .singleElement()
        .extracting(Finding::message)
        .asString()
        .contains("A table that inherits from p has a column c of its own");

    project.file("0001_m", "-- drydock: plain\n" + added);
    project.hazardous(Long.MAX_VALUE, Long.MAX_VALUE).migrate();
    assertKept();
  }

  private void assertKept() {
    assertThat(
            database.<String>value(
                "SELECT concat_ws(' ', count(*) FILTER (WHERE c = 'keep'), count(*) FILTER (WHERE c IS NULL)) FROM ch"))
        .isEqualTo("300 1");
  }
}
