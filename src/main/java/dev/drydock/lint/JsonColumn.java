package dev.drydock.lint;

import dev.drydock.sql.Action;
import dev.drydock.sql.DataType;
import java.util.List;

/** A column of type json. */
final class JsonColumn implements LintRule<Action> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "json-column",
          "a column has the type json",
          "It has no equality, so SELECT DISTINCT, UNION and GROUP BY over it fail, and it cannot be indexed.",
          "Use jsonb.");

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
        .filter(JsonColumn::applies)
        .map(column -> told(action, column, context))
        .toList();
  }

  private static boolean applies(NewColumns.Column column) {
    return column.definition().type().filter(JsonColumn::applies).isPresent();
  }

  private static boolean applies(DataType type) {
    return type.name().equals("json");
  }

  private Judgement told(Action action, NewColumns.Column column, LintContext context) {
    return context
        .advice(this, action, column.object())
        .message("%s is json, which cannot be compared or indexed".formatted(column.object()))
        .safe("%s jsonb".formatted(column.sqlName()))
        .at(column.definition().offset());
  }
}
