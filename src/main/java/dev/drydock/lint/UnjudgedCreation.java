package dev.drydock.lint;

import dev.drydock.sql.Creation;
import dev.drydock.sql.ObjectKind;
import java.util.List;

/**
 * Something is made that goes on doing things by itself, which no look at this run sees.
 *
 * @param message with the object's name at {@code %s}
 */
record UnjudgedCreation(RuleDoc doc, ObjectKind kind, String message)
    implements LintRule<Creation.CreateOther> {

  private static final String INSTEAD = "Leave it to an administrator, in a run of its own.";

  static final UnjudgedCreation EVENT_TRIGGER =
      new UnjudgedCreation(
          RuleDoc.unjudged(
              "create-event-trigger",
              "an event trigger is made",
              "From then on its function runs at every DDL statement, later ones of this run and of other migrations too.",
              INSTEAD),
          ObjectKind.EVENT_TRIGGER,
          "%s runs at every DDL statement from now on");

  static final UnjudgedCreation SUBSCRIPTION =
      new UnjudgedCreation(
          RuleDoc.unjudged(
              "create-subscription",
              "a subscription is made",
              "From then on a worker of the server inserts, changes and deletes rows as another server tells it, outside every transaction of this run; over there a replication slot is made that keeps its log until somebody drops it.",
              INSTEAD),
          ObjectKind.SUBSCRIPTION,
          "%s changes rows here as another server tells it, and makes a replication slot there");

  @Override
  public Class<Creation.CreateOther> judges() {
    return Creation.CreateOther.class;
  }

  @Override
  public List<Judgement> check(Creation.CreateOther made, LintContext context) {
    return made.object().kind() == kind
        ? List.of(
            context.unjudged(this, made, made.object()).message(message.formatted(made.object())))
        : List.of();
  }
}
