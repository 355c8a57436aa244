package dev.drydock.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.migration.DrydockException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.JarOutputStream;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** The packed programs appear complete or not at all. */
class BinariesTest {

  private static final String VERSION_FILE = "share/postgresql/postgres.bki";

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, postgres-linux-x86_64.txz",
    "Linux, aarch64, postgres-linux-arm_64.txz",
    "Mac OS X, x86_64, postgres-darwin-x86_64.txz",
    "Mac OS X, aarch64, postgres-darwin-arm_64.txz",
    "Linux, s390x, postgres-linux-s390x.txz",
  })
  void namesTheArchiveOfAPlatform(String os, String arch, String name) {
    assertThat(Binaries.archiveName(os, arch)).isEqualTo(name);
  }

  @Test
  void offersAContainerWhereThereAreNone() {
    assertThatThrownBy(() -> Binaries.onClassPath("Windows 11", "amd64"))
        .isInstanceOf(DrydockException.class)
        .hasMessage(
            "DATABASE_URL is not set, and no embedded PostgreSQL is packed for Windows 11 on amd64."
                + " Nothing was started. Please set DATABASE_URL to a running server, such as one"
                + " started with `docker run --rm -p 5432:5432 -e POSTGRES_PASSWORD=drydock"
                + " postgres:18`, which is"
                + " DATABASE_URL=postgres://postgres:drydock@127.0.0.1:5432/postgres.");
  }

  @Test
  void unpacksOnceAndTellsTheMajorVersion() throws IOException {
    var binaries = Binaries.inJar(jar(archive(VERSION_FILE, "# PostgreSQL 16\n")));

    Installation first = binaries.unpackUnder(folder.resolve("programs"));
    Files.writeString(first.home().resolve("mark"), "still here");

    assertThat(first.major()).isEqualTo(16);
    assertThat(binaries.unpackUnder(folder.resolve("programs"))).isEqualTo(first);
    assertThat(first.home().resolve("mark")).exists();
  }

  @Test
  void unpacksForManyThreadsAtOnce() throws IOException {
    var binaries = Binaries.inJar(jar(archive(VERSION_FILE, "# PostgreSQL 16\n")));
    Path programs = folder.resolve("programs");

    var installations =
        IntStream.range(0, 8).parallel().mapToObj(i -> binaries.unpackUnder(programs)).toList();

    assertThat(installations).containsOnly(installations.get(0));
    assertThat(programs).isDirectoryNotContaining("glob:**/unpacking-*");
  }

  @Test
  void deletesWhatAKilledAttemptLeft() throws IOException {
    var binaries = Binaries.inJar(jar(archive(VERSION_FILE, "# PostgreSQL 16\n")));
    Path left = Files.createDirectories(folder.resolve("programs/unpacking-123/bin"));

    binaries.unpackUnder(folder.resolve("programs"));

    assertThat(left.getParent()).doesNotExist();
  }

  @Test
  void leavesNothingOfABrokenArchive() throws IOException {
    byte[] whole = archive(VERSION_FILE, "# PostgreSQL 16\n".repeat(5000));
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    var binaries = Binaries.inJar(jar(half));

    assertThatThrownBy(() -> binaries.unpackUnder(folder.resolve("programs")))
        .isInstanceOf(DrydockException.class)
        .hasMessageContaining("could not be unpacked (" + folder.resolve("programs") + ")")
        .hasMessageContaining("docker run");
    assertThat(folder.resolve("programs"))
        .isDirectoryNotContaining("glob:**/{unpacking-,postgres-}*");
  }

  @Test
  void refusesAnArchiveThatWritesOutsideOfItsFolder() throws IOException {
    byte[] hostile = archive("../../outside", "x");

    assertThatThrownBy(
            () ->
                new Unpacking(new ByteArrayInputStream(hostile))
                    .into(Files.createDirectory(folder.resolve("programs")).resolve("postgres-x")))
        .hasMessageContaining("outside of its folder");
    assertThat(folder.resolve("outside")).doesNotExist();
  }

  @Test
  void saysWhichFileIsInTheWay() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    var binaries = Binaries.inJar(jar(archive(VERSION_FILE, "# PostgreSQL 16\n")));

    assertThatThrownBy(() -> binaries.unpackUnder(file)).hasMessageContaining(file.toString());
  }

  private Path jar(byte[] archive) throws IOException {
    Path jar = Files.createTempFile(folder, "binaries", ".jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("postgres-linux-x86_64.txz"));
      out.write(archive);
    }
    return jar;
  }

  private static byte[] archive(String name, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    var out = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(new XZOutputStream(out, new LZMA2Options(0)))) {
      var entry = new TarArchiveEntry(name, true);
      entry.setSize(bytes.length);
      tar.putArchiveEntry(entry);
      tar.write(bytes);
      tar.closeArchiveEntry();
    }
    return out.toByteArray();
  }
}
