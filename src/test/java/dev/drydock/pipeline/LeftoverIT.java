package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.execution.MigrationPlan;
import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An index build waited too long for an old transaction and left its invalid index: what the next
 * runs say and do while that transaction is still there.
 */
class LeftoverIT {

  private static final String INVALID =
      "SELECT count(*) FROM pg_index WHERE indrelid = 'orders'::regclass AND NOT indisvalid";

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;
  private Connection old;

  @BeforeEach
  void leaveAnInvalidIndex() throws Exception {
    database = LargeOrders.database();
    project =
        LargeOrders.project(folder, database)
            .onlineWait(Duration.ofSeconds(1))
            .file("0001_index", "CREATE INDEX orders_total ON orders (total);");
    old = database.connectAsSuperuser();
    old.setAutoCommit(false);
    old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    old.createStatement()
        .execute(
            "SET application_name = 'nightly report'; UPDATE orders SET total = 0 WHERE id = 1");

    assertThat(failure().code()).isEqualTo(ErrorCode.LOCKS_NOT_OBTAINED);
    assertThat(database.<Long>value(INVALID)).isEqualTo(1);
  }

  @AfterEach
  void close() throws SQLException {
    old.close();
    database.close();
  }

  private Failure failure() {
    return catchThrowableOfType(DrydockException.class, project::migrate).failure();
  }

  @Test
  void aCleanUpThatWaitsTooLongIsToldLikeTheBuildItself() throws Exception {
    Failure failure = failure();

    assertThat(failure.code()).isEqualTo(ErrorCode.LOCKS_NOT_OBTAINED);
    assertThat(failure.what())
        .contains("0001_index, line 1", "waited too long for other sessions' transactions")
        .containsPattern("In the way: backend \\d+ \\(nightly report\\)\\.");
    assertThat(failure.left()).contains("An unfinished object of this step stays");
    assertThat(failure.next()).contains("DRYDOCK_ONLINE_WAIT");
    assertThat(failure.facts()).containsKey("blockers");

    old.rollback();
    assertThat(project.migrate().executed()).hasSize(1);
    assertThat(database.<Long>value(INVALID)).isZero();
  }

  private static final class Listener implements RunObserver {
    private final List<RunEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void happened(RunEvent event) {
      events.add(event);
    }

    List<String> told() {
      return events.stream()
          .filter(RunEvent.StepStarted.class::isInstance)
          .map(event -> ((RunEvent.StepStarted) event).what())
          .toList();
    }
  }

  @Test
  void whatIsToldIsWhatRuns() throws Exception {
    var listener = new Listener();
    old.rollback();

    project.service().migrate(Project.request(listener));

    assertThat(listener.told())
        .hasSize(3)
        .element(1)
        .asString()
        .startsWith("DROP INDEX CONCURRENTLY IF EXISTS");
    assertThat(listener.told().get(2))
        .startsWith("CREATE INDEX CONCURRENTLY")
        .isEqualTo(listener.told().get(0));
  }

  @Test
  void aDryRunTellsWhatTheNextRunSendsFirst() throws Exception {
    MigrationPlan plan = project.service().dryRun().result();

    assertThat(plan.warnings())
        .anyMatch(
            warning ->
                warning.contains("The next migrate first sends: DROP INDEX CONCURRENTLY IF EXISTS"))
        .isEqualTo(project.service().status().result().warnings());
    old.rollback();
    database.execute("DROP INDEX orders_total");
    assertThat(project.service().dryRun().result())
        .satisfies(
            later -> {
              assertThat(later.warnings()).noneMatch(w -> w.contains("DROP INDEX"));
              assertThat(later.digest()).isEqualTo(plan.digest());
            });
  }

  private static final String DROPPING =
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'"
          + " AND query LIKE 'DROP INDEX CONCURRENTLY%' AND application_name LIKE 'drydock migrate%'";

  @Test
  void aRunThatIsKilledWhileItCleansUpLeavesItsTrace() throws Exception {
    String before = project.service().runs().get(0).id();
    Path home = Files.createDirectory(folder.resolve("home"));
    try (RunnerProcess runner =
        RunnerProcess.start(home, folder, database.url(), Map.of("DRYDOCK_HAZARD_ROWS", "20"))) {
      while (database.values(DROPPING).isEmpty()) {
        assertThat(runner.runs()).as(runner.output()).isTrue();
        Thread.sleep(20);
      }
      runner.kill9();
    }
    old.rollback();
    while (!database.values(DROPPING).isEmpty()) {
      Thread.sleep(20);
    }

    assertThat(project.service().runs()).hasSize(2);
    assertThat(project.service().runs().get(0).problem().orElseThrow().left())
        .contains("statement 1 (index-concurrently) is begun and not done")
        .doesNotContain("nothing stays");
    Failure unfinished = project.service().status().result().unfinished();
    assertThat(unfinished.what()).contains("it was killed").doesNotContain(before);
    assertThat(unfinished.left())
        .contains("statement 1 (index-concurrently) is begun and not done");
    assertThat(project.migrate().executed()).hasSize(1);
    assertThat(database.<Long>value(INVALID)).isZero();
  }

  @Test
  void waitsAreToldThoughNobodyLooksOn() {
    var listener = new Listener();
    project.onlineWait(Duration.ofSeconds(3));

    catchThrowableOfType(
        DrydockException.class, () -> project.service().migrate(Project.request(listener)));

    assertThat(listener.events.stream().filter(RunEvent.Blocked.class::isInstance).toList())
        .hasSizeBetween(2, 5)
        .allSatisfy(event -> assertThat(event.toString()).contains("nightly report"));
  }
}
