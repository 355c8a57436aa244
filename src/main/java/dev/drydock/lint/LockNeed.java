package dev.drydock.lint;

import dev.drydock.migration.LockMode;
import dev.drydock.sql.QualifiedName;

/**
 * A lock that a statement takes on a table which other sessions may use.
 *
 * @param table in full
 * @param recurses whether its partitions and children are locked in the same mode
 * @param certain whether the statement's own text takes it for sure; false for what stands in a DO
 *     block, and where a search path that nobody knows decides which table is meant
 */
public record LockNeed(QualifiedName table, LockMode mode, boolean recurses, boolean certain) {

  /** Whether inserts, updates and deletes of others wait meanwhile. */
  public boolean isStrong() {
    return mode.blocksWrites();
  }

  /** Both in one: the stronger mode; certain where that is. */
  LockNeed and(LockNeed other) {
    LockNeed stronger = mode.compareTo(other.mode) >= 0 ? this : other;
    LockNeed weaker = stronger == this ? other : this;
    boolean same = weaker.mode == stronger.mode;
    return new LockNeed(
        table,
        stronger.mode,
        stronger.recurses || (same && weaker.recurses),
        stronger.certain || (same && weaker.certain));
  }
}
