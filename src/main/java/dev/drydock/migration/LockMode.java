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

  /** Inserts, updates and deletes of others wait. */
  public boolean blocksWrites() {
    return compareTo(SHARE) >= 0;
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
