package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.execution.MigrationPlan;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Finding;
import dev.drydock.migration.Verdict;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A hazard without a lane of its own refuses a strict run only where the live table is large, and
 * only undeclared.
 */
class SizeRefusalIT {

  private static final String HAZARDS =
      """
      index-build-blocks-writes      | block writes orders        | CREATE INDEX IF NOT EXISTS orders_note_idx ON orders (note)
      foreign-key-validated-at-once  | block writes orders        | ALTER TABLE orders ADD CONSTRAINT orders_client_fk FOREIGN KEY (client_id) REFERENCES clients
      check-validated-at-once        | block reads orders         | ALTER TABLE orders ADD CONSTRAINT known CHECK (client_id > 0)
      set-not-null-scans             | require value orders.note  | ALTER TABLE orders ALTER COLUMN note SET NOT NULL
      unique-constraint-builds-index | block reads orders         | ALTER TABLE orders ADD CONSTRAINT numbered UNIQUE (client_id)
      add-column-volatile-default    | rewrite table orders       | ALTER TABLE orders ADD COLUMN IF NOT EXISTS token uuid DEFAULT gen_random_uuid()
      add-column-stored-generated    | rewrite table orders       | ALTER TABLE orders ADD COLUMN IF NOT EXISTS twice bigint GENERATED ALWAYS AS (client_id * 2) STORED
      reindex-blocks                 | block writes orders        | REINDEX TABLE orders
      """;

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    project = new Project(folder, database).strict().offline().hazardous(1 << 20, 5_000);
    database.execute(
        "CREATE TABLE clients (id bigint PRIMARY KEY)",
        "CREATE TABLE orders (id bigint PRIMARY KEY, client_id bigint, note text)",
        "INSERT INTO clients SELECT generate_series(1, 10000)");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void rows(int count, int width) {
    database.execute(
        "INSERT INTO orders SELECT n, n, repeat('x', %d) FROM generate_series(1, %d) n ON CONFLICT DO NOTHING"
            .formatted(width, count));
  }

  private MigrationPlan plan(String rule, String sql) {
    project.file("0001_change", sql + ";");
    MigrationPlan plan = project.service().dryRun().result();
    assertThat(plan.findings()).extracting(Finding::rule).contains(rule);
    return plan;
  }

