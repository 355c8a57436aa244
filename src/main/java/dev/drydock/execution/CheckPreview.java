package dev.drydock.execution;

import dev.drydock.migration.Failure;
import java.util.Optional;

/**
 * What a commit check says of a plan before it runs.
 *
 * @param refusal why it must not run; empty: it may
 */
public record CheckPreview(GuardPreview guard, Optional<Failure> refusal) {}
