package dev.drydock.lint;

import java.util.List;

/** Something that existed is gone, narrowed, overwritten, switched off or renamed. */
final class DestructiveRules {

  static final List<LintRule<?>> ALL = List.of(new DropColumn());

  private DestructiveRules() {}
}
