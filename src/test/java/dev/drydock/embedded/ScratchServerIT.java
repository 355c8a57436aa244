package dev.drydock.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A scratch server leaves nothing behind, however its process ends. */
class ScratchServerIT {

  private ServerFolder folder;
  private Path parent;

  /** Unpacking once is enough; elsewhere it is tried for itself. */
  @BeforeEach
  void makeFolder() throws IOException {
    folder = ServerFolder.empty();
    parent = folder.path();
    Path programs = Binaries.onClassPath().unpackUnder(ServerFolder.PROGRAMS).home();
    Files.createSymbolicLink(parent.resolve(programs.getFileName()), programs);
  }

  @AfterEach
  void deleteFolder() throws IOException {
    folder.close();
  }

  @Test
  void isQuickTakesSettingsAndIsGoneAfterwards() throws SQLException, IOException {
    long pid;
    try (var server =
            ScratchServer.start(parent, Binaries.onClassPath(), Map.of("work_mem", "5MB"));
        var connection = server.address().connect("postgres");
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT current_setting('fsync'), current_setting('work_mem')")) {
      pid = server.pid();
      assertThat(row.next()).isTrue();
      assertThat(List.of(row.getString(1), row.getString(2))).containsExactly("off", "5MB");
    }
    ProcessHandle.of(pid).ifPresent(Kills::awaitEnd);
    assertThat(scratchFolders()).isEmpty();
  }

  @Test
  void endsWithAProcessThatIsKilled() throws IOException {
    try (var process = EmbeddedProcess.startScratch(parent)) {
      var server = ProcessHandle.of(Long.parseLong(process.line())).orElseThrow();
      process.kill9();

      Kills.awaitEnd(server);
      awaitNoFolder();
    }
    assertThat(scratchFolders()).isEmpty();
  }

  /** The watchdog deletes the folder after the server has ended. */
  private void awaitNoFolder() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!scratchFolders().isEmpty() && System.nanoTime() < deadline) {
      Cluster.pause(20);
    }
  }

  private List<Path> scratchFolders() throws IOException {
    try (var folders = Files.newDirectoryStream(parent.toRealPath(), "scratch-*")) {
      return StreamSupport.stream(folders.spliterator(), false).toList();
    }
  }
}
