package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.sql.Action;
import dev.drydock.sql.Creation;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.ArrayList;
import java.util.List;

/** A name that the server cuts off. */
final class NameTooLong implements LintRule<Action> {

  private static final RuleDoc DOC =
      RuleDoc.trap(
          "name-too-long",
          "a name has more than 63 bytes",
          "The server cuts it off without an error, and two long names can become the same.",
          "Choose a shorter name.");

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
    return names(action).stream()
        .filter(name -> QualifiedName.of(name).bytes() > LONGEST)
        .distinct()
        .map(name -> told(action, name, context))
        .toList();
  }

  private static final int LONGEST = 63;

  private static List<String> names(Action action) {
    var names = new ArrayList<String>();
    if (action instanceof Creation made) {
      names.add(made.object().simpleName());
    }
    NewColumns.of(action).forEach(column -> names.add(column.definition().name()));
    if (action instanceof Creation.CreateTable made) {
      made.allConstraints().forEach(c -> c.name().ifPresent(names::add));
    } else if (action instanceof TableChange.AddConstraint added) {
      added.constraint().name().ifPresent(names::add);
    } else if (action instanceof ObjectChange.Rename renamed) {
      names.add(renamed.newName());
    }
    return names;
  }

  private Judgement told(Action action, String name, LintContext context) {
    int end = 0;
    while (QualifiedName.of(name.substring(0, end + 1)).bytes() <= LONGEST) {
      end++;
    }
    var object = ObjectRef.of(ObjectKind.PARAMETER, QualifiedName.of(name));
    return context
        .hazard(this, action, EffectKind.MAY_FAIL, object)
        .message(
            "%s is longer than 63 bytes; the server makes %s of it"
                .formatted(name, name.substring(0, end)))
        .refusal(Refusal.NEVER)
        .moot(false);
  }
}
