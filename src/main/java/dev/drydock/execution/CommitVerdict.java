package dev.drydock.execution;

import dev.drydock.migration.Failure;
import java.util.Optional;

/**
 * The answer before COMMIT.
 *
 * @param refusal why the run must be rolled back; empty: COMMIT may follow
 */
public record CommitVerdict(GuardReport report, Optional<Failure> refusal) {}
