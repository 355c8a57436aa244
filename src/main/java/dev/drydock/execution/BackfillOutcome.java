package dev.drydock.execution;

/**
 * How far a backfill came.
 *
 * @param rows updated, by this run and those before it
 * @param finished false where it was asked to stop; the next run goes on behind what is done
 */
public record BackfillOutcome(long rows, boolean finished) {}
