package dev.drydock.lint;

import dev.drydock.sql.Action;
import java.util.List;
import java.util.Set;

/** A key of 32 or 16 bits. */
final class NarrowKey implements LintRule<Action> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "narrow-key",
          "a primary key has only 32 or 16 bits",
          "It runs out after two thousand million rows (or 32,767), and growing it then rewrites the table and everything that points at it.",
          "Use bigint.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<Action> judges() {
    return Action.class;
  }

  @Override
  public List<Judgement> check(Action action, LintContext context) {
    return NewColumns.of(action).stream()
        .filter(NarrowKey::applies)
        .map(column -> told(action, column, context))
        .toList();
  }

  private static final Set<String> NARROW = Set.of("integer", "smallint", "serial", "smallserial");

  private static boolean applies(NewColumns.Column column) {
    return column.primaryKey()
        && column
            .definition()
            .type()
            .filter(t -> !t.isArray() && NARROW.contains(t.name()))
            .isPresent();
  }

  private Judgement told(Action action, NewColumns.Column column, LintContext context) {
    return context
        .advice(this, action, column.object())
        .message("%s is a key that runs out of numbers".formatted(column.object()))
        .safe("%s bigint".formatted(column.sqlName()))
        .at(column.definition().offset());
  }
}
