package dev.drydock.lint;

import dev.drydock.sql.Creation;
import dev.drydock.sql.ObjectKind;
import java.util.List;

/** An event trigger, which from then on runs at every DDL statement. */
final class CreateEventTrigger implements LintRule<Creation.CreateOther> {

  private static final RuleDoc DOC =
      RuleDoc.unjudged(
          "create-event-trigger",
          "an event trigger is made",
          "From then on its function runs at every DDL statement, later ones of this run and of other migrations too.",
          "Leave it to an administrator, in a run of its own.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<Creation.CreateOther> judges() {
    return Creation.CreateOther.class;
  }

  @Override
  public List<Judgement> check(Creation.CreateOther made, LintContext context) {
    if (made.object().kind() != ObjectKind.EVENT_TRIGGER) {
      return List.of();
    }
    return List.of(
        context
            .unjudged(this, made, made.object())
            .message("%s runs at every DDL statement from now on".formatted(made.object())));
  }
}
