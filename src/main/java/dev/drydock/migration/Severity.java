package dev.drydock.migration;

import java.util.Locale;

/** How much a finding weighs. */
public enum Severity {
  /** Something that existed is lost: refused unless declared. */
  DESTRUCTIVE,
  /** It blocks others, or fails: refused when strict above a size, unless declared or made safe. */
  HAZARD,
  /** Nobody can tell from the text: left to rehearsal and guard. */
  UNJUDGED,
  /** Never blocks. */
  ADVICE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
