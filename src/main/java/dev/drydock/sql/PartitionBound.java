package dev.drydock.sql;

/**
 * {@code FOR VALUES …} or {@code DEFAULT}.
 *
 * @param text as written
 */
public record PartitionBound(boolean isDefault, String text) {}
