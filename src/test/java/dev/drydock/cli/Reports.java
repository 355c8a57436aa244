package dev.drydock.cli;

import dev.drydock.execution.MigrationPlan;
import dev.drydock.execution.PlanStep;
import dev.drydock.execution.Timeouts;
import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Finding;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.Severity;
import dev.drydock.migration.Target;
import dev.drydock.migration.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Reports as tests of the printing want them. */
final class Reports {

  static final Target TARGET =
      new Target("db.example:5432", "clinic", "desk", "production", "18.1");

  static final Finding DROP =
      new Finding(
          new MigrationId("0003_drop"),
          1,
          4,
          1,
          "drop-column",
          Severity.DESTRUCTIVE,
          EffectKind.DROP_COLUMN,
          "clients.email",
          null,
          null,
          "clients.email and all its values are lost",
          "ALTER TABLE clients RENAME COLUMN email TO email_old;");

  static final Failure REFUSAL =
      new Failure(
          ErrorCode.OUT_OF_ORDER, "0000_late sorts before 0001_first.", "Nothing.", "Rename it.");

  private Reports() {}

  static List<MigrationId> ids(String... ids) {
    return Arrays.stream(ids).map(MigrationId::new).toList();
  }

  static PlanStep step(String id, String... statements) {
    return new PlanStep(
        new MigrationId(id),
        1,
        "transactional",
        "",
        List.of(statements),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  static PlanStep droppingStep() {
    return new PlanStep(
        new MigrationId("0003_drop"),
        1,
        "transactional",
        "",
        List.of("ALTER TABLE clients DROP COLUMN email"),
        List.of(),
        List.of(),
        List.of(new Effect(EffectKind.DROP_COLUMN, "public.clients.email")),
        List.of(DROP));
  }

  static MigrationPlan plan(Verdict verdict, List<PlanStep> steps, String... warnings) {
    var execute = steps.stream().map(PlanStep::migration).toList();
    return new MigrationPlan(
        TARGET,
        execute,
        ids("0001_first"),
        execute.size() + 1,
        verdict,
        true,
        "d1g3st",
        new Timeouts(
            Duration.ofSeconds(2),
            Duration.ofSeconds(60),
            Duration.ofMinutes(15),
            Duration.ofMinutes(10)),
        steps,
        List.of(),
        verdict == Verdict.REFUSED ? List.of(REFUSAL) : List.of(),
        List.of(warnings),
        List.of(),
        null);
  }
}
