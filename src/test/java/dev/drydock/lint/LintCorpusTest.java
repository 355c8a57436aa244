package dev.drydock.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.Finding;
import dev.drydock.migration.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Harmless statements get nothing worse than advice, and of the pairs that well-known guides teach
 * the first is told and the second is not. All of it runs after {@code given.sql}.
 */
class LintCorpusTest {

  private static final Path FOLDER = Path.of("src/test/resources/lint-corpus");
  private static final int HARMLESS_STATEMENTS = 100;
  private static final int GUIDES = 10;

  /** An unsafe way and its safe form. */
  record Pair(String guide, String title, String unsafe, String safe) {
    @Override
    public String toString() {
      return guide + ": " + title;
    }
  }

  static Stream<Path> harmless() {
    return files("harmless");
  }

  static Stream<Pair> pairs() {
    return files("guides").flatMap(LintCorpusTest::pairs);
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void saysNothingWorseThanAdviceOfHarmlessStatements(Path file) {
    assertThat(warnings(text(file))).isEmpty();
  }

  @Test
  void harmlessStatementsAreMany() {
    assertThat(
            harmless()
                .mapToInt(file -> Lab.script("0001_count", text(file)).statements().size())
                .sum())
        .isGreaterThanOrEqualTo(HARMLESS_STATEMENTS);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void tellsWhatAGuideWarnsOf(Pair pair) {
    assertThat(warnings(pair.unsafe())).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void isContentWithWhatAGuideAdvises(Pair pair) {
    assertThat(warnings(pair.safe())).isEmpty();
  }

  @Test
  void guidesAreMany() {
    assertThat(files("guides")).hasSizeGreaterThanOrEqualTo(GUIDES);
  }

  /** Findings above advice that no declaration allows. */
  private static List<String> warnings(String sql) {
    LintResult result = Lab.lint(text(FOLDER.resolve("given.sql")), sql);
    return result.findings().stream()
        .filter(finding -> finding.severity() != Severity.ADVICE)
        .filter(finding -> !result.declared().contains(finding))
        .map(LintCorpusTest::line)
        .toList();
  }

  private static String line(Finding finding) {
    return finding.line() + ": " + finding.rule() + ": " + finding.message();
  }

  private static Stream<Pair> pairs(Path file) {
    var pairs = new ArrayList<Pair>();
    String guide = file.getFileName().toString().replace(".txt", "");
    for (String block : Arrays.stream(text(file).split("(?m)^= ")).skip(1).toList()) {
      String[] parts = block.split("(?m)^-- (?:un)?safe$");
      pairs.add(new Pair(guide, parts[0].strip(), parts[1].strip(), parts[2].strip()));
    }
    return pairs.stream();
  }

  private static Stream<Path> files(String folder) {
    try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
      return files.sorted().toList().stream();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
