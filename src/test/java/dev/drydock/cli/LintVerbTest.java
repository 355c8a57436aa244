package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.lint.LintSettings;
import dev.drydock.migration.Redactor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code lint} judges files alone: formats, exit codes, what earlier files tell. */
class LintVerbTest {

  @TempDir private Path folder;
  private Screen screen;

  @BeforeEach
  void open() {
    screen = Screen.pipe();
  }

  private int lint(String... arguments) {
    screen = Screen.pipe();
    var words = new java.util.ArrayList<>(List.of("lint"));
    words.addAll(List.of(arguments));
    var cli =
        new DrydockCli(
            screen.asTerminal(),
            "0.1.0",
            () ->
                new Workspace(
                    folder,
                    Clock.systemUTC(),
                    Duration.ZERO,
                    LintSettings.standard(true),
                    () -> new Redactor(List.of()),
                    () -> {
                      throw new AssertionError("lint needs no database");
                    },
                    () -> {}));
    return cli.run(words.toArray(String[]::new));
  }

  @Test
  void aFileThatIsNotThereIsBadUsage() {
    assertThat(lint(folder.resolve("nope.sql").toString())).isEqualTo(2);
    assertThat(screen.err()).contains("There is no file", "nope.sql");
  }

  @Test
  void aFolderStandsForItsMigrations() throws IOException {
    file("0001_a.sql", "CREATE TABLE IF NOT EXISTS notes (id bigint PRIMARY KEY);");
    file("0001_a.down.sql", "DROP TABLE notes;");
    file("0002_b.sql", "ALTER TABLE clients DROP COLUMN email;");
    Path short1 = Files.createDirectory(folder.resolve("m"));

    assertThat(lint(folder.toString())).isEqualTo(3);
    assertThat(screen.out()).contains("drop-column", "in 2 files");
    assertThat(lint(short1.toString())).isEqualTo(2);
    assertThat(screen.err()).contains("holds no migration");
  }

  @Test
  void anotherKindOfFileIsBadUsage() throws IOException {
    assertThat(lint(file("x", "SELECT 1;"))).isEqualTo(2);
    assertThat(screen.err()).contains("its name does not end in .sql");
  }

  @Test
  void aSearchPathSetByAConstantIsKnown() throws IOException {
    int code =
        lint(
            file(
                "0001_dump.sql",
                """
                SELECT pg_catalog.set_config('search_path', '', false);
                CREATE TABLE IF NOT EXISTS public.p (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz DEFAULT now());
                INSERT INTO public.p VALUES (1, '2020-01-01');
                CREATE SEQUENCE public.s;
                SELECT pg_catalog.setval('public.s', 5, true);
                """));

    assertThat(screen.out()).doesNotContain("unjudged", "destructive");
    assertThat(code).isZero();
  }

  @Test
  void aSearchPathSetByChanceIsNot() throws IOException {
    lint(
        file(
            "0001_a.sql",
            "SELECT set_config('search_path', name, false) FROM tenants;\nSELECT now();"));

    assertThat(screen.out()).contains("What now() does when it is called here");
    lint(
        file(
            "0001_a.sql",
            "DO $$ BEGIN IF random() > 0.5 THEN PERFORM set_config('search_path', '', false); END IF; END $$;\nSELECT now();"));

    assertThat(screen.out()).contains("What now() does when it is called here");
  }

  private String file(String name, String sql) throws IOException {
    return Files.writeString(folder.resolve(name), sql).toString();
  }

  private JsonNode json() {
    return JsonMapper.shared().readTree(screen.out());
  }

  @Test
  void aCleanFileExitsWithZero() throws IOException {
    int code =
        lint(file("0001_a.sql", "CREATE TABLE IF NOT EXISTS notes (id bigint PRIMARY KEY);"));

    assertThat(code).isZero();
    assertThat(screen.out()).contains("safe: no findings in 1 file");
  }

  @Test
  void adviceExitsWithZero() throws IOException {
    assertThat(lint(file("0001_a.sql", "CREATE TABLE notes (id int PRIMARY KEY);"))).isZero();
    assertThat(screen.out()).contains("narrow-key", "id bigint");
  }