  private Finding finding(MigrationPlan plan, String rule) {
    return plan.findings().stream().filter(f -> f.rule().equals(rule)).findFirst().orElseThrow();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = HAZARDS)
  void belowTheSizeItIsOnlyShown(String rule, String effect, String sql) {
    rows(100, 10);
    database.execute("ANALYZE orders");

    assertThat(plan(rule, sql).verdict()).isEqualTo(Verdict.HAZARDS);
    assertThat(project.migrate().executed()).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = HAZARDS)
  void aboveTheRowsItRefusesUntilDeclared(String rule, String effect, String sql) {
    rows(6_000, 1);
    database.execute("ANALYZE orders");

    MigrationPlan refused = plan(rule, sql);

    assertThat(refused.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(finding(refused, rule).message()).contains("about 6,000 rows").contains("roughly");
    assertThat(finding(refused, rule).safe()).contains("-- drydock: allow " + effect + " because");
    sameFindingsEverywhere(refused);

    project.file("0001_change", "-- drydock: allow " + effect + " because it is night\n" + sql);
    MigrationPlan declared = project.service().dryRun().result();
    assertThat(declared.verdict()).isEqualTo(Verdict.HAZARDS);
    assertThat(finding(declared, rule).message()).contains("Declared in line 1");
    assertThat(project.migrate().executed()).hasSize(1);
  }

  /** Dry-run, migrate and {@code lint --database} show the same objects. */
  private void sameFindingsEverywhere(MigrationPlan plan) {
    Failure failure = catchThrowableOfType(DrydockException.class, project::migrate).failure();
    LintReport lint = project.service().lint(List.of(folder.resolve("0001_change.sql"))).report();

    assertThat(failure.code()).isEqualTo(ErrorCode.REFUSED);
    assertThat(failure.facts()).containsEntry("findings", plan.findings());
    assertThat(lint.findings()).isEqualTo(plan.findings());
    assertThat(lint.verdict()).isEqualTo(Verdict.REFUSED);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = HAZARDS)
  void aboveTheBytesItRefusesWhateverTheStatisticsSay(String rule, String effect, String sql) {
    rows(1_000, 1_500);

    assertThat(plan(rule, sql).verdict()).isEqualTo(Verdict.REFUSED);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = HAZARDS)
  void withoutStrictnessItIsOnlyShown(String rule, String effect, String sql) {
    rows(6_000, 1);
    database.execute("ANALYZE orders");
    Project lenient = new Project(folder, database).offline().hazardous(1 << 20, 5_000);
    lenient.file("0001_change", sql);

    assertThat(lenient.service().dryRun().result().verdict()).isEqualTo(Verdict.HAZARDS);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = HAZARDS)
  void withoutFactsItIsOnlyShown(String rule, String effect, String sql) {
    project.file("0001_change", sql);

    LintReport report =
        new FileLint(project.lintSettings(), folder)
            .lint(List.of(), Optional.empty(), Set.of())
            .report();

    assertThat(report.verdict()).isEqualTo(Verdict.HAZARDS);
    assertThat(report.findings()).extracting(Finding::rule).contains(rule);
  }

  @Test
  void aTableThatIsLockedByNameIsJudgedByItsSize() {
    String locked = "LOCK TABLE orders IN SHARE ROW EXCLUSIVE MODE;\nANALYZE clients";
    rows(100, 10);
    database.execute("ANALYZE orders");
    assertThat(plan("lock-table", locked).verdict()).isEqualTo(Verdict.HAZARDS);

    rows(6_000, 1);
    database.execute("ANALYZE orders");
    MigrationPlan refused = plan("lock-table", locked);
    assertThat(refused.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(finding(refused, "lock-table").safe())
        .contains("-- drydock: allow block writes orders because");

    project.file(
        "0001_change",
        "-- drydock: allow block writes orders because it is night\n" + locked + ";");
    assertThat(project.service().dryRun().result().verdict()).isEqualTo(Verdict.HAZARDS);
    assertThat(project.migrate().executed()).hasSize(1);
  }

  @Test
  void aPartitionedTableCountsWithItsPartitions() {
    database.execute(
        "CREATE TABLE events (id bigint) PARTITION BY RANGE (id)",
        "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (5000)",
        "CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (5000) TO (10000)",
        "INSERT INTO events SELECT generate_series(1, 9000)",
        "ANALYZE events");

    MigrationPlan plan =
        plan("index-build-blocks-writes", "CREATE INDEX IF NOT EXISTS events_idx ON events (id)");

    assertThat(plan.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(plan.findings().get(0).message()).contains("about 9,000 rows");
  }

  /** Partitioning by hand: what is done to the new parent is done to the large table below it. */
  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({"new,true", "new,false", "old,true", "nested,true"})
  void aTableCountsWithThePartitionsThatTheRunAttaches(String parent, boolean online) {
    rows(6_000, 1);
    database.execute(
        "ANALYZE orders",
        "ALTER TABLE orders ADD CONSTRAINT bound CHECK (id IS NOT NULL AND id >= 0 AND id < 10000)",
        "CREATE TABLE old_orders (id bigint, client_id bigint, note text) PARTITION BY RANGE (id)");
    Project own =
        online
            ? new Project(folder, database).strict().largeFrom(5_000).hazardous(1 << 20, 5_000)
            : project;
    String name = parent + "_orders";
    String columns = "(id bigint NOT NULL, client_id bigint, note text) PARTITION BY RANGE (id);";
    own.file(
        "0001_partitioned",
        switch (parent) {
          case "new" -> "CREATE TABLE new_orders " + columns + attached(name);
          case "nested" ->
              "CREATE TABLE nested_orders "
                  + columns
                  + "CREATE TABLE half PARTITION OF nested_orders FOR VALUES FROM (0) TO (20000) PARTITION BY RANGE (id);"
                  + attached("half");
          default -> attached(name);
        });
    String build = "CREATE INDEX IF NOT EXISTS noted ON %s (note);".formatted(name);
    own.file("0002_index", build);

    MigrationPlan refused = own.service().dryRun().result();

    assertThat(refused.verdict()).isEqualTo(Verdict.REFUSED);
    Finding finding = finding(refused, "index-build-blocks-writes");
    assertThat(finding.message())
        .contains("public.orders has about 6,000 rows", "This run itself gives partitions to");
    assertThat(finding.safe()).contains("in a deploy before", "allow block writes " + name);

    own.without("0002_index").migrate();
    MigrationPlan later = own.file("0002_index", build).service().dryRun().result();
    if (online) {
      assertThat(later.verdict()).isNotEqualTo(Verdict.REFUSED);
      assertThat(later.steps().toString()).contains("CREATE INDEX CONCURRENTLY");
    }
  }

  @Test
  void anIndexBehindADetachedPartitionIsToldWhyItHasNoSafeForm() {
    database.execute(
        "CREATE TABLE events (id bigint) PARTITION BY RANGE (id)",
        "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (5000)",
        "CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM (5000) TO (20000)",
        "INSERT INTO events SELECT generate_series(1, 18000)",
        "ANALYZE events");
    Project own = new Project(folder, database).strict().largeFrom(5_000);
    own.file(
        "0001_detach",
        "-- drydock: allow detach partition events_1 because it is old\nALTER TABLE events DETACH PARTITION events_1;\nCREATE INDEX IF NOT EXISTS events_idx ON events (id);");

    MigrationPlan refused = own.service().dryRun().result();

    assertThat(refused.verdict()).isEqualTo(Verdict.REFUSED);
    Finding finding = finding(refused, "index-build-blocks-writes");
    assertThat(finding.message())
        .contains("is built. This run itself gives partitions to public.events or takes some");
    assertThat(finding.safe()).contains("in a deploy before");
  }

  @Test
  void partitionsThatChangePlacesAreNoEndlessStory() {
    database.execute(
        "CREATE TABLE events (id bigint) PARTITION BY RANGE (id)",
        "CREATE TABLE inner_events PARTITION OF events FOR VALUES FROM (0) TO (5000) PARTITION BY RANGE (id)");
    project.file(
        "0001_turned",
        "-- drydock: allow detach partition inner_events because it comes above\nALTER TABLE events DETACH PARTITION inner_events;\nALTER TABLE inner_events ATTACH PARTITION events FOR VALUES FROM (0) TO (5000);\nALTER TABLE events ATTACH PARTITION inner_events FOR VALUES FROM (0) TO (10);");

    assertThat(project.service().dryRun().result().steps()).hasSize(1);
  }

  private static String attached(String parent) {
    return "ALTER TABLE %s ATTACH PARTITION orders FOR VALUES FROM (0) TO (10000);"
        .formatted(parent);
  }
}
