package dev.drydock.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Destruction in disguise is never taken for safe, and harmless statements are left in peace. */
class CorpusTest {

  private static final Path FOLDER = Path.of("src/test/resources/lint-corpus");
  private static final String BORDER = "(?m)^=====[ \\t]*";

  @TestFactory
  Stream<DynamicTest> disguisedDestructionIsNeverSafe() throws IOException {
    return blocks("disguised.sql").stream().map(CorpusTest::disguised);
  }

  private static DynamicTest disguised(String block) {
    int newLine = block.indexOf('\n');
    String sql = block.substring(newLine + 1);
    return DynamicTest.dynamicTest(
        block.substring(0, newLine),
        () ->
            assertThat(Lab.lint(sql).findings())
                .as(sql)
                .anyMatch(
                    finding ->
                        finding.severity() == Severity.DESTRUCTIVE
                            || finding.severity() == Severity.UNJUDGED));
  }

  @TestFactory
  Stream<DynamicTest> harmlessStatementsYieldNothingAboveAdvice() throws IOException {
    String before =
        Files.readString(FOLDER.resolve("harmless.sql"))
            .lines()
            .filter(line -> line.startsWith("given: "))
            .map(line -> line.substring("given: ".length()))
            .collect(Collectors.joining("\n"));
    return blocks("harmless.sql").stream().map(sql -> harmless(before, sql));
  }

  private static DynamicTest harmless(String before, String sql) {
    return DynamicTest.dynamicTest(
        sql.strip(),
        () ->
            assertThat(Lab.lint(before, sql).findings())
                .filteredOn(finding -> finding.severity() != Severity.ADVICE)
                .isEmpty());
  }

  @Test
  void theCorporaAreLargeEnough() throws IOException {
    assertThat(blocks("disguised.sql")).hasSizeGreaterThanOrEqualTo(60);
    assertThat(blocks("harmless.sql")).hasSizeGreaterThanOrEqualTo(100);
  }

  private static List<String> blocks(String file) throws IOException {
    List<String> parts = Arrays.asList(Files.readString(FOLDER.resolve(file)).split(BORDER));
    return parts.subList(1, parts.size());
  }
}
