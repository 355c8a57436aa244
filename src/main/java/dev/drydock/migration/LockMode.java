package dev.drydock.migration;

import java.util.Locale;

/**
 * Table-level lock modes, weakest first.
 *
 * @see <a href="https://www.postgresql.org/docs/current/explicit-locking.html">PostgreSQL, 13.3</a>
 */
public enum LockMode {
  ACCESS_SHARE,
  ROW_SHARE,
  ROW_EXCLUSIVE,
  SHARE_UPDATE_EXCLUSIVE,
  SHARE,
  SHARE_ROW_EXCLUSIVE,
  EXCLUSIVE,
  ACCESS_EXCLUSIVE;

  /** Ordinals of the modes that each mode conflicts with (table 13.2 of the manual). */
  private static final String[] CONFLICTS = {
    "7", "67", "4567", "34567", "23567", "234567", "1234567", "01234567"
  };

  /** Inserts, updates and deletes of others wait. */
  public boolean blocksWrites() {
    return compareTo(SHARE) >= 0;
  }

  /** Whether two sessions cannot hold the two on one table at the same time. */
  public boolean conflictsWith(LockMode other) {
    return CONFLICTS[ordinal()].indexOf(Character.forDigit(other.ordinal(), 10)) >= 0;
  }

  /** As {@code pg_locks} shows it: {@code ShareRowExclusiveLock}. */
  public String catalogName() {
    var words = new StringBuilder();
    for (String word : name().split("_")) {
      words.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return words.append("Lock").toString();
  }

  /** Even plain reads of others wait. */
  public boolean blocksReads() {
    return this == ACCESS_EXCLUSIVE;
  }

  /** As in SQL: {@code SHARE ROW EXCLUSIVE}. */
  @Override
  public String toString() {
    return name().toUpperCase(Locale.ROOT).replace('_', ' ');
  }
}
