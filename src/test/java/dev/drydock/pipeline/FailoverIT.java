package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.embedded.ServerPair;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.TcpProxy;
import dev.drydock.postgres.TcpProxy.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The primary dies for good in the middle of a run, and its standby takes over. */
@Order(1)
class FailoverIT {

  private static final String COMMIT = "COMMIT\0";
  private static final String ROWS = "SELECT count(*) FROM schema_migrations";

  @TempDir Path folder;

  @Test
  void aRunInItsMiddleIsGoneAndTheNextOneAppliesAllOfIt() {
    try (ServerPair servers = ServerPair.start(false);
        TcpProxy wire = TcpProxy.to(servers.primaryPort())) {
      Project project =
          TwentyMigrations.into(
              new Project(folder, servers.url(wire.port())).withoutServerGrammar());
      wire.once("CREATE TABLE thing_11 ", Fault.STALL_ANSWER);

      Failure failure = failureAfterFailover(project, servers, wire);

      assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
      assertThat(failure.left()).contains("nothing of it remains");
      assertThat(servers.askStandby("SELECT count(*) FROM pg_class WHERE relname LIKE 'thing%'"))
          .isZero();
      assertThat(project.migrate().executed()).isEqualTo(TwentyMigrations.ids());
      assertThat(servers.askStandby(ROWS)).isEqualTo(20);
    }
  }

  @Test
  void aCommitThatOnlyTheLostPrimaryHasIsToldAsSuch() {
    try (ServerPair servers = ServerPair.start(false);
        TcpProxy wire = TcpProxy.to(servers.primaryPort())) {
      Project project = TwentyMigrations.into(new Project(folder, servers.url(wire.port())));
      servers.onStandby("ALTER SYSTEM SET primary_conninfo = ''");
      servers.onStandby("SELECT pg_reload_conf()");
      while (servers.askStandby("SELECT count(*) FROM pg_stat_wal_receiver") != 0) {
        LockSupport.parkNanos(20_000_000);
      }
      wire.once(COMMIT, Fault.STALL_ANSWER);

      Failure failure = failureAfterFailover(project, servers, wire);

      assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
      assertThat(failure.what())
          .contains("at COMMIT", "another server answers now", "does not have this run");
      assertThat(failure.left()).contains("The former primary may have committed it");
      assertThat(project.migrate().executed()).isEqualTo(TwentyMigrations.ids());
      assertThat(servers.askStandby(ROWS)).isEqualTo(20);
    }
  }

  @Test
  void aCommitThatTheStandbyHasIsReportedAsDone() {
    try (ServerPair servers = ServerPair.start(true);
        TcpProxy wire = TcpProxy.to(servers.primaryPort())) {
      Project project = TwentyMigrations.into(new Project(folder, servers.url(wire.port())));
      wire.once(COMMIT, Fault.STALL_ANSWER);
      var run = CompletableFuture.supplyAsync(project::migrate);
      while (servers.askStandby(ROWS) != 20) {
        LockSupport.parkNanos(20_000_000);
      }

      fail(servers, wire);

      assertThat(run.join().executed()).isEqualTo(TwentyMigrations.ids());
      assertThat(project.migrate().executed()).isEmpty();
      assertThat(servers.askStandby(ROWS)).isEqualTo(20);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE INDEX CONCURRENTLY \"orders_both\"",
        "VALIDATE CONSTRAINT",
        "WITH moved AS",
        "CREATE UNIQUE INDEX CONCURRENTLY"
      })
  void whatAnOnlinePlanCommittedIsOnTheStandbyAndTheNextRunGoesOnThere(String amid)
      throws Exception {
    try (ServerPair servers = ServerPair.start(true);
        TcpProxy wire = TcpProxy.to(servers.primaryPort())) {
      Project project = mixed(servers, wire);
      wire.once(amid, Fault.STALL_ANSWER);

      Failure failure = failureAfterFailover(project, servers, wire);

      assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
      assertThat(failure.left())
          .contains("These stay: 0001_tables", "a standby was promoted. It has them all.");
      assertThat(project.service().status().result().next()).isNotBlank();
      project.migrate(digest(project));
      assertWhole(servers);
    }
  }

