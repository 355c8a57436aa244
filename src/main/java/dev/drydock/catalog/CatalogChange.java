package dev.drydock.catalog;

import org.jspecify.annotations.Nullable;

/**
 * One catalog row that differs between two moments.
 *
 * @param before null when it is new
 * @param after null when it is gone
 * @param rawAfter the row's text as the server sent it; empty when it is gone
 * @param command number of the command that wrote it (its {@code cmin}); -1 when unknown
 */
public record CatalogChange(
    CatalogPart part,
    String key,
    @Nullable CatalogRow before,
    @Nullable CatalogRow after,
    String rawAfter,
    long command) {

  /** Whether it is a column that has another type now. */
  boolean isRetyped() {
    return before != null
        && after != null
        && part == CatalogPart.ATTRIBUTE
        && !before.sameIn(after, "atttypid", "atttypmod");
  }
}
