package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.sql.Creation;
import java.util.List;

/** IF NOT EXISTS that skips a table which is defined otherwise. */
final class TableExistsOtherwise implements LintRule<Creation.CreateTable> {

  private static final RuleDoc DOC =
      RuleDoc.trap(
          "table-exists-otherwise",
          "IF NOT EXISTS finds a table of that name with other columns",
          "The statement is skipped, and the run goes on as if the table were as written here.",
          "Bring the table to the wanted shape with ALTER TABLE, or choose another name.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<Creation.CreateTable> judges() {
    return Creation.CreateTable.class;
  }

  @Override
  public List<Judgement> check(Creation.CreateTable made, LintContext context) {
    return context
        .relation(made.table())
        .filter(known -> made.ifNotExists() && known.columnsKnown())
        .map(known -> Differences.of(made, known))
        .filter(differences -> !differences.isEmpty())
        .map(differences -> told(made, differences, context))
        .map(List::of)
        .orElse(List.of());
  }

  private Judgement told(Creation.CreateTable made, List<String> differences, LintContext context) {
    return context
        .hazard(this, made, EffectKind.MAY_FAIL, made.object())
        .message(
            "%s exists already and is otherwise, so this is skipped: %s"
                .formatted(made.table(), String.join("; ", differences)))
        .refusal(Refusal.NEVER)
        .moot(false);
  }
}