  @Test
  void stepsThatTheStandbyLacksAreToldAndDoneAgain() throws Exception {
    try (ServerPair servers = ServerPair.start(false);
        TcpProxy wire = TcpProxy.to(servers.primaryPort())) {
      Project project = mixed(servers, wire);
      while (servers.askStandby("SELECT count(*) FROM orders") != 3000) {
        LockSupport.parkNanos(20_000_000);
      }
      servers.onStandby("ALTER SYSTEM SET primary_conninfo = ''");
      servers.onStandby("SELECT pg_reload_conf()");
      while (servers.askStandby("SELECT count(*) FROM pg_stat_wal_receiver") != 0) {
        LockSupport.parkNanos(20_000_000);
      }
      wire.once("WITH moved AS", Fault.STALL_ANSWER);

      Failure failure = failureAfterFailover(project, servers, wire);

      assertThat(failure.left())
          .contains("a standby was promoted. It lacks 0001_tables; 0002_index; 0003_mixed")
          .contains("the next run does them again here");
      project.migrate(digest(project));
      assertWhole(servers);
    }
  }

  private Project mixed(ServerPair servers, TcpProxy wire) throws Exception {
    try (var connection = servers.connectToPrimary();
        var statement = connection.createStatement()) {
      for (String sql : MixedMigrations.tables()) {
        statement.execute(sql);
      }
    }
    return MixedMigrations.write(new Project(folder, servers.url(wire.port())).largeFrom(20));
  }

  private static String digest(Project project) {
    return project.service().dryRun().result().digest();
  }

  private static void assertWhole(ServerPair servers) {
    assertThat(servers.askStandby(ROWS)).isEqualTo(MixedMigrations.FILES);
    assertThat(servers.askStandby("SELECT count(*) FROM orders WHERE fills = 1 AND rank = 1"))
        .isEqualTo(3000);
    assertThat(servers.askStandby("SELECT count(*) FROM notes")).isEqualTo(5);
    assertThat(servers.askStandby("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isZero();
    assertThat(servers.askStandby("SELECT count(*) FROM drydock_steps")).isZero();
  }

  @Test
  void hotStandbysAreNamedWhereLocksAreNotToBeHad() throws Exception {
    try (ServerPair servers = ServerPair.start(false);
        var other = servers.connectToPrimary()) {
      other.createStatement().execute("CREATE TABLE orders (id int)");
      other.setAutoCommit(false);
      other.createStatement().execute("SELECT * FROM orders");
      Project project =
          new Project(folder, servers.url(servers.primaryPort()))
              .file("0001_add", "ALTER TABLE orders ADD COLUMN a int")
              .lockBudget(Duration.ofSeconds(1));

      Failure failure = catchThrowableOfType(DrydockException.class, project::migrate).failure();

      assertThat(failure.code()).isEqualTo(ErrorCode.LOCKS_NOT_OBTAINED);
      assertThat(failure.what()).contains("Hot standbys take the same locks", "replica");
    }
  }

  private static Failure failureAfterFailover(Project project, ServerPair servers, TcpProxy wire) {
    var run =
        CompletableFuture.supplyAsync(
            () ->
                catchThrowableOfType(DrydockException.class, () -> project.migrate(digest(project)))
                    .failure());
    while (!wire.met()) {
      if (run.isDone()) {
        throw new AssertionError(run.join().text());
      }
      LockSupport.parkNanos(20_000_000);
    }
    fail(servers, wire);
    return run.join();
  }

  private static void fail(ServerPair servers, TcpProxy wire) {
    servers.killPrimary();
    wire.cut();
    servers.promote();
  }
}
