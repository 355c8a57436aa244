package dev.drydock.migration;

/**
 * One migration as it was read: what was read is what runs.
 *
 * @param text the file's text, decoded, without a byte order mark, line endings as in the file
 */
public record Migration(MigrationId id, String text, Checksum checksum) {}
