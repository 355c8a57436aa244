package dev.drydock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.embedded.EmbeddedPostgres.Beginning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server that comes along keeps what it was given, whoever is killed. */
class EmbeddedPostgresIT {

  private ServerFolder folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = ServerFolder.empty();
  }

  @AfterEach
  void deleteFolder() throws IOException {
    folder.close();
  }

  @Test
  void keepsDataAcrossRestarts() throws SQLException, IOException {
    Path killedAttempt = Files.createDirectories(folder.path().resolve("initdb-123/base"));
    try (var postgres = folder.open()) {
      assertThat(postgres.beginning()).isEqualTo(Beginning.CREATED);
      assertThat(killedAttempt.getParent()).doesNotExist();
      execute(postgres, "CREATE TABLE kept AS SELECT 42 AS answer");
    }
    assertThat(folder.isStopped()).isTrue();

    try (var postgres = folder.open()) {
      assertThat(postgres.beginning()).isEqualTo(Beginning.STARTED);
      assertThat(value(postgres, "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void isDurablePrivateAndLocal() throws SQLException, IOException {
    folder.seeded();
    try (var postgres = folder.open()) {
      for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
        assertThat(value(postgres, "SHOW " + setting)).as(setting).isEqualTo("on");
      }
      assertThat(value(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(value(postgres, "SHOW unix_socket_directories")).isEmpty();
      assertThat(value(postgres, "SHOW server_encoding")).isEqualTo("UTF8");
      assertThat(value(postgres, "SELECT upper('ä')")).isEqualTo("Ä");
      assertThat(postgres.url())
          .matches("postgres://drydock:[0-9a-f]{48}@127\\.0\\.0\\.1:\\d+/drydock");
      assertThat(postgres.address().toString()).doesNotContain(postgres.address().password());
      var wrong = new LoopbackServer(postgres.address().port(), "drydock", "guess");
      assertThatThrownBy(() -> wrong.connect("drydock"))
          .hasMessageContaining("password authentication failed");
      assertThat(mode("password")).isEqualTo("rw-------");
      assertThat(mode("data")).isEqualTo("rwx------");
    }
  }

  @Test
  void keepsCommittedRowsWhenTheServerIsKilled() throws SQLException, IOException {
    folder.seeded();
    try (var crashed = folder.open()) {
      execute(crashed, "CREATE TABLE kept (answer int)", "INSERT INTO kept VALUES (42)");
      Kills.kill9(folder.server().pid());

      try (var postgres = folder.open()) {
        assertThat(postgres.beginning()).isEqualTo(Beginning.STARTED);
        assertThat(value(postgres, "SELECT answer FROM kept")).isEqualTo("42");
      }
    }
    assertThat(folder.isStopped()).isTrue();
  }

  @Test
  void takesOverFromAKilledProcess() throws SQLException, IOException {
    folder.seeded();
    try (var killed = folder.openElsewhere()) {
      assertThat(killed.line()).startsWith("STARTED ");
      long pid = folder.server().pid();
      killed.kill9();

      try (var postgres = folder.open()) {
        assertThat(postgres.beginning()).isEqualTo(Beginning.JOINED);
        assertThat(folder.server().pid()).isEqualTo(pid);
        execute(postgres, "CREATE TABLE kept AS SELECT 42 AS answer");
      }
    }
    assertThat(folder.isStopped()).isTrue();
    try (var postgres = folder.open()) {
      assertThat(value(postgres, "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  /** The killed process's initdb goes on alone for a while. */
  @Test
  void makesTheServerAfterAFirstStartWasKilled() throws SQLException, IOException {
    try (var killed = folder.openElsewhere()) {
      while (!isInitializing()) {
        Cluster.pause(5);
      }
      killed.kill9();
    }
    try (var postgres = folder.open()) {
      assertThat(postgres.beginning()).isEqualTo(Beginning.CREATED);
      assertThat(value(postgres, "SELECT current_database()")).isEqualTo("drydock");
      assertThat(isInitializing()).isFalse();
    }
  }

  private boolean isInitializing() throws IOException {
    try (var unfinished = Files.newDirectoryStream(folder.path(), "initdb-*")) {
      return unfinished.iterator().hasNext();
    }
  }

  @Test
  void comesBackAfterProcessAndServerWereKilled() throws SQLException, IOException {
    folder.seeded();
    try (var killed = folder.openElsewhere()) {
      assertThat(killed.line()).startsWith("STARTED ");
      killed.kill9();
      Kills.kill9(folder.server().pid());
    }
    try (var postgres = folder.open()) {
      assertThat(postgres.beginning()).isEqualTo(Beginning.STARTED);
      assertThat(value(postgres, "SELECT current_database()")).isEqualTo("drydock");
    }
  }

  @Test
  void aSecondProcessJoinsAndTheLastOneStopsTheServer() throws SQLException, IOException {
    folder.seeded();
    var first = folder.open();
    try (var second = folder.openElsewhere()) {
      assertThat(second.line()).isEqualTo("JOINED " + first.url());
      first.close();

      assertThat(folder.server().ready()).isTrue();
      assertThat(value(first, "SELECT 1")).isEqualTo("1");
      second.leave();
    }
    assertThat(folder.isStopped()).isTrue();
  }

  @Test
  void aTerminatedProcessStopsItsServer() throws IOException {
    folder.seeded();
    try (var process = folder.openElsewhere()) {
      assertThat(process.line()).startsWith("STARTED ");
      process.terminate();
    }
    assertThat(folder.isStopped()).isTrue();
  }

  @Test
  void ofProcessesThatStartAtOnceOneStartsAndTheOthersJoin() throws IOException {
    try (var a = folder.openElsewhere();
        var b = folder.openElsewhere();
        var c = folder.openElsewhere()) {
      var lines = List.of(a.line(), b.line(), c.line());

      assertThat(lines).filteredOn(line -> line.startsWith("CREATED ")).hasSize(1);
      assertThat(lines).filteredOn(line -> line.startsWith("JOINED ")).hasSize(2);
      assertThat(lines)
          .extracting(line -> line.substring(line.indexOf(' ')))
          .containsOnly(url(lines));
    }
  }

  @Test
  void ofThreadsThatStartAtOnceOneStartsAndTheOthersJoin() throws IOException {
    var opened = IntStream.range(0, 6).parallel().mapToObj(i -> folder.open()).toList();
    opened.parallelStream().forEach(EmbeddedPostgres::close);

    assertThat(opened).extracting(EmbeddedPostgres::url).containsOnly(opened.get(0).url());
    assertThat(opened).filteredOn(p -> p.beginning() == Beginning.CREATED).hasSize(1);
    assertThat(folder.isStopped()).isTrue();
  }

  /** After a crash of the machine the old process id may be any other program's. */
  @Test
  void isNotFooledByAProcessIdThatIsUsedAgain() throws Exception {
    folder.seeded();
    Path data = folder.data();
    var account = Account.of(folder.path(), data);
    var stranger = Command.builder(folder.path(), account.wrap(List.of("sleep", "120"))).start();
    try {
      Path stale = data.resolve("postmaster.pid");
      Files.writeString(
          stale, "%d%n%s%n1%n5432%n%n127.0.0.1%n1 1%nready%n".formatted(stranger.pid(), data));
      account.own(stale);

      try (var postgres = folder.open()) {
        assertThat(postgres.beginning()).isEqualTo(Beginning.STARTED);
        assertThat(folder.server().pid()).isNotEqualTo(stranger.pid());
      }
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void anEmptyPidFileOfAFullDiskDoesNotStopIt() throws IOException {
    folder.seeded();
    Path stale = Files.createFile(folder.data().resolve("postmaster.pid"));
    Account.of(folder.path(), folder.data()).own(stale);

    try (var postgres = folder.open()) {
      assertThat(postgres.beginning()).isEqualTo(Beginning.STARTED);
    }
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(folder.path().resolve(name)));
  }

  private static String url(List<String> lines) {
    return lines.get(0).substring(lines.get(0).indexOf(' '));
  }

  private static void execute(EmbeddedPostgres postgres, String... statements) throws SQLException {
    try (var connection = postgres.address().connect(EmbeddedPostgres.DATABASE);
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String value(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection = postgres.address().connect(EmbeddedPostgres.DATABASE);
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }
}
