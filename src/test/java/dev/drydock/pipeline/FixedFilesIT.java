package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.execution.MigrationPlan;
import dev.drydock.lint.LintSettings;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code lint --fix} writes is read and judged again, is executed by Drydock's own run, and
 * ends where the file as it was written ends: catalog and rows are the same.
 */
@Order(1)
@Execution(ExecutionMode.CONCURRENT)
class FixedFilesIT {

  private static final Set<String> PROVEN = ConcurrentHashMap.newKeySet();
  private static TestDatabase live;

  @TempDir private Path folder;

  @BeforeAll
  static void open() {
    live = TestServer.shared().newDatabaseWithOwner();
    live.execute(OnlineFormsIT.SETUP);
  }

  @AfterAll
  static void close() {
    live.close();
  }

  static Stream<Arguments> cases() {
    return OnlineFormsIT.cases();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void fixedByFilesAlone(String name, String sql, int online) throws IOException {
    endsTheSame(sql, fixedAlone(sql));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void fixedWithTheDatabase(String name, String sql, int online) throws IOException {
    Path file = Files.createDirectory(folder.resolve("live")).resolve("0001_change.sql");
    Files.writeString(file, sql);
    MigrationService service = new Project(file.getParent(), live).largeFrom(20).service();
    service.fix(List.of(file));
    String once = Files.readString(file);
    service.fix(List.of(file));
    assertThat(file).hasContent(once);
    endsTheSame(sql, Files.readString(file));
  }

  @Test
  void mostOfThemAreRewritten() throws IOException {
    int rewritten = 0;
    for (Arguments test : OnlineFormsIT.cases().toList()) {
      String sql = (String) test.get()[1];
      rewritten += fixedAlone(sql).equals(sql) ? 0 : 1;
    }
    assertThat(rewritten).isGreaterThanOrEqualTo(17);
  }

  /** Earlier files of the folder tell what exists. */
  private String fixedAlone(String sql) throws IOException {
    Path alone = Files.createTempDirectory(folder, "alone");
    Files.writeString(alone.resolve("0000_setup.sql"), OnlineFormsIT.SETUP);
    Path file = alone.resolve("0001_change.sql");
    Files.writeString(file, sql);
    var lint = new FileLint(LintSettings.standard(true), alone);
    lint.fix(List.of(file), Optional.empty(), Set.of());
    String once = Files.readString(file);
    lint.fix(List.of(file), Optional.empty(), Set.of());
    assertThat(file).hasContent(once);
    return once;
  }

  /** Each file once, however it came about. */
  private void endsTheSame(String sql, String fixed) throws IOException {
    if (!PROVEN.add(sql + fixed)) {
      return;
    }
    Path plain = Files.createDirectory(folder.resolve("plain"));
    Path safe = Files.createDirectory(folder.resolve("safe"));
    try (TestDatabase written = TestServer.shared().newDatabaseWithOwner();
        TestDatabase changed = TestServer.shared().newDatabaseWithOwner()) {
      written.execute(OnlineFormsIT.SETUP);
      changed.execute(OnlineFormsIT.SETUP);
      OnlineFormsIT.byHand(written, plain, sql);
      Project project = new Project(safe, changed).largeFrom(20).file("0001_change", fixed);
      MigrationPlan plan = project.service().dryRun().result();

      assertThat(plan.refusals()).as(fixed).isEmpty();
      assertThat(project.migrate(plan.digest()).executed()).hasSize(1);
      assertThat(OnlineFormsIT.differences(written, changed)).as(fixed).isEmpty();
    }
  }

  @Test
  void aFileThatWasAppliedStays() throws IOException {
    Path file = folder.resolve("0001_change.sql");
    try (TestDatabase database = TestServer.shared().newDatabaseWithOwner()) {
      database.execute(OnlineFormsIT.SETUP);
      String sql = "CREATE INDEX orders_total ON orders (total);\n";
      Project project = new Project(folder, database).file("0001_change", sql);
      project.migrate();
      project.file("0002_next", "CREATE INDEX orders_id ON orders (id);\n");
      FileLint.Outcome named = project.service().fix(List.of(file));
      FileLint.Outcome all = project.service().fix(List.of());

      assertThat(file).hasContent(sql);
      assertThat(named.rewritten().orElseThrow()).isEmpty();
      assertThat(all.rewritten().orElseThrow()).containsOnlyKeys(folder.resolve("0002_next.sql"));
    }
  }

  @Test
  void whatAnEarlierRunOfTheFileAddedIsItsOwnToDrop() throws IOException {
    try (TestDatabase database = TestServer.shared().newDatabaseWithOwner()) {
      database.execute(OnlineFormsIT.SETUP);
      Project project =
          new Project(folder, database)
              .largeFrom(20)
              .file(
                  "0001_change",
                  """
                  ALTER TABLE orders ADD CONSTRAINT proof CHECK (total IS NOT NULL) NOT VALID;
                  ALTER TABLE orders VALIDATE CONSTRAINT proof;
                  INSERT INTO gate VALUES (1);
                  ALTER TABLE orders ALTER COLUMN total SET NOT NULL;
                  ALTER TABLE orders DROP CONSTRAINT proof;
                  """);
      DrydockException failure = catchThrowableOfType(DrydockException.class, project::migrate);
      assertThat(failure.failure().code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
      database.execute("CREATE TABLE gate (n int)");

      assertThat(project.migrate().executed()).hasSize(1);
      assertThat(database.<Long>value("SELECT count(*) FROM pg_constraint WHERE conname = 'proof'"))
          .isZero();
    }
  }
}
