package dev.drydock.lint;

import dev.drydock.sql.Creation;
import dev.drydock.sql.ObjectKind;
import java.util.List;

/** A subscription, whose worker writes what another server says. */
final class CreateSubscription implements LintRule<Creation.CreateOther> {

  private static final RuleDoc DOC =
      RuleDoc.unjudged(
          "create-subscription",
          "a subscription is made",
          "From then on a worker of the server inserts, changes and deletes rows as another server tells it, outside every transaction of this run; over there a replication slot is made that keeps its log until somebody drops it.",
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
    if (made.object().kind() != ObjectKind.SUBSCRIPTION) {
      return List.of();
    }
    return List.of(
        context
            .unjudged(this, made, made.object())
            .message(
                "%s changes rows here as another server tells it, and makes a replication slot there"
                    .formatted(made.object())));
  }
}
