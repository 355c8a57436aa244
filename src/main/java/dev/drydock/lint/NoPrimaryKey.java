package dev.drydock.lint;

import dev.drydock.sql.Constraint;
import dev.drydock.sql.Creation;
import dev.drydock.sql.ObjectKind;
import java.util.List;

/** A new table without a primary key. */
final class NoPrimaryKey implements LintRule<Creation.CreateTable> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "no-primary-key",
          "a table has no primary key",
          "Its rows cannot be told apart, so logical replication refuses updates of them, and backfills in batches have nothing to go by.",
          "Give it a primary key.");

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
    boolean keyed =
        made.allConstraints().stream().anyMatch(c -> c.kind() == Constraint.Kind.PRIMARY_KEY)
            || context.ahead().getsPrimaryKey(made.table());
    boolean elsewhere =
        !made.likes().isEmpty()
            || made.partitionOf().isPresent()
            || made.object().kind() == ObjectKind.FOREIGN_TABLE
            || made.persistence() == Creation.Persistence.TEMPORARY;
    if (keyed || elsewhere) {
      return List.of();
    }
    return List.of(
        context
            .advice(this, made, made.object())
            .message("The rows of %s cannot be told apart".formatted(made.object())));
  }
}
