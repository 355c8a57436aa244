package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.lint.LintSettings;
import dev.drydock.migration.Redactor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class NewVerbTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2025-11-02T03:04:05Z"), ZoneOffset.UTC);

  private final Path folder;

  NewVerbTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "add-phone-map            | add-phone-map",
        "AddPhoneMap              | add-phone-map",
        "'Add phone map!'         | add-phone-map",
        "add_phone_map            | add_phone_map",
        "add-phone-map.sql        | add-phone-map",
        "rückruf-für-café         | ruckruf-fur-cafe",
        "../../etc/passwd         | etc-passwd",
        "x.down                   | x-down",
        "2025-11-02-add-phone-map | add-phone-map",
        "v2 columns               | v2-columns",
      })
  void cleansTheName(String wanted, String name) {
    assertThat(run("new", wanted).code()).isZero();

    assertThat(folder.resolve("2025-11-02-" + name + ".sql")).exists();
  }

  @Test
  void writesAFileWhoseHeaderIsOnlyCommentsAndNoDeclaration() throws IOException {
    var run = run("new", "add-phone-map");

    Path file = folder.resolve("2025-11-02-add-phone-map.sql");
    assertThat(run.out()).isEqualTo(file + "\n");
    assertThat(run.err()).contains("drydock dry-run");
    assertThat(Files.readAllLines(file))
        .allMatch(line -> line.isEmpty() || line.startsWith("--"))
        .noneMatch(line -> line.contains("drydock:"))
        .first()
        .isEqualTo("-- 2025-11-02-add-phone-map");
  }

  @Test
  void sortsLastOnADayThatHasOneAlready() throws IOException {
    Files.createFile(folder.resolve("2025-11-02-create-calls.sql"));

    run("new", "add-phone-map");

    assertThat(folder.resolve("2025-11-02b-add-phone-map.sql")).exists();
  }

  @Test
  void reverseFilesAndOtherFilesDoNotCount() throws IOException {
    Files.createFile(folder.resolve("0003_x.sql"));
    Files.createFile(folder.resolve("0003_x.down.sql"));
    Files.createFile(folder.resolve("zz.txt"));
    Files.createFile(folder.resolve(".sql"));

    run("new", "add-phone-map");

    assertThat(folder.resolve("0004_add-phone-map.sql")).exists();
  }

  @Test
  void refusesTheNameOfTheLastOne() throws IOException {
    assertThat(run("new", "add-phone-map").code()).isZero();

    var again = run("new", "add-phone-map");

    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("2025-11-02-add-phone-map, has this name already");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void refusesWhatWouldNotSortLast() throws IOException {
    Files.createFile(folder.resolve("seed.sql"));

    var run = run("new", "add-phone-map");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("would run before migrations that are there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"...", "電話", "-- ", ".sql"})
  void refusesANameWithoutAWord(String name) {
    var run = run("new", "--", name);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("no letter from a to z", "No file was written.");
  }

  @Test
  void refusesANameThatIsTooLong() {
    assertThat(run("new", "a".repeat(101)).err()).contains("101 characters");
  }

  @Test
  void makesTheFolder() {
    Path deeper = folder.resolve("db/migrations");

    assertThat(run(deeper, "new", "first").code()).isZero();

    assertThat(deeper.resolve("2025-11-02-first.sql")).exists();
  }

  @Test
  void saysWhyItCannotWrite() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    var run = run(file.resolve("migrations"), "new", "first");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("cannot be written", "No file was written.");
  }

  @Test
  void refusesAFolderThatIsAFile() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    var run = run(file, "new", "first");

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("is not a folder", "MIGRATIONS_DIR");
  }

  @Test
  void tellsIdAndFileInJson() {
    var run = run("new", "--json", "add-phone-map");

    var result = JsonMapper.shared().readTree(run.out()).get("result");
    assertThat(result.get("id").asString()).isEqualTo("2025-11-02-add-phone-map");
    assertThat(Path.of(result.get("file").asString())).exists();
  }

  private record Ran(int code, String out, String err) {}

  private Ran run(String... words) {
    return run(folder, words);
  }

  private static Ran run(Path folder, String... words) {
    var screen = Screen.pipe();
    var workspace =
        new Workspace(
            folder,
            CLOCK,
            Duration.ZERO,
            LintSettings.standard(false),
            () -> new Redactor(List.of()),
            () -> {
              throw new AssertionError("new needs no database");
            },
            () -> {});
    int code = new DrydockCli(screen.asTerminal(), "1", () -> workspace).run(words);
    return new Ran(code, screen.out(), screen.err());
  }
}
