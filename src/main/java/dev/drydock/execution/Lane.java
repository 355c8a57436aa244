package dev.drydock.execution;

import java.util.Locale;

/** Where a step runs. */
public enum Lane {
  /** In a transaction that it shares with its neighbours. */
  TRANSACTIONAL,
  /** Outside, resumable. */
  ONLINE;

  /** In lower case, as reports show it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
