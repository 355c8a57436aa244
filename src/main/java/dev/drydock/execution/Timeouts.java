package dev.drydock.execution;

import java.time.Duration;

/**
 * Bounds of a run.
 *
 * @param lock longest wait for one lock; above zero
 * @param lockBudget longest time in which a run that could not get a lock is begun again; zero
 *     means a single attempt
 * @param statement longest run of one statement; above zero
 * @param onlineWait longest wait of a statement outside a transaction for others; above zero
 */
public record Timeouts(
    Duration lock, Duration lockBudget, Duration statement, Duration onlineWait) {}
