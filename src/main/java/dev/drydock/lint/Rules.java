package dev.drydock.lint;

import dev.drydock.sql.Action;
import java.util.List;
import java.util.stream.Stream;

/** All rules; a new one is a class and a line in one of the three lists. */
final class Rules {

  static final List<LintRule<?>> ALL =
      Stream.of(DestructiveRules.ALL, HazardRules.ALL, OtherRules.ALL)
          .<LintRule<?>>flatMap(List::stream)
          .toList();

  /** Rules by kind of action, worked out once for each. */
  private static final ClassValue<List<LintRule<?>>> BY_ACTION =
      new ClassValue<>() {
        @Override
        protected List<LintRule<?>> computeValue(Class<?> action) {
          return ALL.stream()
              .filter(rule -> rule.judges().isAssignableFrom(action))
              .<LintRule<?>>map(rule -> rule)
              .toList();
        }
      };

  private Rules() {}

  static List<LintRule<?>> about(Action action) {
    return BY_ACTION.get(action.getClass());
  }
}