  @Test
  void aRefusalExitsWithThreeAndTeaches() throws IOException {
    int code = lint(file("0001_a.sql", "\nALTER TABLE clients DROP COLUMN email;"));

    assertThat(code).isEqualTo(3);
    assertThat(screen.out())
        .contains(
            "0001_a:2:21 destructive  drop-column",
            "lock: ACCESS EXCLUSIVE, so reads and writes wait",
            "-- drydock: allow drop column clients.email because <reason>");
  }

  @Test
  void jsonHasTheShapeOfTheContract() throws IOException {
    lint("--format", "json", file("0001_a.sql", "ALTER TABLE clients DROP COLUMN email;"));

    JsonNode report = json();
    assertThat(report.propertyNames()).containsExactly("verdict", "findings");
    assertThat(report.get("verdict").asString()).isEqualTo("refused");
    assertThat(report.get("findings").get(0).propertyNames())
        .containsExactly(
            "migration",
            "statement",
            "line",
            "column",
            "rule",
            "severity",
            "effect",
            "object",
            "lock",
            "blocks",
            "message",
            "safe");
    assertThat(report.get("findings").get(0).get("effect").asString()).isEqualTo("drop column");
    assertThat(report.get("findings").get(0).get("object").asString()).isEqualTo("clients.email");
  }

  @Test
  void theJsonFlagIsTheJsonFormat() throws IOException {
    String file = file("0001_a.sql", "TRUNCATE clients;");
    lint("--json", file);
    JsonNode flag = json();
    lint("--format", "json", file);

    assertThat(json()).isEqualTo(flag);
  }

  @Test
  void severalFilesAreOneRun() throws IOException {
    String one = file("0001_a.sql", "CREATE TABLE notes (id bigint PRIMARY KEY, body text);");
    String two = file("0002_b.sql", "ALTER TABLE notes DROP COLUMN body;");

    assertThat(lint(one, two)).isZero();
    assertThat(lint(two)).isEqualTo(3);
  }

  @Test
  void withoutFilesTheWholeFolderIsJudged() throws IOException {
    file("0001_a.sql", "CREATE TABLE notes (id bigint PRIMARY KEY, body text);");
    file("0002_b.sql", "ALTER TABLE others DROP COLUMN body;");

    assertThat(lint()).isEqualTo(3);
    assertThat(screen.out()).contains("in 2 files");
  }

  @Test
  void earlierFilesOfTheFolderTellWhatExists() throws IOException {
    file("0001_a.sql", "CREATE TABLE notes (id bigint PRIMARY KEY, size integer);");
    String two = file("0002_b.sql", "ALTER TABLE notes ADD COLUMN IF NOT EXISTS size bigint;");

    lint(two);

    assertThat(screen.out()).contains("column-exists-otherwise", "already as integer");
  }

  @Test
  void aBrokenFileIsAFinding() throws IOException {
    int code = lint("--json", file("0001_a.sql", "SELECT 'never ends;"));

    assertThat(code).isEqualTo(3);
    assertThat(json().get("findings").get(0).get("rule").asString()).isEqualTo("file-refused");
  }

  @Test
  void aSyntaxErrorIsAFinding() throws IOException {
    lint("--json", file("0001_a.sql", "ALTER TABEL notes ADD x int;"));

    assertThat(json().get("verdict").asString()).isEqualTo("hazards");
    assertThat(json().get("findings").get(0).get("severity").asString()).isEqualTo("unjudged");
  }

  @Test
  void sarifNamesRuleFileAndPlace() throws IOException {
    String file = file("0001_a.sql", "SELECT 1;\n  TRUNCATE clients;");

    lint("--format", "sarif", file);

    JsonNode sarif = json();
    assertThat(sarif.get("version").asString()).isEqualTo("2.1.0");
    JsonNode result = sarif.get("runs").get(0).get("results").get(0);
    assertThat(result.get("level").asString()).isEqualTo("error");
    JsonNode place = result.get("locations").get(0).get("physicalLocation");
    assertThat(place.get("artifactLocation").get("uri").asString()).isEqualTo(file);
    assertThat(place.get("region").get("startLine").asInt()).isEqualTo(2);
    assertThat(place.get("region").get("startColumn").asInt()).isEqualTo(3);
    assertThat(sarif.get("runs").get(0).get("tool").get("driver").get("rules").get(0).get("id"))
        .isEqualTo(result.get("ruleId"));
  }

