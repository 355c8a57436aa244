package dev.drydock.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The fixture that every other test with a server stands on. */
@Tag("contract")
@Tag("core")
class ServerFixtureIT {

  @Test
  void givesDatabasesOfTheirOwnOnTheTestedVersion() {
    try (var one = TestServer.shared().newDatabase();
        var two = TestServer.shared().newDatabase()) {
      one.execute("CREATE TABLE t (a int)", "INSERT INTO t VALUES (42)");

      assertThat(one.<Integer>value("SELECT a FROM t")).isEqualTo(42);
      assertThat(two.<Boolean>value("SELECT to_regclass('t') IS NULL")).isTrue();
      assertThat(one.<Integer>value("SELECT current_setting('server_version_num')::int / 10000"))
          .isEqualTo(TestServer.testedMajor());
      assertThat(one.<String>value("SELECT current_setting('TimeZone', true)")).isNotEqualTo("UTC");
    }
  }

  @Test
  void dropsADatabaseThatIsInUse() throws SQLException {
    var database = TestServer.shared().newDatabase();
    try (var other = TestServer.shared().newDatabase();
        var inUse = database.connect()) {
      database.close();

      assertThat(inUse.isValid(1)).isFalse();
      assertThat(
              other.<Long>value(
                  "SELECT count(*) FROM pg_database WHERE datname = '%s'"
                      .formatted(database.name())))
          .isZero();
    }
  }

  @Test
  void anOwnerIsNoSuperuser() {
    try (var database = TestServer.shared().newDatabaseWithOwner()) {
      database.execute("CREATE SCHEMA mine");

      assertThat(database.<String>value("SELECT current_user")).isEqualTo(database.user());
      assertThatThrownBy(() -> database.execute("CREATE ROLE somebody"))
          .hasMessageContaining("permission denied");
      database.executeAsSuperuser("CREATE ROLE somebody_else", "DROP ROLE somebody_else");
    }
  }

  @Test
  void servesManyThreadsAtOnce() {
    var names =
        IntStream.range(0, 16)
            .parallel()
            .mapToObj(
                i -> {
                  try (var database = TestServer.shared().newDatabase()) {
                    return database.<String>value("SELECT current_database()");
                  }
                })
            .toList();

    assertThat(names).doesNotHaveDuplicates().hasSize(16);
  }

  @Test
  void aPrivateServerComesBackOnItsPortAfterStopAndKill() {
    try (var server = TestServer.start();
        var database = server.newDatabase()) {
      int port = server.port();
      database.execute("CREATE TABLE t AS SELECT 7 AS a");
      server.stopImmediately();
      assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
      server.startAgain();
      assertThat(database.<Integer>value("SELECT a FROM t")).isEqualTo(7);
      server.kill9();
      server.startAgain();
      assertThat(database.<Integer>value("SELECT a FROM t")).isEqualTo(7);
      assertThat(server.port()).isEqualTo(port);
    }
  }
}
