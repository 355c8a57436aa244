package dev.drydock.lint;

import dev.drydock.sql.Action;
import dev.drydock.sql.DataType;
import java.util.List;

/** A column of type timetz. */
final class TimeWithZone implements LintRule<Action> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "time-with-zone",
          "a column has the type time with time zone",
          "Without a date nobody knows whether it is summer time, so the zone says little.",
          "Use timestamptz, or time and the zone beside it.");

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
        .filter(TimeWithZone::applies)
        .map(column -> told(action, column, context))
        .toList();
  }

  private static boolean applies(NewColumns.Column column) {
    return column.definition().type().filter(TimeWithZone::applies).isPresent();
  }

  private static boolean applies(DataType type) {
    return type.name().equals("time with time zone");
  }

  private Judgement told(Action action, NewColumns.Column column, LintContext context) {
    return context
        .advice(this, action, column.object())
        .message(
            "%s has a time zone but no date, so its offset is not certain"
                .formatted(column.object()))
        .safe("%s timestamptz".formatted(column.sqlName()))
        .at(column.definition().offset());
  }
}
