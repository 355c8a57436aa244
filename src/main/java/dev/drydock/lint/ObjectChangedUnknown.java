package dev.drydock.lint;

import dev.drydock.sql.ObjectChange;
import java.util.List;

/** A change of an object that has no rule of its own. */
final class ObjectChangedUnknown implements LintRule<ObjectChange> {

  private static final RuleDoc DOC =
      RuleDoc.unjudged(
          "unknown-change",
          "an object is changed in a way that Drydock does not know",
          "Whether something is lost by it has not been judged.",
          "Look at what it changes; the guard before COMMIT compares the object before and after.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<ObjectChange> judges() {
    return ObjectChange.class;
  }

  @Override
  public List<Judgement> check(ObjectChange change, LintContext context) {
    if (!(change instanceof ObjectChange.AlterOther other)) {
      return List.of();
    }
    return List.of(
        context
            .unjudged(this, other, other.object())
            .message(
                "What this changes of the %s %s has not been judged"
                    .formatted(other.object().kind(), other.object()))
            .moot(context.isOwn(other.object())));
  }
}
