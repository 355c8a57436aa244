package dev.drydock.lint;

import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import java.util.List;

/** A new enum value without BEFORE or AFTER. */
final class EnumValueUnplaced implements LintRule<ObjectChange.AddEnumValue> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "enum-value-unplaced",
          "an enum value is added without BEFORE or AFTER",
          "It sorts behind all others, which ORDER BY and comparisons then show.",
          "State its place, even if it is the last.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<ObjectChange.AddEnumValue> judges() {
    return ObjectChange.AddEnumValue.class;
  }

  @Override
  public List<Judgement> check(ObjectChange.AddEnumValue added, LintContext context) {
    if (added.placed()) {
      return List.of();
    }
    var object = ObjectRef.part(ObjectKind.ENUM_VALUE, added.type(), added.value());
    return List.of(
        context
            .advice(this, added, object)
            .message(
                "%s sorts behind all other values of %s".formatted(added.value(), added.type())));
  }
}
