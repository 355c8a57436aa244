package dev.drydock.catalog;

/**
 * Rows that a transaction wrote in one table, by PostgreSQL's own counters ({@code
 * pg_stat_xact_…}).
 *
 * <p>They also count what a rolled back part of the transaction wrote; TRUNCATE sets them back.
 */
public record RowCounters(long inserted, long updated, long deleted) {

  public static final RowCounters NONE = new RowCounters(0, 0, 0);

  /** What came since the given ones, never below zero. */
  public RowCounters since(RowCounters earlier) {
    return new RowCounters(
        Math.max(0, inserted - earlier.inserted),
        Math.max(0, updated - earlier.updated),
        Math.max(0, deleted - earlier.deleted));
  }

  /** Both together. */
  public RowCounters plus(RowCounters other) {
    return new RowCounters(
        inserted + other.inserted, updated + other.updated, deleted + other.deleted);
  }

  /** All that was written. */
  public long total() {
    return inserted + updated + deleted;
  }
}
