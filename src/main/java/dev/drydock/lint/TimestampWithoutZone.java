package dev.drydock.lint;

import dev.drydock.sql.Action;
import dev.drydock.sql.DataType;
import java.util.List;

/** A column of type timestamp. */
final class TimestampWithoutZone implements LintRule<Action> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "timestamp-without-zone",
          "a column has the type timestamp without time zone",
          "What moment it means depends on who reads it; a change of the server’s or a client’s time zone shifts it.",
          "Use timestamptz.");

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
        .filter(TimestampWithoutZone::applies)
        .map(column -> told(action, column, context))
        .toList();
  }

  private static boolean applies(NewColumns.Column column) {
    return column.definition().type().filter(TimestampWithoutZone::applies).isPresent();
  }

  private static boolean applies(DataType type) {
    return type.name().equals("timestamp without time zone");
  }

  private Judgement told(Action action, NewColumns.Column column, LintContext context) {
    return context
        .advice(this, action, column.object())
        .message("%s holds no time zone, so it means no certain moment".formatted(column.object()))
        .safe("%s timestamptz".formatted(column.sqlName()))
        .at(column.definition().offset());
  }
}
