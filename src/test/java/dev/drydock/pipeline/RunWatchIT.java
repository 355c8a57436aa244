package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.postgres.PgBouncer;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of a long statement from outside, and what is not even looked for. */
class RunWatchIT {

  private static final String WATCHES =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
          + " AND application_name LIKE 'drydock watch%'";
  private static final String STATEMENTS =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
          + " AND application_name LIKE 'drydock migrate%' AND state = 'active'"
          + " AND query LIKE 'SELECT pg_sleep%'";

  @TempDir Path folder;
  private TestDatabase database;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
  }

  @AfterEach
  void close() {
    database.close();
  }

  /** Listens, and stops the run as soon as it has heard enough. */
  private static final class Listener implements RunObserver {
    private final boolean watches;
    private final Predicate<RunEvent> enough;
    private final List<RunEvent> events = new CopyOnWriteArrayList<>();
    private volatile boolean stop;

    Listener(boolean watches, Predicate<RunEvent> enough) {
      this.watches = watches;
      this.enough = enough;
    }

    @Override
    public void happened(RunEvent event) {
      events.add(event);
      stop |= enough.test(event);
    }

    @Override
    public boolean stopRequested() {
      return stop;
    }

    @Override
    public boolean stopAtOnce() {
      return stop;
    }

    @Override
    public boolean watched() {
      return watches;
    }

    <T extends RunEvent> List<T> heard(Class<T> kind) {
      return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
  }

  @Test
  void tellsWhichStatementLastsAndWhoIsInItsWay() throws Exception {
    database.execute("CREATE TABLE orders (id int)");
    var project =
        new Project(folder, database)
            .lockBudget(Duration.ofSeconds(60))
            .file("1_a", "CREATE TABLE a (x int); ALTER TABLE orders ADD COLUMN day date;");
    var listener = new Listener(true, RunWatchIT::namesSomebody);
    try (Connection other = database.connect();
        Statement report = other.createStatement()) {
      report.execute("SET application_name = 'report'");
      other.setAutoCommit(false);
      report.execute("SELECT 'row data' FROM orders");

      DrydockException failure = runFails(project, listener);

      assertThat(failure.failure().code()).isEqualTo(ErrorCode.CANCELLED);
    }
    var seen = listener.events.toString();
    assertThat(seen).contains("report", "idle in transaction").doesNotContain("row data");
  }

  private static boolean namesSomebody(RunEvent event) {
    return (event instanceof RunEvent.Blocked blocked && !blocked.blockers().isEmpty())
        || (event instanceof RunEvent.WaitingForLocks waiting && !waiting.blockers().isEmpty());
  }

  @Test
  void tellsTheNumberOfTheStatementThatLasts() {
    var project =
        new Project(folder, database)
            .file("1_a", "CREATE TABLE a (x int); SELECT pg_sleep(50); CREATE TABLE b (x int);");
    var listener = new Listener(true, event -> event instanceof RunEvent.Progress);

    DrydockException failure = runFails(project, listener);

    assertThat(failure.failure().code()).isEqualTo(ErrorCode.CANCELLED);
    var progress = listener.heard(RunEvent.Progress.class).get(0);
    assertThat(progress.migration().value()).isEqualTo("1_a");
    assertThat(progress.statement()).isEqualTo(2);
    assertThat(database.<Boolean>value("SELECT to_regclass('a') IS NULL")).isTrue();
  }

  @Test
  void tellsHowAStatementOutsideOfTransactionsGetsOn() throws Exception {
    database.execute("CREATE TABLE orders (id int)");
    var project =
        new Project(folder, database)
            .file("1_a", "CREATE INDEX CONCURRENTLY orders_id ON orders (id);");
    var listener = new Listener(true, event -> false);
    try (Connection other = database.connect();
        Statement writer = other.createStatement()) {
      other.setAutoCommit(false);
      writer.execute("INSERT INTO orders VALUES (1)");
      var run = CompletableFuture.runAsync(() -> migrate(project, listener));
      for (int i = 0; i < 3000 && listener.heard(RunEvent.Progress.class).isEmpty(); i++) {
        Thread.sleep(20);
      }
      other.commit();
      run.get();
    }

    var progress = listener.heard(RunEvent.Progress.class).get(0);
    assertThat(progress.phase()).startsWith("waiting for");
    assertThat(progress.statement()).isEqualTo(1);
    assertThat(listener.heard(RunEvent.Blocked.class)).isNotEmpty();
    assertThat(database.<Boolean>value("SELECT to_regclass('orders_id') IS NOT NULL")).isTrue();
  }

  @Test
  void looksFromOutsideOnlyWhereSomebodyListens() throws Exception {
    var project = new Project(folder, database).file("1_a", "SELECT pg_sleep(4);");
    var listener = new Listener(false, event -> false);
    var run = CompletableFuture.runAsync(() -> migrate(project, listener));
    awaitStatement();
    long most = 0;
    while (!run.isDone()) {
      most = Math.max(most, database.<Long>value(WATCHES));
      Thread.sleep(50);
    }
    run.get();

    assertThat(most).isZero();
    assertThat(listener.heard(RunEvent.Progress.class)).isEmpty();
    assertThat(listener.heard(RunEvent.Committed.class)).hasSize(1);
  }

  @Test
  void endsAStatementBehindAPooler() throws Exception {
    assumeTrue(PgBouncer.program().isPresent(), "pgbouncer is not installed");
    try (var bouncer = PgBouncer.start(database, PgBouncer.Mode.TRANSACTION)) {
      var project =
          new Project(folder, bouncer.through(database.url()))
              .file("1_a", "CREATE TABLE a (x int); SELECT pg_sleep(8);");
      var listener = new Listener(false, event -> event instanceof RunEvent.StepStarted);

      DrydockException failure = runFails(project, listener);

      assertThat(failure.failure().code()).isEqualTo(ErrorCode.CANCELLED);
      assertThat(database.<Boolean>value("SELECT to_regclass('a') IS NULL")).isTrue();
    }
  }

  private static DrydockException runFails(Project project, RunObserver observer) {
    return catchThrowableOfType(DrydockException.class, () -> migrate(project, observer));
  }

  private static void migrate(Project project, RunObserver observer) {
    project.service().migrate(Project.request(observer));
  }

  private void awaitStatement() throws InterruptedException {
    for (int i = 0; i < 3000 && database.<Long>value(STATEMENTS) == 0; i++) {
      Thread.sleep(20);
    }
    assertThat(database.<Long>value(STATEMENTS)).isEqualTo(1);
  }
}
