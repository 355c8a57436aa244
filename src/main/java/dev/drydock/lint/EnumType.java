package dev.drydock.lint;

import dev.drydock.sql.Creation;
import java.util.List;

/** A new enum type. */
final class EnumType implements LintRule<Creation.CreateEnum> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "enum-type",
          "an enum type is made",
          "Values can be added, but never removed or reordered without rebuilding the type and every column of it.",
          "Use a table of the values, or text with a CHECK, where the list may shrink.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<Creation.CreateEnum> judges() {
    return Creation.CreateEnum.class;
  }

  @Override
  public List<Judgement> check(Creation.CreateEnum made, LintContext context) {
    return List.of(
        context
            .advice(this, made, made.object())
            .message("Values of %s can never be removed again".formatted(made.object())));
  }
}
