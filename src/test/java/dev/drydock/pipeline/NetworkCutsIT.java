package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.TcpProxy;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The network between runner and server is cut, or falls silent, at random moments of a plan with
 * online steps; the runner ends and says so, and the next run ends in the same database as an
 * undisturbed one, each row filled once.
 */
@Order(1)
class NetworkCutsIT {

  private static final int CUTS = Integer.getInteger("drydock.test.network.cuts", 4);
  private static final long SEED = Long.getLong("drydock.test.seed", 20251101L);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** More than all buffers on the way take. */
  private static final int LARGE = 24 << 20;

  private static final int DELAY_MICROS = 20_000;

  /** In seconds; the usual bound is ten times as long. */
  private static final String LONGEST_SILENCE = "?socketTimeout=4";

  private static final String ASKED =
      "SELECT coalesce(max(extract(epoch FROM query_start)), 0)::float8 FROM pg_stat_activity"
          + " WHERE application_name = 'drydock sign of life' AND datname = current_database()";

  @TempDir Path folder;

  private enum Cut {
    END,
    RESET,
    SILENCE,
    SHORT_SILENCE
  }

  private record Undisturbed(Picture after, long roundTrips) {}

  @Test
  void theNextRunEndsWhereADisturbedOneWouldHave() throws Exception {
    Undisturbed whole = undisturbed();
    var random = new Random(SEED);
    var outcomes = new TreeMap<String, Integer>();
    for (int number = 0; number < CUTS; number++) {
      Cut cut = Cut.values()[number % Cut.values().length];
      try (TestDatabase database = MixedMigrations.prepared(TestServer.shared(), folder);
          TcpProxy wire = TcpProxy.to(database.port())) {
        CompletableFuture<Optional<Failure>> run = run(database, wire);
        awaitMoment(random, wire, whole.roundTrips());
        Optional<Failure> told = disturbed(cut, wire, run);
        String said = told.map(failure -> check(failure, cut)).orElse("done");
        outcomes.merge(cut + ", " + said + ", " + next(database), 1, Integer::sum);
        wire.close();
        MixedMigrations.completed(folder, database);
        MixedMigrations.assertSame(Picture.of(database), whole.after());
      } catch (AssertionError failed) {
        throw new AssertionError("%s %d with seed %d".formatted(cut, number, SEED), failed);
      }
    }
    System.out.printf("%d cuts, seed %d: %s%n", CUTS, SEED, outcomes);
  }

  @Test
  void aBuildThatLastsLongerThanAnySilenceIsNotCut() throws Exception {
    try (TestDatabase database = MixedMigrations.prepared(TestServer.shared(), folder);
        TcpProxy wire = TcpProxy.to(database.port());
        Connection old = database.connectAsSuperuser()) {
      holdSnapshot(old);
      CompletableFuture<Optional<Failure>> run = run(database, wire);
      for (int asked = 0; asked < 6; asked++) {
        awaitAnotherLook(database, run);
      }
      old.rollback();

      assertThat(run.get(5, TimeUnit.MINUTES)).isEmpty();
    }
  }

