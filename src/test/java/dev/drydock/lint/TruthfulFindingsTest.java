package dev.drydock.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Findings and checklist say what is so, and do not contradict each other. */
class TruthfulFindingsTest {

  private static final String ORDERS = "CREATE TABLE orders (id bigint PRIMARY KEY, state text);";

  private static ChecklistItem item(LintResult result, String question) {
    return result.checklist().stream()
        .filter(item -> item.question().startsWith(question))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aProofOfNotNullStillRequiresValuesOfOldCode() {
    LintResult result =
        Lab.lint(
            ORDERS,
            """
            ALTER TABLE orders ADD CONSTRAINT sure CHECK (state IS NOT NULL) NOT VALID;
            ALTER TABLE orders VALIDATE CONSTRAINT sure;
            ALTER TABLE orders ALTER COLUMN state SET NOT NULL;
            ALTER TABLE orders DROP CONSTRAINT sure;
            """);

    assertThat(result.findings()).extracting(Finding::effect).contains(EffectKind.REQUIRE_VALUE);
    assertThat(item(result, "Backward compatible").answer())
        .isEqualTo(ChecklistItem.Answer.ATTENTION);
    assertThat(item(result, "Do all new required").answer())
        .isEqualTo(ChecklistItem.Answer.ATTENTION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"length(state) > 0", "char_length(trim(state)) > 0", "concat(state, id) <> ''"})
  void aCheckOfTheRowAloneIsNotVolatile(String check) {
    assertThat(
            Lab.rules(
                Lab.lint(
                    "CREATE TABLE notes (id bigint, state text, CHECK (%s))".formatted(check))))
        .doesNotContain("volatile-check");
    assertThat(
            Lab.rules(
                Lab.lint(
                    Lab.published(),
                    "ALTER TABLE orders ADD CHECK (%s) NOT VALID".formatted(check))))
        .doesNotContain("volatile-check");
  }

  @Test
  void aConcurrentBuildBlocksNobody() {
    LintResult result =
        Lab.lint(
            ORDERS,
            "ALTER TABLE orders ADD COLUMN IF NOT EXISTS day date;\nCREATE INDEX CONCURRENTLY IF NOT EXISTS day_idx ON orders (day);");

    assertThat(result.findings())
        .extracting(Finding::effect)
        .doesNotContain(EffectKind.BLOCK_READS, EffectKind.BLOCK_WRITES);
  }

  @Test
  void aRenameLosesNothingButBreaksOldCode() {
    LintResult result = Lab.lint(ORDERS, "ALTER TABLE orders RENAME COLUMN state TO status;");

    assertThat(result.findings().get(0).message()).contains("Nothing is lost, but", "fails");
    assertThat(item(result, "Is existing data intact").answer())
        .isEqualTo(ChecklistItem.Answer.PASS);
    assertThat(item(result, "Is there a backup").answer()).isEqualTo(ChecklistItem.Answer.PASS);
    assertThat(item(result, "Backward compatible").answer()).isEqualTo(ChecklistItem.Answer.FAIL);
  }

  @Test
  void whatIsNotUnderstoodSendsToAServer() {
    assertThat(Lab.lint("ALTER TABEL orders ADD x int;").findings().get(0).safe())
        .contains("use --database")
        .doesNotContain("rehearsal");
  }
}
