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
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server that comes along keeps what it was given, whoever is killed. */
class EmbeddedPostgresIT {

  private static final Path PROGRAMS = Path.of("target", "postgres").toAbsolutePath();

  private Path folder = PROGRAMS;

  @BeforeEach
  void makeFolder() throws IOException {
    Folders.makeTraversable(PROGRAMS);
    folder = Files.createTempDirectory(PROGRAMS, "embedded-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void deleteFolder() throws IOException {
    Postmaster.of(folder.resolve("data")).ifPresent(server -> kill9(server.pid()));
    Folders.delete(folder);
  }

  @Test
  void keepsDataAcrossRestarts() throws SQLException {
    try (var postgres = open()) {
      assertThat(postgres.beginning()).isEqualTo(Beginning.CREATED);
      execute(postgres, "CREATE TABLE kept AS SELECT 42 AS answer");
    }
    assertThat(Files.exists(folder.resolve("data/postmaster.pid"))).isFalse();

    try (var postgres = open()) {
      assertThat(postgres.beginning()).isEqualTo(Beginning.STARTED);
      assertThat(value(postgres, "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void isDurablePrivateAndLocal() throws SQLException, IOException {
    try (var postgres = open()) {
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
  void keepsCommittedRowsWhenTheServerIsKilled() throws SQLException {
    try (var crashed = open()) {
      execute(crashed, "CREATE TABLE kept (answer int)", "INSERT INTO kept VALUES (42)");
      kill9(server().pid());

      try (var postgres = open()) {
        assertThat(postgres.beginning()).isEqualTo(Beginning.STARTED);
        assertThat(value(postgres, "SELECT answer FROM kept")).isEqualTo("42");
      }
    }
    assertThat(Files.exists(folder.resolve("data/postmaster.pid"))).isFalse();
  }

  @Test
  void takesOverFromAKilledProcess() throws SQLException, IOException {
    try (var killed = EmbeddedProcess.start(folder, PROGRAMS)) {
      assertThat(killed.line()).startsWith("CREATED ");
      long pid = server().pid();
      killed.kill9();

      try (var postgres = open()) {
        assertThat(postgres.beginning()).isEqualTo(Beginning.JOINED);
        assertThat(server().pid()).isEqualTo(pid);
        execute(postgres, "CREATE TABLE kept AS SELECT 42 AS answer");
      }
    }
    assertThat(Files.exists(folder.resolve("data/postmaster.pid"))).isFalse();
    try (var postgres = open()) {
      assertThat(value(postgres, "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  @Test
  void comesBackAfterProcessAndServerWereKilled() throws SQLException, IOException {
    try (var killed = EmbeddedProcess.start(folder, PROGRAMS)) {
      assertThat(killed.line()).startsWith("CREATED ");
      killed.kill9();
      kill9(server().pid());
    }
    try (var postgres = open()) {
      assertThat(postgres.beginning()).isEqualTo(Beginning.STARTED);
      assertThat(value(postgres, "SELECT current_database()")).isEqualTo("drydock");
    }
  }

  @Test
  void aSecondProcessJoinsAndTheLastOneStopsTheServer() throws SQLException, IOException {
    var first = open();
    try (var second = EmbeddedProcess.start(folder, PROGRAMS)) {
      assertThat(second.line()).isEqualTo("JOINED " + first.url());
      first.close();

      assertThat(server().ready()).isTrue();
      assertThat(value(first, "SELECT 1")).isEqualTo("1");
      second.leave();
    }
    assertThat(Postmaster.of(folder.resolve("data"))).isEmpty();
  }

  @Test
  void aTerminatedProcessStopsItsServer() throws IOException {
    try (var process = EmbeddedProcess.start(folder, PROGRAMS)) {
      assertThat(process.line()).startsWith("CREATED ");
      process.terminate();
    }
    assertThat(Postmaster.of(folder.resolve("data"))).isEmpty();
    assertThat(Files.exists(folder.resolve("data/postmaster.pid"))).isFalse();
  }

  @Test
  void ofProcessesThatStartAtOnceOneStartsAndTheOthersJoin() throws IOException {
    try (var a = EmbeddedProcess.start(folder, PROGRAMS);
        var b = EmbeddedProcess.start(folder, PROGRAMS);
        var c = EmbeddedProcess.start(folder, PROGRAMS)) {
      var lines = List.of(a.line(), b.line(), c.line());

      assertThat(lines).filteredOn(line -> line.startsWith("CREATED ")).hasSize(1);
      assertThat(lines).filteredOn(line -> line.startsWith("JOINED ")).hasSize(2);
      assertThat(lines)
          .extracting(line -> line.substring(line.indexOf(' ')))
          .containsOnly(url(lines));
    }
  }

  @Test
  void ofThreadsThatStartAtOnceOneStartsAndTheOthersJoin() {
    var opened = IntStream.range(0, 6).parallel().mapToObj(i -> open()).toList();
    opened.parallelStream().forEach(EmbeddedPostgres::close);

    assertThat(opened).extracting(EmbeddedPostgres::url).containsOnly(opened.get(0).url());
    assertThat(opened).filteredOn(p -> p.beginning() == Beginning.CREATED).hasSize(1);
    assertThat(Files.exists(folder.resolve("data/postmaster.pid"))).isFalse();
  }

  /** After a crash of the machine the old process id may be any other program's. */
  @Test
  void isNotFooledByAProcessIdThatIsUsedAgain() throws Exception {
    open().close();
    Path data = folder.resolve("data");
    var account = Account.of(folder, data);
    var stranger = Command.builder(folder, account.wrap(List.of("sleep", "120"))).start();
    try {
      Path stale = data.resolve("postmaster.pid");
      Files.writeString(
          stale, "%d%n%s%n1%n5432%n%n127.0.0.1%n1 1%nready%n".formatted(stranger.pid(), data));
      account.own(stale);

      try (var postgres = open()) {
        assertThat(postgres.beginning()).isEqualTo(Beginning.STARTED);
        assertThat(server().pid()).isNotEqualTo(stranger.pid());
      }
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void anEmptyPidFileOfAFullDiskDoesNotStopIt() throws IOException {
    open().close();
    Path stale = Files.createFile(folder.resolve("data/postmaster.pid"));
    Account.of(folder, folder.resolve("data")).own(stale);

    try (var postgres = open()) {
      assertThat(postgres.beginning()).isEqualTo(Beginning.STARTED);
    }
  }

  private EmbeddedPostgres open() {
    return EmbeddedPostgres.open(folder, PROGRAMS, Binaries.onClassPath());
  }

  private Postmaster server() {
    try {
      return Postmaster.of(folder.resolve("data")).orElseThrow();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
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

  /** The server alone; its children notice and leave by themselves, as after a real crash. */
  private static void kill9(long pid) {
    ProcessHandle.of(pid)
        .ifPresent(
            server -> {
              server.destroyForcibly();
              server.onExit().orTimeout(30, TimeUnit.SECONDS).join();
            });
  }
}
