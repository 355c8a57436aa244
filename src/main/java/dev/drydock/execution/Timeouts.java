package dev.drydock.execution;

import java.time.Duration;

/**
 * Bounds set inside the run's transaction.
 *
 * @param lock longest wait for one lock; above zero
 * @param statement longest run of one statement; above zero
 */
public record Timeouts(Duration lock, Duration statement) {}
