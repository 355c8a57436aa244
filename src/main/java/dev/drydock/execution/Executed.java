package dev.drydock.execution;

import dev.drydock.migration.MigrationId;
import java.time.Duration;

/**
 * A migration that a run executed, by its history row.
 *
 * @param took on the server's clock, from its first statement to its row
 */
public record Executed(MigrationId id, Duration took) {}
