package dev.drydock.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.Finding;
import dev.drydock.migration.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every rule recognises its unsafe example, is silent about the safe one, and says what its stored
 * report says; a report that changed is written anew and must be looked at.
 */
class RuleExamplesTest {

  static Stream<RuleExample> examples() {
    return RuleExample.all();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void recognisesTheUnsafeExample(RuleExample example) {
    LintResult result = example.lint(example.unsafe());

    assertThat(Lab.rules(result)).contains(example.rule());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isSilentAboutTheSafeExample(RuleExample example) {
    LintResult result = example.lint(example.safe());

    assertThat(result.findings())
        .filteredOn(finding -> !result.declared().contains(finding))
        .extracting(Finding::rule)
        .doesNotContain(example.rule());
    assertThat(result.refused()).as("refused in safe.sql").isEmpty();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void saysWhatTheStoredReportSays(RuleExample example) throws IOException {
    String report = Lab.report(example.lint(example.unsafe()), example.rule());

    example.requireStored("report.txt", report);
  }

  @Test
  void everyFolderBelongsToARule() throws IOException {
    try (Stream<Path> folders = Files.list(RuleExample.FOLDER)) {
      assertThat(folders.map(folder -> folder.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              Rules.ALL.stream().map(rule -> rule.doc().id()).toList());
    }
  }

  @Test
  void idsAreUnique() {
    assertThat(Rules.ALL.stream().map(rule -> rule.doc().id())).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void destructiveRulesRefuseTheirUnsafeExample(RuleExample example) {
    if (example.doc().severity() == Severity.DESTRUCTIVE) {
      assertThat(example.lint(example.unsafe()).refused())
          .extracting(Finding::rule)
          .contains(example.rule());
    }
  }
}
