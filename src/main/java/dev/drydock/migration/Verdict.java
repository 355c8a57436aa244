package dev.drydock.migration;

import java.util.Locale;

/** What lint says of a whole plan. */
public enum Verdict {
  SAFE,
  HAZARDS,
  REFUSED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
