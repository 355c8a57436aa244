package dev.drydock.lint;

/** When a judgement refuses the plan. */
enum Refusal {
  NEVER,
  /** Strict, and the table is known to be larger than the threshold, unless declared. */
  ABOVE_SIZE,
  UNLESS_DECLARED,
  /** Nothing but another text helps. */
  ALWAYS
}
