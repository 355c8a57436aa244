package dev.drydock.lint;

import java.util.List;

/** What cannot be judged, what would better be otherwise, and what shows only across the run. */
final class OtherRules {

  static final List<LintRule<?>> ALL = List.of(new UnknownStatement());

  private OtherRules() {}
}
