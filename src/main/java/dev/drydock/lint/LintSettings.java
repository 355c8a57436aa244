package dev.drydock.lint;

/**
 * How strictly lint judges.
 *
 * @param strict whether a hazard on a table above the size refuses the plan
 * @param hazardBytes size from which a table counts as large
 * @param hazardRows rows from which it does
 * @param online whether plain statements on large tables get their safe forms by themselves
 */
public record LintSettings(
    LintMode mode, boolean strict, long hazardBytes, long hazardRows, boolean online) {

  /** Ten megabytes or fifty thousand rows. */
  public static LintSettings standard(boolean strict) {
    return new LintSettings(LintMode.ENFORCE, strict, 10L * 1024 * 1024, 50_000, true);
  }
}
