package dev.drydock.lint;

import java.util.List;

/** Others wait, or the statement or old code fails. */
final class HazardRules {

  static final List<LintRule<?>> ALL = List.of(new IndexBuildBlocksWrites());

  private HazardRules() {}
}
