package dev.drydock.lint;

import dev.drydock.sql.Creation;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import java.util.List;

/** An index of more than three columns. */
final class WideIndex implements LintRule<Creation.CreateIndex> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "wide-index",
          "an index that is not unique has more than three columns",
          "It rarely serves more searches than a narrower one, and every write pays for it.",
          "Index the columns that searches begin with.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<Creation.CreateIndex> judges() {
    return Creation.CreateIndex.class;
  }

  @Override
  public List<Judgement> check(Creation.CreateIndex made, LintContext context) {
    if (made.unique() || made.parts().size() <= 3) {
      return List.of();
    }
    return List.of(
        context
            .advice(this, made, ObjectRef.of(ObjectKind.INDEX, made.object().name()))
            .message("An index of %d columns of %s".formatted(made.parts().size(), made.table())));
  }
}
