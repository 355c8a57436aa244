package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many runners start at once: one does the work, all succeed. */
class RacesIT {

  private static final int RUNNERS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  @RepeatedTest(3)
  void twentyThreadsOnAnEmptyDatabaseApplyEveryMigrationOnce() throws Exception {
    try (TestDatabase database = TestServer.shared().newDatabaseWithOwner()) {
      assertOneWorks(database);
    }
  }

  @RepeatedTest(3)
  void twentyThreadsOnAnAdoptedTableApplyEveryMigrationOnce() throws Exception {
    try (TestDatabase database = TestServer.shared().newDatabaseWithOwner()) {
      database.execute(
          "CREATE TABLE schema_migrations (id text PRIMARY KEY, executed_at timestamptz NOT NULL DEFAULT now())");
      assertOneWorks(database);
    }
  }

  @Test
  void twentyProcessesOnAnEmptyDatabaseApplyEveryMigrationOnce() throws Exception {
    try (TestDatabase database = TestServer.shared().newDatabaseWithOwner()) {
      Path migrations = Files.createDirectory(folder.resolve("migrations"));
      TwentyMigrations.into(new Project(migrations, database));
      List<RunnerProcess> runners =
          Stream.generate(() -> RunnerProcess.start(folder, migrations, database.url()))
              .limit(RUNNERS)
              .toList();
      for (RunnerProcess runner : runners) {
        assertThat(runner.exitCode()).as(runner.output()).isZero();
      }

      assertThat(runners)
          .extracting(RunnerProcess::output)
          .allMatch(output -> output.contains("\"success\":true"))
          .filteredOn(output -> !output.contains("\"executed\":[]"))
          .hasSize(1);
      TwentyMigrations.assertApplied(database);
    }
  }

  private void assertOneWorks(TestDatabase database) throws Exception {
    MigrationService service =
        TwentyMigrations.into(new Project(folder, database)).lockBudget(PATIENCE).service();
    var gate = new CyclicBarrier(RUNNERS);

    List<MigrationReport.Result> results =
        together(
            () -> {
              gate.await();
              return service.migrate(Project.request(Optional.empty(), PATIENCE)).result();
            });

    assertThat(results).hasSize(RUNNERS).allMatch(RacesIT::complete);
    assertThat(results).filteredOn(result -> !result.executed().isEmpty()).hasSize(1);
    TwentyMigrations.assertApplied(database);
  }

  private static boolean complete(MigrationReport.Result result) {
    List<MigrationId> all = new ArrayList<>(result.executed());
    all.addAll(result.skipped());
    return all.equals(TwentyMigrations.ids())
        && (result.executed().isEmpty() || result.skipped().isEmpty());
  }

  private static <T> List<T> together(Callable<T> runner) throws Exception {
    var threads = Executors.newFixedThreadPool(RUNNERS);
    try {
      var results = new ArrayList<T>();
      for (var future : threads.invokeAll(Collections.nCopies(RUNNERS, runner))) {
        results.add(future.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
