package dev.drydock.lint;

import java.util.Optional;

/** What lint's verdict does to a run. */
public enum LintMode {
  /** A plan with undeclared findings is refused. */
  ENFORCE,
  /** Findings are shown, and the plan may run all the same. */
  WARN,
  /** Nothing is judged. */
  OFF;

  /** A weaker mode is said aloud at start, in every plan and in every report. */
  public Optional<String> warning() {
    return switch (this) {
      case ENFORCE -> Optional.empty();
      case WARN ->
          Optional.of(
              "DRYDOCK_LINT=warn: findings are shown, but stop nothing. The guard before COMMIT still holds.");
      case OFF ->
          Optional.of(
              "DRYDOCK_LINT=off: nothing was judged before it runs. The guard before COMMIT still holds.");
    };
  }
}
