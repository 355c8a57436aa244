package dev.drydock.lint;

import dev.drydock.sql.Action;
import java.util.List;

/**
 * A column of a type that has a better one.
 *
 * @param type in canonical form
 * @param message with the column's name at {@code %s}
 * @param better the type to use instead
 */
record PoorColumnType(RuleDoc doc, String type, String message, String better)
    implements LintRule<Action> {

  static final PoorColumnType JSON =
      new PoorColumnType(
          RuleDoc.advice(
              "json-column",
              "a column has the type json",
              "It has no equality, so SELECT DISTINCT, UNION and GROUP BY over it fail, and it cannot be indexed.",
              "Use jsonb."),
          "json",
          "%s is json, which cannot be compared or indexed",
          "jsonb");

  static final PoorColumnType TIMESTAMP =
      new PoorColumnType(
          RuleDoc.advice(
              "timestamp-without-zone",
              "a column has the type timestamp without time zone",
              "What moment it means depends on who reads it; a change of the server’s or a client’s time zone shifts it.",
              "Use timestamptz."),
          "timestamp without time zone",
          "%s holds no time zone, so it means no certain moment",
          "timestamptz");

  static final PoorColumnType CHAR =
      new PoorColumnType(
          RuleDoc.advice(
              "char-column",
              "a column has the type char(n)",
              "It pads with spaces, which some comparisons ignore and others do not, and saves nothing.",
              "Use text, with a CHECK where the length matters."),
          "character",
          "%s pads its values with spaces",
          "text");

  static final PoorColumnType MONEY =
      new PoorColumnType(
          RuleDoc.advice(
              "money-column",
              "a column has the type money",
              "Its currency and precision depend on a setting of the server, and it cannot hold fractions of a cent.",
              "Use numeric, with the currency beside it."),
          "money",
          "The currency of %s depends on a setting of the server",
          "numeric");

  static final PoorColumnType TIME =
      new PoorColumnType(
          RuleDoc.advice(
              "time-with-zone",
              "a column has the type time with time zone",
              "Without a date nobody knows whether it is summer time, so the zone says little.",
              "Use timestamptz, or time and the zone beside it."),
          "time with time zone",
          "%s has a time zone but no date, so its offset is not certain",
          "timestamptz");

  @Override
  public Class<Action> judges() {
    return Action.class;
  }

  @Override
  public List<Judgement> check(Action action, LintContext context) {
    return NewColumns.of(action).stream()
        .filter(column -> column.definition().type().filter(t -> t.name().equals(type)).isPresent())
        .map(column -> told(action, column, context))
        .toList();
  }

  private Judgement told(Action action, NewColumns.Column column, LintContext context) {
    return context
        .advice(this, action, column.object())
        .message(message.formatted(column.object()))
        .safe("%s %s".formatted(column.sqlName(), better))
        .at(column.definition().offset());
  }
}
