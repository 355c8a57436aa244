package dev.drydock.lint;

/** What lint's verdict does to a run. */
public enum LintMode {
  /** A plan with undeclared findings is refused. */
  ENFORCE,
  /** Findings are shown, and the plan may run all the same. */
  WARN,
  /** Nothing is judged. */
  OFF
}
