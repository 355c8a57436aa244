package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.execution.MigrationPlan;
import dev.drydock.lint.ChecklistItem;
import dev.drydock.lint.LintMode;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Finding;
import dev.drydock.migration.Verdict;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lint means for previews and runs, on a real server with its live facts. */
class LintedRunIT {

  private static final String COST = "0008_fix_cost_type";
  private static final String ALTER =
      "ALTER TABLE chat_analytics ALTER COLUMN combined_cost TYPE real USING combined_cost::real;";
  private static final String DECLARATION =
      "-- drydock: allow narrow type chat_analytics.combined_cost because ";

  @TempDir private Path folder;
  private TestDatabase database;
  private Project project;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
    project = new Project(folder, database);
    database.execute(
        "CREATE TABLE chat_analytics (id bigint PRIMARY KEY, combined_cost integer)",
        "INSERT INTO chat_analytics SELECT n, n FROM generate_series(1, 100) n");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private MigrationPlan plan() {
    return project.service().dryRun().result();
  }

  private Failure refusal() {
    return catchThrowableOfType(DrydockException.class, () -> project.migrate()).failure();
  }

  @Test
  void whatLintWantsDeclaredOfDefaultPrivilegesIsEnoughForTheGuard() {
    database.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC");
    project.file(
        "0001_harden",
        """
        -- drydock: allow change default privileges "current_user" because functions are closed by default
        ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT ON TABLES FROM PUBLIC;
        """);

    assertThat(project.migrate(plan().digest()).losses())
        .extracting(loss -> loss.object().replaceFirst("^[^.]*", "role") + " " + loss.declared())
        .containsExactlyInAnyOrder("role.functions true", "role.public.tables true");
  }

  @Test
  void refusesTheCostFixAndPrintsItsDeclaration() {
    project.file(COST, ALTER);

    MigrationPlan plan = plan();
    Failure failure = refusal();

    assertThat(plan.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(plan.findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.effect()).isEqualTo(EffectKind.NARROW_TYPE);
              assertThat(finding.object()).isEqualTo("chat_analytics.combined_cost");
              assertThat(finding.safe()).contains(DECLARATION + "<reason>");
            });
    assertThat(failure.code()).isEqualTo(ErrorCode.REFUSED);
    assertThat(failure.facts())
        .containsEntry("verdict", Verdict.REFUSED)
        .containsEntry("findings", plan.findings())
        .containsEntry("steps", plan.steps())
        .containsKeys("digest", "checklist");
  }

  @Test
  void appliesTheDeclaredCostFixWithTheDigest() {
    project.file(COST, DECLARATION + "fractions were cut off\n" + ALTER);

    MigrationPlan plan = plan();
    Failure without = refusal();

    assertThat(plan.verdict()).isEqualTo(Verdict.HAZARDS);
    assertThat(plan.steps().get(0).effects())
        .contains(new Effect(EffectKind.NARROW_TYPE, "public.chat_analytics.combined_cost"));
    assertThat(without.code()).isEqualTo(ErrorCode.PLAN_REQUIRED);
    assertThat(without.facts()).containsEntry("digest", plan.digest());
    assertThat(project.migrate(plan.digest()).executed()).hasSize(1);
    assertThat(
            database.<String>value(
                "SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = 'chat_analytics'::regclass AND attname = 'combined_cost'"))
        .isEqualTo("real");
  }

  @Test
  void aDeclarationOfALossThatIsNotThereRefuses() {
    project.file(
        "0001_add",
        "-- drydock: allow drop column chat_analytics.model because it is not used\n"
            + "ALTER TABLE chat_analytics ADD COLUMN IF NOT EXISTS note text;");

    assertThat(refusal().code()).isEqualTo(ErrorCode.REFUSED);
    assertThat(plan().findings())
        .extracting(Finding::rule)
        .containsExactly("declaration-without-effect");
  }

  @Test
  void replayedOnAFreshDatabaseNothingIsLost() {
    project.file(
        "0001_make", "CREATE TABLE IF NOT EXISTS models (id bigint PRIMARY KEY, name text);");
    project.file(
        "0002_drop",
        "-- drydock: allow drop column models.name because nothing reads it\n"
            + "ALTER TABLE models DROP COLUMN name;");

    assertThat(plan().findings()).isEmpty();
    assertThat(project.migrate().executed()).hasSize(2);
  }

  @Test
  void aLargeTableMakesAHazardARefusalWhenStrict() {
    database.execute(
        "CREATE FUNCTION costs() RETURNS SETOF chat_analytics BEGIN ATOMIC SELECT * FROM chat_analytics; END");
    project.file(
        "0001_index", "CREATE INDEX IF NOT EXISTS cost_idx ON chat_analytics (combined_cost);");

    assertThat(project.strict().service().dryRun().result().verdict()).isEqualTo(Verdict.HAZARDS);

    database.execute(
        "INSERT INTO chat_analytics SELECT n, n FROM generate_series(101, 60000) n",
        "ANALYZE chat_analytics");

    MigrationPlan online = project.strict().service().dryRun().result();
    assertThat(online.verdict()).isEqualTo(Verdict.SAFE);
    assertThat(online.atomic()).isFalse();
    MigrationPlan plan = project.strict().offline().service().dryRun().result();
    assertThat(plan.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(plan.findings().get(0).message()).contains("about 60,000 rows");
  }

  @Test
  void warnShowsFindingsAndOffJudgesNothing() {
    project.file("0001_drop", "ALTER TABLE chat_analytics DROP COLUMN combined_cost;");
    project.lint(LintMode.WARN);

    assertThat(plan().verdict()).isEqualTo(Verdict.HAZARDS);
    assertThat(plan().findings()).isNotEmpty();
    assertThat(plan().warnings()).anyMatch(warning -> warning.startsWith("DRYDOCK_LINT=warn"));

    project.lint(LintMode.OFF);

    assertThat(plan().findings()).isEmpty();
    assertThat(plan().warnings()).anyMatch(warning -> warning.startsWith("DRYDOCK_LINT=off"));
  }

  @Test
  void theChecklistAnswersWithEvidence() {
    project.file("0001_drop", "ALTER TABLE chat_analytics DROP COLUMN combined_cost;");

    assertThat(plan().checklist())
        .filteredOn(item -> item.answer() == ChecklistItem.Answer.FAIL)
        .extracting(ChecklistItem::question)
        .contains("Are no columns or tables removed?", "Is existing data intact?");
  }

  @Test
  void theDigestCoversDeclarationsAndMode() {
    project.file(COST, DECLARATION + "one reason\n" + ALTER);
    String one = plan().digest();
    project.file(COST, DECLARATION + "another reason\n" + ALTER);
    String other = plan().digest();
    project.lint(LintMode.WARN);

    assertThat(other).isNotEqualTo(one);
    assertThat(plan().digest()).isNotEqualTo(other);
  }

  @Test
  void readsFactsWhileATableIsHeldExclusively() throws Exception {
    database.execute(
        "CREATE FUNCTION costs() RETURNS SETOF chat_analytics BEGIN ATOMIC SELECT * FROM chat_analytics; END");
    project.file(
        "0001_index", "CREATE INDEX IF NOT EXISTS cost_idx ON chat_analytics (combined_cost);");
    project.lockTimeout(java.time.Duration.ofMillis(200));

    try (var other = database.connect();
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE chat_analytics IN ACCESS EXCLUSIVE MODE");

      assertThat(plan().findings()).extracting(Finding::rule).contains("index-build-blocks-writes");
    }
  }
}
