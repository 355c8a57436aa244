package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.execution.MigrationPlan;
import dev.drydock.execution.PlanStep;
import dev.drydock.postgres.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** REINDEX rebuilds beside the traffic all that it would rebuild as written. */
class RebuiltIndexesIT {

  private static final String NODE = "SELECT pg_relation_filenode('%s')";

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = LargeOrders.database();
    project = LargeOrders.project(folder, database);
    database.executeAsSuperuser("ALTER SCHEMA public OWNER TO " + database.user());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private List<String> sent() {
    return project.service().dryRun().result().steps().stream()
        .map(PlanStep::statements)
        .flatMap(List::stream)
        .toList();
  }

  private long node(String index) {
    return database.<Long>value(NODE.formatted(index));
  }

  @ParameterizedTest
  @CsvSource({
    "REINDEX SCHEMA public, REINDEX SCHEMA CONCURRENTLY public",
    "REINDEX (VERBOSE) SCHEMA public, REINDEX (VERBOSE) SCHEMA CONCURRENTLY public",
    "REINDEX TABLE orders, 'REINDEX TABLE CONCURRENTLY \"public\".\"orders\"'",
    "REINDEX INDEX orders_note, 'REINDEX INDEX CONCURRENTLY \"public\".\"orders_note\"'",
    "REINDEX TABLE parts, 'REINDEX TABLE CONCURRENTLY \"public\".\"parts\"'",
  })
  void allIsBuiltAnew(String written, String sent) {
    database.execute(
        "CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (9)");
    String index = written.contains("parts") ? "parts_1_pkey" : "orders_note";
    long before = node(index);
    project.file("0001_reindex", written + ";");

    assertThat(sent()).containsExactly(sent);
    assertThat(project.migrate().executed()).hasSize(1);

    assertThat(node(index)).isNotEqualTo(before);
  }

  @Test
  void theWholeDatabaseIsNamed() {
    String written = "REINDEX DATABASE \"" + database.name() + "\"";
    long before = node("orders_note");
    project.file("0001_reindex", written + ";");

    assertThat(sent()).containsExactly(written.replace("DATABASE", "DATABASE CONCURRENTLY"));
    project.migrate();

    assertThat(node("orders_note")).isNotEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"REINDEX SCHEMA public", "REINDEX TABLE parts"})
  void plainIsExactlyWhatIsWritten(String written) {
    database.execute(
        "CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (9)");
    long before = node("parts_1_pkey");
    project.file("0001_reindex", "-- drydock: plain\n" + written + ";");

    assertThat(sent()).containsExactly(written);
    project.migrate();

    assertThat(node("parts_1_pkey")).isNotEqualTo(before);
  }

  @Test
  void catalogsOfTheSystemAreRebuiltByHandAlone() {
    project.file("0001_reindex", "REINDEX SYSTEM \"" + database.name() + "\";");

    assertThat(project.service().dryRun().result().refusals())
        .singleElement()
        .satisfies(r -> assertThat(r.next()).contains("by hand"));
  }

  @Test
  void invalidIndexesOfTheTableComeToBeValid() throws Exception {
    breakIndex();
    database.execute("UPDATE orders SET note = id");
    project.file("0001_reindex", "REINDEX TABLE orders;");

    assertThat(sent())
        .hasSize(2)
        .last()
        .asString()
        .contains("INDEX CONCURRENTLY \"public\".\"one_note\"");
    project.migrate();

    assertThat(invalid()).isZero();
  }

  private void breakIndex() throws Exception {
    try (Connection by = database.connect();
        Statement statement = by.createStatement()) {
      assertThatThrownBy(
              () -> statement.execute("CREATE UNIQUE INDEX CONCURRENTLY one_note ON orders (note)"))
          .hasMessageContaining("could not create unique index");
    }
    assertThat(invalid()).isEqualTo(1);
  }

  private long invalid() {
    return database.<Long>value("SELECT count(*) FROM pg_index WHERE NOT indisvalid");
  }

  @Test
  void whatCannotBeRebuiltBesideTheTrafficIsTold() {
    database.execute(
        "CREATE TABLE stays (r int4range, CONSTRAINT apart EXCLUDE USING gist (r WITH &&))",
        "INSERT INTO stays SELECT int4range(n, n + 1) FROM generate_series(1, 100) n",
        "ANALYZE stays");
    project
        .file("0001_reindex", "REINDEX TABLE stays;")
        .file("0002_reindex", "REINDEX INDEX apart;");

    MigrationPlan plan = project.strict().service().dryRun().result();

    assertThat(plan.steps().get(0).differences())
        .anyMatch(words -> words.contains("EXCLUDE constraint apart stays as it is"));
    assertThat(plan.findings())
        .anyMatch(f -> f.message().contains("whose index no server rebuilds CONCURRENTLY"));
    assertThat(plan.refusals()).isNotEmpty();
  }

  /** Of a run that was killed; those of TOAST tables its role may not drop. */
  @ParameterizedTest
  @CsvSource({
    "REINDEX SCHEMA public, orders",
    "REINDEX TABLE orders, orders",
    "REINDEX TABLE parts, parts_1"
  })
  void leftoversOfAnEarlierRunAreTakenAway(String written, String table) throws Exception {
    database.execute(
        "CREATE TABLE parts (id int PRIMARY KEY, note text) PARTITION BY RANGE (id)",
        "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (900)");
    project.file("0001_reindex", written + ";");
    try (Connection old = database.connectAsSuperuser()) {
      old.setAutoCommit(false);
      old.createStatement().execute("SELECT count(*) FROM " + table);
      try (RunnerProcess runner =
          RunnerProcess.start(
              folder.resolve(".."),
              folder,
              database.url(),
              java.util.Map.of("DRYDOCK_HAZARD_ROWS", "20"))) {
        while (database.<Long>value(
                "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT indisvalid AND relname LIKE '%_ccnew'")
            == 0) {
          assertThat(runner.runs()).as(runner.output()).isTrue();
          Thread.sleep(10);
        }
        runner.kill9();
        database.executeAsSuperuser(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'REINDEX%'");
      }
      old.rollback();
    }
    String left =
        "SELECT count(*) FROM pg_class WHERE relname ~ '_cc(new|old)' AND relnamespace <> 'pg_toast'::regnamespace";
    assertThat(database.<Long>value(left)).isPositive();

    project.migrate(project.service().dryRun().result().digest());

    assertThat(database.<Long>value(left)).isZero();
  }
}
