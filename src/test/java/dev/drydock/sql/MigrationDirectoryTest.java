package dev.drydock.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Migration;
import dev.drydock.migration.MigrationId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationDirectoryTest {

  private final Path folder;

  MigrationDirectoryTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void readsFilesInByteOrderAndTheirReverses() throws IOException {
    write("b.sql", "SELECT 2");
    write("a b.SQL", "SELECT 1");
    write("é.sql", "SELECT 4");
    write("z.sql", "SELECT 3");
    write("b.down.sql", "SELECT -2");
    write("README.md", "not SQL");

    MigrationFolder read = read();

    assertThat(read.migrations())
        .extracting(migration -> migration.id().value())
        .containsExactly("a b", "b", "z", "é");
    assertThat(read.downs()).containsOnlyKeys(new MigrationId("b"));
    assertThat(read.downs().values()).extracting(Migration::text).containsExactly("SELECT -2");
    assertThat(read.warnings()).isEmpty();
  }

  @Test
  void looksAfreshEachTime() throws IOException {
    var directory = new MigrationDirectory(folder);
    assertThat(directory.read().migrations()).isEmpty();
    write("a.sql", "SELECT 1");
    assertThat(directory.read().migrations()).hasSize(1);
  }

  @Test
  void takesTheByteOrderMarkOffAndKeepsLineEndings() throws IOException {
    write("a.sql", "\uFEFFSELECT 1;\r\n");

    assertThat(read().migrations().get(0).text()).isEqualTo("SELECT 1;\r\n");
  }

  @Test
  void acceptsFilesWithoutStatementsAndSaysSo() throws IOException {
    write("b.sql", "-- later\n;");

    assertThat(read().warnings())
        .singleElement()
        .satisfies(b -> assertThat(b).startsWith("b holds no statement"));
  }

  @Test
  void refusesEveryUnreadableFileInOneAnswer() throws IOException {
    Files.write(folder.resolve("a.sql"), new byte[] {'-', '\n', 'x', (byte) 0xE9, '\n'});
    Files.write(folder.resolve("b.sql"), new byte[] {(byte) 0xFF, (byte) 0xFE, 'S', 0});
    Files.write(folder.resolve("c.sql"), new byte[] {'S', 0});
    Files.write(folder.resolve("d.sql"), "SELECT 'é'".getBytes(StandardCharsets.ISO_8859_1));
    write("e .sql", "SELECT 1");
    Files.createSymbolicLink(folder.resolve("f.sql"), Path.of("nowhere.sql"));

    Failure failure = refusal();

    assertThat(failure.code()).isEqualTo(ErrorCode.FILE_REFUSED);
    assertThat(refused(failure))
        .extracting(RefusedFile::file)
        .containsExactly("a.sql", "b.sql", "c.sql", "d.sql", "e .sql", "f.sql");
    assertThat(refused(failure).get(0).what())
        .isEqualTo("is not UTF-8: byte 4 (line 2, column 2) is 0xE9.");
    assertThat(failure.what()).contains("a.sql", "5 more");
  }

  @Test
  void refusesHugeFiles() throws IOException {
    try (var file = new RandomAccessFile(folder.resolve("a.sql").toFile(), "rw")) {
      file.setLength(MigrationFile.LARGEST + 1L);
    }

    assertThat(refused(refusal())).singleElement().asString().contains("larger than 64 MiB");
  }

  @Test
  void refusesTwoFilesWithOneId() throws IOException {
    write("a.sql", "SELECT 1");
    write("a.SQL", "SELECT 1");
    write("\u00E9.sql", "SELECT 1");
    write("e\u0301.sql", "SELECT 1");

    assertThat(refused(refusal())).hasSize(2).allMatch(file -> file.what().contains("same id"));
  }

  @Test
  void refusesLinksOutOfTheFolder(@TempDir Path elsewhere) throws IOException {
    Path target = Files.writeString(elsewhere.resolve("x.sql"), "SELECT 1");
    Files.createSymbolicLink(folder.resolve("a.sql"), target);

    assertThat(refused(refusal())).singleElement().asString().contains("link out of the folder");
  }

  @Test
  void acceptsLinksWithinTheFolderAsConfigMapsMakeThem() throws IOException {
    Files.createDirectory(folder.resolve("..2025"));
    write("..2025/a.sql", "SELECT 1");
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2025"));
    Files.createSymbolicLink(folder.resolve("a.sql"), Path.of("..data/a.sql"));

    MigrationFolder read = read();

    assertThat(read.migrations()).hasSize(1);
    assertThat(read.warnings()).isEmpty();
  }

  @Test
  void refusesNumbersThatRunInAnotherOrder() throws IOException {
    write("9_a.sql", "SELECT 1");
    write("10_b.sql", "SELECT 1");
    write("2_c.sql", "SELECT 1");

    assertThat(refused(refusal()))
        .extracting(RefusedFile::file, RefusedFile::next)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("2_c.sql", "Rename it to 02_c.sql."),
            org.assertj.core.groups.Tuple.tuple("9_a.sql", "Rename it to 09_a.sql."));
  }

  @Test
  void acceptsNumbersAndDatesWhoseOrderIsTheSame() throws IOException {
    for (String name :
        List.of("0008_a", "10_b", "20251101_c", "2026-01-01-d", "2026-11-01-e", "x9", "x10")) {
      write(name + ".sql", "SELECT 1");
    }

    assertThat(read().migrations()).hasSize(7);
  }

  @Test
  void warnsOfWhatItPassesOver() throws IOException {
    Files.createDirectory(folder.resolve("sub"));
    write("sub/a.sql", "SELECT 1");
    write(".a.sql", "SELECT 1");
    write("a.down.sql", "SELECT 1");
    write("b.sql", "SELECT 1");
    write("B.sql", "SELECT 1");

    assertThat(read().warnings())
        .satisfiesExactlyInAnyOrder(
            w -> assertThat(w).contains("subfolder sub"),
            w -> assertThat(w).contains(".a.sql is ignored"),
            w -> assertThat(w).contains("a.down.sql reverses nothing"),
            w -> assertThat(w).contains("differ in case only"));
  }

  @Test
  void namesAFolderThatCannotBeUsed() throws IOException {
    Path file = Files.writeString(folder.resolve("x"), "");

    for (Path path : List.of(folder.resolve("missing"), file)) {
      var thrown =
          catchThrowableOfType(DrydockException.class, () -> new MigrationDirectory(path).read());
      assertThat(thrown.failure().code()).isEqualTo(ErrorCode.CONFIGURATION);
      assertThat(thrown.failure().text()).contains(path.toString(), "MIGRATIONS_DIR");
    }
  }

  private MigrationFolder read() {
    return new MigrationDirectory(folder).read();
  }

  private Failure refusal() {
    return catchThrowableOfType(DrydockException.class, this::read).failure();
  }

  @SuppressWarnings("unchecked")
  private static List<RefusedFile> refused(Failure failure) {
    return (List<RefusedFile>) failure.facts().getOrDefault("refused", List.of());
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
