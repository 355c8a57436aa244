package dev.drydock.lint;

import dev.drydock.sql.Action;
import dev.drydock.sql.DataType;
import java.util.List;

/** A column of type money. */
final class MoneyColumn implements LintRule<Action> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "money-column",
          "a column has the type money",
          "Its currency and precision depend on a setting of the server, and it cannot hold fractions of a cent.",
          "Use numeric, with the currency beside it.");

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
        .filter(MoneyColumn::applies)
        .map(column -> told(action, column, context))
        .toList();
  }

  private static boolean applies(NewColumns.Column column) {
    return column.definition().type().filter(MoneyColumn::applies).isPresent();
  }

  private static boolean applies(DataType type) {
    return type.name().equals("money");
  }

  private Judgement told(Action action, NewColumns.Column column, LintContext context) {
    return context
        .advice(this, action, column.object())
        .message("the currency of %s depends on a setting of the server".formatted(column.object()))
        .safe("%s numeric".formatted(column.sqlName()))
        .at(column.definition().offset());
  }
}