  @Test
  void gitHubGetsWorkflowCommands() throws IOException {
    String file = file("0001_a.sql", "TRUNCATE clients;");

    lint("--format", "github", file);

    assertThat(screen.out())
        .startsWith("::error file=" + file + ",line=1,col=")
        .contains("title=")
        .contains("%0A");
    assertThat(screen.out().strip().lines()).hasSize(1);
  }

  @Test
  void anUnknownFormatIsRefused() throws IOException {
    assertThat(lint("--format", "xml", file("0001_a.sql", "SELECT 1;"))).isEqualTo(2);
    assertThat(screen.err()).contains("text, json, sarif, github");
  }

  @Test
  void fixWritesTheProvenFormAndLeavesTheRest() throws IOException {
    String file =
        file(
            "0001_a.sql",
            "-- the day's orders\nCREATE INDEX orders_day_idx ON orders (day);\nSELECT 1;\n");

    int code = lint("--fix", file);

    assertThat(code).isZero();
    assertThat(Files.readString(Path.of(file)))
        .isEqualTo(
            "-- the day's orders\nCREATE INDEX CONCURRENTLY IF NOT EXISTS orders_day_idx ON orders (day);\nSELECT 1;\n");
  }

  @Test
  void fixKeepsByteOrderMarkLineEndsCommentsAndDecisions() throws IOException {
    String odd =
        """
        \uFEFF-- drydock: allow require value orders.state because all of them have one
        ALTER TABLE orders ALTER COLUMN state SET NOT NULL;
        ALTER TABLE orders /* why */ ADD CHECK (total > 1);
        -- drydock: plain
        ALTER TABLE orders ADD CHECK (total > 2);
        ALTER TABLE orders
          ADD CONSTRAINT above CHECK (total > 0); -- told
        """
            .replace("\n", "\r\n");
    String file = file("0001_a.sql", odd);
    String cut = odd.substring(odd.indexOf("ALTER TABLE orders\r"), odd.indexOf("; -- told"));

    lint("--fix", file);

    assertThat(Files.readString(Path.of(file)))
        .isEqualTo(
            odd.replace(
                cut,
                "ALTER TABLE orders ADD CONSTRAINT above CHECK (total > 0) NOT VALID;\r\n-- in a transaction of its own, beside reads and writes:\r\nALTER TABLE orders VALIDATE CONSTRAINT above"));
    assertThat(lint("--fix", file)).isZero();
    assertThat(Files.readString(Path.of(file))).containsOnlyOnce("NOT VALID");
  }

  @Test
  void fixOfTheWholeFolderNeedsADatabase() throws IOException {
    String sql = "CREATE INDEX orders_day_idx ON orders (day);\n";
    String file = file("0001_a.sql", sql);

    assertThat(lint("--fix")).isEqualTo(2);
    assertThat(screen.err()).contains("Name the files, or give --database");
    assertThat(Files.readString(Path.of(file))).isEqualTo(sql);
  }

  @Test
  void fixSaysWhatItRewrote() throws IOException {
    String file =
        file("0001_a.sql", "SELECT 1;\nCREATE INDEX orders_day_idx ON orders (day);\nSELECT 2;\n");
    String other = file("0002_b.sql", "SELECT 1;\n");

    lint("--fix", file, other);
    assertThat(screen.err().lines())
        .containsExactly(
            "Rewrote " + file,
            "  - CREATE INDEX orders_day_idx ON orders (day);",
            "  + CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_day_idx ON orders (day);",
            "What was rewritten may run in several steps, each of which stays when it is done: dry-run shows them.");

    lint("--fix", file, other);
    assertThat(screen.err().strip()).isEqualTo("Nothing to rewrite.");
  }

  @Test
  void fixListsInJsonWhatItRewrote() throws IOException {
    String file = file("0001_a.sql", "CREATE INDEX orders_day_idx ON orders (day);\n");

    lint("--json", "--fix", file);
    assertThat(json().propertyNames()).containsExactly("verdict", "findings", "fixed");
    assertThat(json().get("fixed").get(0).asString()).isEqualTo(file);

    lint("--format", "json", "--fix", file);
    assertThat(json().get("fixed").isEmpty()).isTrue();
  }
}
