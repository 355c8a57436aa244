package dev.drydock.lint;

/** How long a statement keeps its lock, apart from the rest of the transaction. */
enum Work {
  /** Only the catalog changes: short, whatever the table's size. */
  CATALOG("for a moment", 0),
  /** Every row is read. */
  SCAN("as long as the table is read", 400),
  /** An index is built over every row. */
  BUILD("as long as the index is built", 60),
  /** Table and indexes are written anew. */
  REWRITE("as long as the table is written anew", 40);

  private final String words;
  private final int megabytesPerSecond;

  Work(String words, int megabytesPerSecond) {
    this.words = words;
    this.megabytesPerSecond = megabytesPerSecond;
  }

  String words() {
    return words;
  }

  /** Whether it takes the longer the larger the table is. */
  boolean grows() {
    return this != CATALOG;
  }

  /** A rough guess for a modest server, at least one second. */
  long seconds(long bytes) {
    return grows() ? Math.max(1, bytes / (megabytesPerSecond * 1_000_000L)) : 0;
  }
}
