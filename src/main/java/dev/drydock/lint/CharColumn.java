package dev.drydock.lint;

import dev.drydock.sql.Action;
import dev.drydock.sql.DataType;
import java.util.List;

/** A column of type char(n). */
final class CharColumn implements LintRule<Action> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "char-column",
          "a column has the type char(n)",
          "It pads with spaces, which some comparisons ignore and others do not, and saves nothing.",
          "Use text, with a CHECK where the length matters.");

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
        .filter(CharColumn::applies)
        .map(column -> told(action, column, context))
        .toList();
  }

  private static boolean applies(NewColumns.Column column) {
    return column.definition().type().filter(CharColumn::applies).isPresent();
  }

  private static boolean applies(DataType type) {
    return type.name().equals("character");
  }

  private Judgement told(Action action, NewColumns.Column column, LintContext context) {
    return context
        .advice(this, action, column.object())
        .message("%s pads its values with spaces".formatted(column.object()))
        .safe("%s text".formatted(column.sqlName()))
        .at(column.definition().offset());
  }
}
