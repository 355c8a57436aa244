package dev.drydock.lint;

import dev.drydock.migration.Effect;
import dev.drydock.migration.Finding;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.Verdict;
import dev.drydock.online.FormChoice;
import java.util.List;
import java.util.Map;

/**
 * What lint says of a run.
 *
 * @param findings in the order of the text
 * @param refused those that refuse the plan
 * @param declared destructive ones that a declaration allows
 * @param needsDigest whether losses are declared, so that the plan runs only with its digest
 * @param effects what each migration does to what existed before, as far as the text tells
 * @param forms what becomes of statements that do not run as written in the run's transaction, by
 *     their numbers
 * @param fixes safe forms that can stand where the finding's statement stands
 */
public record LintResult(
    Verdict verdict,
    List<Finding> findings,
    List<Finding> refused,
    List<Finding> declared,
    boolean needsDigest,
    Map<MigrationId, List<Effect>> effects,
    List<Fix> fixes,
    List<ChecklistItem> checklist,
    Map<MigrationId, Map<Integer, FormChoice>> forms) {

  /**
   * A proven replacement of one statement.
   *
   * @param sql one or several statements, without a semicolon at the end
   */
  public record Fix(MigrationId migration, int statement, String rule, String sql) {}

  public LintResult {
    findings = List.copyOf(findings);
    refused = List.copyOf(refused);
    declared = List.copyOf(declared);
    effects = Map.copyOf(effects);
    fixes = List.copyOf(fixes);
    checklist = List.copyOf(checklist);
    forms = Map.copyOf(forms);
  }

  public List<Effect> effects(MigrationId migration) {
    return effects.getOrDefault(migration, List.of());
  }
}
