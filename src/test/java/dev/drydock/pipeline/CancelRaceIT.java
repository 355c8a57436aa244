package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody cancels at any moment of a run, also right at its COMMIT: it has one outcome. The moment
 * is sought around the one at which runs commit, however fast the machine is.
 */
class CancelRaceIT {

  private static final int RUNS = 80;
  private static final long SEED = 20261120;

  @TempDir Path folder;

  /** Asks for the end a while after the first step began. */
  private static final class Impatient implements RunObserver {
    private final long afterNanos;
    private final boolean atOnce;
    private final List<RunEvent> events = new ArrayList<>();
    private volatile long began = Long.MAX_VALUE;

    Impatient(Duration after, boolean atOnce) {
      this.afterNanos = after.toNanos();
      this.atOnce = atOnce;
    }

    @Override
    public synchronized void happened(RunEvent event) {
      events.add(event);
      if (event instanceof RunEvent.StepStarted && began == Long.MAX_VALUE) {
        began = System.nanoTime();
      }
    }

    @Override
    public boolean stopRequested() {
      return began != Long.MAX_VALUE && System.nanoTime() - began >= afterNanos;
    }

    @Override
    public boolean stopAtOnce() {
      return atOnce && stopRequested();
    }

    synchronized boolean heard(Class<? extends RunEvent> kind) {
      return events.stream().anyMatch(kind::isInstance);
    }
  }

  @Test
  void hasOneOutcomeAndTheHistoryAgrees() {
    var random = new Random(SEED);
    int cancelled = 0;
    double boundary = 200;
    try (TestDatabase database = TestServer.shared().newDatabaseWithOwner()) {
      for (int i = 0; i < RUNS; i++) {
        String id = "run_%03d".formatted(i);
        var project =
            new Project(folder, database)
                .file(id, "CREATE TABLE %s (x int); SELECT pg_sleep(0.12);".formatted(id));
        long after = (long) (boundary * (0.6 + 0.8 * random.nextDouble()));
        var observer = new Impatient(Duration.ofMillis(after), random.nextBoolean());
        boolean committed = commits(project, observer);
        cancelled += committed ? 0 : 1;
        boundary *= committed ? 0.85 : 1.15;

        assertThat(database.<Boolean>value("SELECT to_regclass('%s') IS NOT NULL".formatted(id)))
            .as("table of %s", id)
            .isEqualTo(committed);
        assertThat(applied(database, id)).as("history of %s", id).isEqualTo(committed);
        assertThat(observer.heard(RunEvent.Committed.class)).isEqualTo(committed);
        assertThat(observer.heard(RunEvent.RolledBack.class)).isEqualTo(!committed);
        if (!committed) {
          project.file(id, "CREATE TABLE %s (x int);".formatted(id));
          project.migrate();
        }
      }
    }
    assertThat(cancelled).as("cancelled runs").isBetween(5, RUNS - 5);
  }

  private static boolean commits(Project project, RunObserver observer) {
    try {
      project.service().migrate(Project.request(observer));
      return true;
    } catch (DrydockException failure) {
      assertThat(failure.failure().code()).as(failure.toString()).isEqualTo(ErrorCode.CANCELLED);
      assertThat(failure.failure().left()).contains("rolled back");
      return false;
    }
  }

  private static boolean applied(TestDatabase database, String id) {
    return database.<Boolean>value("SELECT to_regclass('schema_migrations') IS NOT NULL")
        && database.<Long>value(
                "SELECT count(*) FROM schema_migrations WHERE id = '%s'".formatted(id))
            == 1;
  }
}
