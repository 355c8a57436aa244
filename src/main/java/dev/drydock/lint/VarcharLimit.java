package dev.drydock.lint;

import dev.drydock.sql.Action;
import dev.drydock.sql.DataType;
import java.util.List;

/** A column of type varchar(n). */
final class VarcharLimit implements LintRule<Action> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "varchar-limit",
          "a column has the type varchar with a limit",
          "Each later change of the limit takes an exclusive lock and breaks whoever writes longer texts.",
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
        .filter(VarcharLimit::applies)
        .map(column -> told(action, column, context))
        .toList();
  }

  private static boolean applies(NewColumns.Column column) {
    return column.definition().type().filter(VarcharLimit::applies).isPresent();
  }

  private static boolean applies(DataType type) {
    return type.name().equals("character varying") && !type.modifiers().isEmpty();
  }

  private Judgement told(Action action, NewColumns.Column column, LintContext context) {
    return context
        .advice(this, action, column.object())
        .message(
            "The length limit of %s can only be changed under an exclusive lock"
                .formatted(column.object()))
        .safe("%s text".formatted(column.sqlName()))
        .at(column.definition().offset());
  }
}
