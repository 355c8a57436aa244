package dev.drydock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import dev.drydock.migration.DrydockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the server that comes along cannot run it says why, and where root starts it, as whom. */
class RefusalIT {

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
  void refusesDataOfAnotherMajorVersion() throws IOException {
    Path data = Files.createDirectory(folder.data());
    Files.writeString(data.resolve("PG_VERSION"), "14\n");

    assertThatThrownBy(folder::open)
        .isInstanceOf(DrydockException.class)
        .hasMessage(
            ("%s holds data of PostgreSQL 14, and the embedded one is 18. Nothing was started, and"
                    + " the data was not touched. Move %s away to begin anew, or run PostgreSQL 14"
                    + " on it and set DATABASE_URL.")
                .formatted(data, data));
    assertThat(data).isDirectoryContaining("glob:**/PG_VERSION");
  }

  @Test
  void saysWhatIsMissingWhenThePasswordIsGone() throws IOException {
    folder.seeded();
    Files.delete(folder.path().resolve("password"));

    assertThatThrownBy(folder::open)
        .hasMessageContaining("there is no " + folder.path().resolve("password"));
    assertThat(Postmaster.of(folder.data())).isEmpty();
  }

  @Test
  void asRootTheServerRunsAsAnotherAccountThatOwnsItsData() throws IOException {
    assumeRoot();
    try (var postgres = folder.open()) {
      var server = folder.server();

      int owner = Folders.owner(folder.data());
      assertThat(owner).isNotZero();
      assertThat(Folders.owner(Path.of("/proc", Long.toString(server.pid())))).isEqualTo(owner);
      assertThat(Folders.owner(folder.path().resolve("password"))).isEqualTo(owner);
      assertThat(postgres.address().port()).isEqualTo(server.port());
    }
  }

  /** In a user namespace the server is root's outside, and may pass what only root may pass. */
  @Test
  void asRootInAFolderThatOnlyRootMayPassItUsesAUserNamespaceOrSaysWhy() throws IOException {
    assumeRoot();
    Path closed = Files.createDirectory(folder.path().resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    Path home = closed.resolve("home");
    if (Command.run(folder.path(), List.of("unshare", "--user", "true")).succeeded()) {
      EmbeddedPostgres.open(home, ServerFolder.PROGRAMS, Binaries.onClassPath()).close();
      EmbeddedPostgres.open(home, ServerFolder.PROGRAMS, Binaries.onClassPath()).close();
      assertThat(Folders.owner(home.resolve("data"))).isZero();
    } else {
      assertThatThrownBy(
              () -> EmbeddedPostgres.open(home, ServerFolder.PROGRAMS, Binaries.onClassPath()))
          .hasMessageContaining(closed + " keeps the account nobody out of it");
    }
  }

  @Test
  void asRootWithNeitherWayItRefuses() throws IOException {
    assumeRoot();
    try (var process = folder.openElsewhere("/usr/bin/env", "PATH=/nonexistent")) {
      assertThat(process.line())
          .startsWith("CONFIGURATION PostgreSQL does not run as root, and in " + folder.path())
          .contains("changing to the account nobody (setpriv) is not allowed here")
          .endsWith("set DATABASE_URL.");
    }
    assertThat(folder.data()).doesNotExist();
  }

  @Test
  void aFullDiskIsNamedAndLeavesNoHalfServer() throws IOException {
    assumeRoot();
    Path small = Files.createDirectory(folder.path().resolve("small"));
    String mounted =
        "mount -t tmpfs -o size=24m,mode=755 tmpfs %s && exec \"$@\"; exit 1".formatted(small);
    assumeTrue(
        Command.run(folder.path(), List.of("unshare", "--mount", "sh", "-c", mounted, "sh", "true"))
            .succeeded(),
        "needs a mount namespace for a small disk");

    try (var process =
        EmbeddedProcess.start(
            small, ServerFolder.PROGRAMS, "unshare", "--mount", "sh", "-c", mounted, "sh")) {
      assertThat(process.line())
          .startsWith("CONFIGURATION The embedded PostgreSQL in " + small + " did not start:")
          .contains("No space left on device");
    }
    try (var process =
        EmbeddedProcess.start(small, small, "unshare", "--mount", "sh", "-c", mounted, "sh")) {
      assertThat(process.line())
          .startsWith("CONFIGURATION The embedded PostgreSQL could not be unpacked (" + small)
          .contains("No space left on device");
    }
  }

  private static void assumeRoot() {
    assumeTrue(new UnixSystem().getUid() == 0, "needs root");
  }
}
