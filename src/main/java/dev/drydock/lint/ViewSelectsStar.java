package dev.drydock.lint;

import dev.drydock.sql.Creation;
import java.util.List;

/** A view over SELECT *. */
final class ViewSelectsStar implements LintRule<Creation.CreateView> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "view-selects-star",
          "a view selects *",
          "Its columns are those of the moment it is made: new columns of the table never show, and its next replacement may fail.",
          "Name the columns.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<Creation.CreateView> judges() {
    return Creation.CreateView.class;
  }

  @Override
  public List<Judgement> check(Creation.CreateView made, LintContext context) {
    if (!made.query().text().matches("(?is)select\\s+\\*.*")) {
      return List.of();
    }
    return List.of(
        context
            .advice(this, made, made.object())
            .message("%s keeps the columns of this moment".formatted(made.object())));
  }
}