  @Test
  void aLargeStatementThatNobodyTakesIsGivenUp() throws Exception {
    try (TestDatabase database = TestServer.shared().newDatabase();
        TcpProxy wire = TcpProxy.to(database.port())) {
      database.execute("CREATE TABLE notes (id int)");
      Project through =
          new Project(folder, wire.through(database.url()) + LONGEST_SILENCE)
              .file(
                  "0009_large",
                  "INSERT INTO notes VALUES (length('%s'));".formatted("x".repeat(LARGE)));

      CompletableFuture<Failure> run = CompletableFuture.supplyAsync(() -> stalled(through, wire));
      Failure silent = run.get(5, TimeUnit.MINUTES);

      assertThat(silent.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
      assertThat(silent.what()).contains("the server was silent for");
      wire.close();
      assertThat(new Project(folder, database).migrate().executed()).hasSize(1);
      assertThat(database.<Long>value("SELECT count(*) FROM notes WHERE id = " + LARGE)).isOne();
    }
  }

  /** The wire stalls when the statement is about to be sent. */
  private static Failure stalled(Project through, TcpProxy wire) {
    RunObserver stalling =
        event -> {
          if (event instanceof RunEvent.StepStarted) {
            wire.stall();
          }
        };
    var request = Project.request(stalling);
    return catchThrowableOfType(DrydockException.class, () -> through.service().migrate(request))
        .failure();
  }

  @Test
  void theNextRunWaitsForABuildThatSurvivedItsRunner() throws Exception {
    try (TestDatabase database = MixedMigrations.prepared(TestServer.shared(), folder);
        TcpProxy wire = TcpProxy.to(database.port());
        Connection old = database.connectAsSuperuser()) {
      holdSnapshot(old);
      CompletableFuture<Optional<Failure>> run = run(database, wire);
      while (building(database) == 0) {
        assertGoesOn(run);
        Thread.sleep(5);
      }
      wire.stall();

      Failure silent = run.get(5, TimeUnit.MINUTES).orElseThrow();
      assertThat(silent.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
      assertThat(silent.what())
          .contains("the server was silent for", "nor does it answer on another connection");
      Project next = MixedMigrations.project(folder, database);
      assertThat(next.service().status().result().next()).isNotBlank();
      Failure busy =
          catchThrowableOfType(
                  DrydockException.class,
                  () ->
                      next.service()
                          .migrate(
                              Project.request(
                                  Optional.of(MixedMigrations.digest(folder, database)),
                                  Duration.ZERO)))
              .failure();
      assertThat(busy.code()).isEqualTo(ErrorCode.RUN_LOCK_BUSY);
      assertThat(busy.what()).contains("drydock migrate");
      assertThat(building(database)).isEqualTo(1);

      old.rollback();
      while (building(database) > 0) {
        Thread.sleep(5);
      }
      wire.close();
      MixedMigrations.completed(folder, database);
      assertThat(
              database.<Long>value(
                  "SELECT count(*) FROM pg_index WHERE indexrelid::regclass::text LIKE 'orders_total%'"))
          .isEqualTo(1);
    }
  }

  private static void holdSnapshot(Connection old) throws SQLException {
    old.setAutoCommit(false);
    old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    old.createStatement().execute("SELECT count(*) FROM orders");
  }

  private static long building(TestDatabase database) {
    return database.<Long>value(
        "SELECT count(*) FROM pg_stat_progress_create_index WHERE datname = current_database() AND command = 'CREATE INDEX CONCURRENTLY'");
  }

  private static void awaitAnotherLook(
      TestDatabase database, CompletableFuture<Optional<Failure>> run) throws Exception {
    double last = database.<Double>value(ASKED);
    while (database.<Double>value(ASKED) == last) {
      assertGoesOn(run);
      Thread.sleep(50);
    }
  }

  private static void assertGoesOn(CompletableFuture<Optional<Failure>> run) {
    if (run.isDone()) {
      throw new AssertionError("it has ended: " + run.join().map(Failure::text).orElse("well"));
    }
  }

  private Undisturbed undisturbed() throws Exception {
    try (TestDatabase database = MixedMigrations.prepared(TestServer.shared(), folder);
        TcpProxy wire = TcpProxy.to(database.port())) {
      assertThat(run(database, wire).get()).isEmpty();
      return new Undisturbed(Picture.of(database), wire.roundTrips());
    }
  }

  private CompletableFuture<Optional<Failure>> run(TestDatabase database, TcpProxy wire) {
    Project through =
        new Project(folder, wire.through(database.url()) + LONGEST_SILENCE).largeFrom(20);
    String digest = MixedMigrations.digest(folder, database);
    return CompletableFuture.supplyAsync(
        () ->
            Optional.ofNullable(
                    catchThrowableOfType(DrydockException.class, () -> through.migrate(digest)))
                .map(DrydockException::failure));
  }

  private static void awaitMoment(Random random, TcpProxy wire, long most)
      throws InterruptedException {
    long roundTrips = random.nextLong(most + 1);
    int micros = random.nextInt(DELAY_MICROS);
    assertThat(wire.awaitConnection(PATIENCE)).isTrue();
    assertThat(wire.awaitRoundTrips(roundTrips, PATIENCE)).isTrue();
    Thread.sleep(micros / 1000, micros % 1000 * 1000);
  }

  private static Optional<Failure> disturbed(
      Cut cut, TcpProxy wire, CompletableFuture<Optional<Failure>> run)
      throws InterruptedException, ExecutionException, TimeoutException {
    switch (cut) {
      case END -> wire.cut();
      case RESET -> wire.reset();
      case SILENCE -> wire.stall();
      case SHORT_SILENCE -> {
        wire.stall();
        Thread.sleep(1500);
        wire.resume();
      }
    }
    return run.get(5, TimeUnit.MINUTES);
  }

  private static String check(Failure failure, Cut cut) {
    assertThat(cut).as(failure.text()).isNotEqualTo(Cut.SHORT_SILENCE);
    assertThat(failure.code()).as(failure.text()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
    assertThat(failure.left()).isNotBlank();
    assertThat(failure.next()).isNotBlank();
    return "told";
  }

  /** At once, as an impatient person would; what is there still is recognised. */
  private String next(TestDatabase database) {
    DrydockException failure =
        catchThrowableOfType(
            DrydockException.class,
            () ->
                MixedMigrations.project(folder, database)
                    .service()
                    .migrate(
                        Project.request(
                            Optional.of(MixedMigrations.digest(folder, database)), Duration.ZERO)));
    if (failure == null) {
      return "finished";
    }
    assertThat(failure.failure().code())
        .as(failure.failure().text())
        .isEqualTo(ErrorCode.RUN_LOCK_BUSY);
    return "busy, then finished";
  }
}
