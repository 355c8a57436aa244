package dev.drydock.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.Finding;
import java.util.List;
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
  void whatEarlierFilesTookAwayAgainIsNotReplaced() {
    String given =
        ORDERS
            + "\nCOMMENT ON TABLE orders IS 'old'; COMMENT ON TABLE orders IS NULL;"
            + " ALTER TABLE orders SET (fillfactor = 70); ALTER TABLE orders RESET (fillfactor);";

    assertThat(
            Lab.rules(
                Lab.lint(
                    given,
                    "COMMENT ON TABLE orders IS 'new';\nALTER TABLE orders SET (fillfactor = 90);")))
        .doesNotContain("change-comment", "change-option-value");
  }

  @Test
  void aRenameLosesNothingButBreaksOldCode() {
    LintResult result = Lab.lint(ORDERS, "ALTER TABLE orders RENAME COLUMN state TO status;");

    assertThat(result.findings().get(0).message()).contains("what it holds stays", "fails");
    assertThat(item(result, "Is existing data intact").answer())
        .isEqualTo(ChecklistItem.Answer.PASS);
    assertThat(item(result, "Is there a backup").answer()).isEqualTo(ChecklistItem.Answer.PASS);
    assertThat(item(result, "Backward compatible").answer()).isEqualTo(ChecklistItem.Answer.FAIL);
  }

  private static List<String> passed(LintResult result) {
    return result.checklist().stream()
        .filter(item -> item.answer() == ChecklistItem.Answer.PASS)
        .map(ChecklistItem::question)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FROBNICATE orders",
        "DO $$ BEGIN EXECUTE 'x' || 'y'; END $$",
        "SELECT tidy_up()",
        "COMMIT"
      })
  void nothingPassesWhereAStatementWasNotRead(String unread) {
    LintResult result = Lab.lint(ORDERS, "SELECT 1;\n" + unread + ";");

    assertThat(passed(result)).isEmpty();
    assertThat(result.checklist())
        .filteredOn(item -> item.question().startsWith("Are no columns or tables removed"))
        .allMatch(item -> item.evidence().contains("0001_change, line 2: "));
  }

  @Test
  void whatTheServerDoesNotParsePassesNothing() {
    assertThat(passed(Lab.lintWithServer(ORDERS, "ALTER TABEL orders ADD x int;"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE orders ADD CONSTRAINT known CHECK (id > 0) NOT VALID",
        "ALTER TABLE orders ADD CONSTRAINT kin FOREIGN KEY (id) REFERENCES orders NOT VALID",
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS one ON orders (state)",
        "CREATE TRIGGER watch BEFORE INSERT ON orders EXECUTE FUNCTION f()"
      })
  void whatDemandsMoreOfOldCodeIsNotPassed(String demand) {
    LintResult result = Lab.lint(ORDERS, demand);

    assertThat(passed(result)).doesNotContain("Is nothing narrowed?");
    assertThat(item(result, "Backward compatible").answer())
        .isEqualTo(ChecklistItem.Answer.ATTENTION);
    assertThat(item(result, "Is nothing narrowed").evidence()).contains("orders ");
  }

  @Test
  void whatANewTableDemandsTroublesNobody() {
    LintResult result =
        Lab.lint(
            "CREATE TABLE a (id bigint PRIMARY KEY);\nALTER TABLE a ADD CONSTRAINT known CHECK (id > 0);");

    assertThat(passed(result)).contains("Is nothing narrowed?");
  }

  @Test
  void aPartitionThatIsDetachedTakesItsRowsAlong() {
    assertThat(
            item(
                    Lab.lint(ORDERS, "ALTER TABLE orders DETACH PARTITION orders_1;"),
                    "Is existing data intact")
                .answer())
        .isEqualTo(ChecklistItem.Answer.FAIL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE logs ADD PRIMARY KEY (id)",
        "ALTER TABLE ONLY public.logs ADD CONSTRAINT logs_pkey PRIMARY KEY (id)",
        "ALTER TABLE logs ADD COLUMN key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
      })
  void aPrimaryKeyFurtherDownIsAPrimaryKey(String key) {
    String made = "CREATE TABLE logs (id bigint NOT NULL);\n";

    assertThat(Lab.rules(Lab.lint(made))).contains("no-primary-key");
    assertThat(Lab.rules(Lab.lint(made + "SELECT 1;\n" + key + ";")))
        .doesNotContain("no-primary-key");
    assertThat(Lab.rules(Lab.lint(made + key.replace("logs", "others") + ";")))
        .contains("no-primary-key");
  }

  @Test
  void linesOfAnOldMacCount() {
    Finding finding =
        Lab.lint("SELECT 1;\r-- two\rSELECT 'a\rb'; DROP TABLE orders;").findings().get(0);

    assertThat(finding.line()).isEqualTo(4);
    assertThat(finding.column()).isEqualTo(5);
  }

  @Test
  void workBehindALockIsToldOfEveryTable() {
    LintResult result =
        Lab.lint(
            "ALTER TABLE hot ADD COLUMN IF NOT EXISTS x int;\nCREATE INDEX a_x ON a (x);\nCREATE INDEX b_x ON b (x);");

    assertThat(result.findings())
        .filteredOn(f -> f.rule().equals("work-behind-exclusive-lock"))
        .extracting(Finding::object)
        .containsExactly("public.a", "public.b");
  }

  @Test
  void whatIsNotUnderstoodSendsToAServer() {
    assertThat(Lab.lint("ALTER TABEL orders ADD x int;").findings().get(0).safe())
        .contains("use --database")
        .doesNotContain("rehearsal");
  }
}
