package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.sql.Command;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.List;

/** Triggers and foreign keys are switched off for the rest of the file. */
final class ChangeSetting implements LintRule<Command.Set> {

  private static final RuleDoc DOC =
      RuleDoc.destructive(
              "session-replication-role",
              "triggers, rules and foreign keys are switched off for what follows",
              "Rows that break foreign keys come in, and audit and derived columns miss the change.",
              "Leave session_replication_role alone, and let the triggers do their work.")
          .lock(null, Work.CATALOG);

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<Command.Set> judges() {
    return Command.Set.class;
  }

  @Override
  public List<Judgement> check(Command.Set set, LintContext context) {
    if (!set.name().equals("session_replication_role") || set.value().contains("origin")) {
      return List.of();
    }
    var setting = ObjectRef.of(ObjectKind.PARAMETER, QualifiedName.of(set.name()));
    return List.of(
        context
            .destructive(this, set, EffectKind.CHANGE_SETTING, setting)
            .message(
                "With session_replication_role = %s no ordinary trigger, rule or foreign key acts."
                    .formatted(set.value()))
            .safe("Leave it out."));
  }
}
