package dev.drydock.execution;

import dev.drydock.lint.LockNeeds;
import dev.drydock.migration.Failure;
import dev.drydock.sql.Script;
import java.util.List;
import java.util.Optional;

/**
 * A plan and what is needed to execute it.
 *
 * @param scripts pending migrations in order
 * @param segments the same, divided into what commits together
 * @param begun what earlier runs left
 * @param refusals why it must not run; empty when it may
 * @param needsDigest whether it declares losses, so that it runs only with the digest of its
 *     dry-run
 * @param locks what its statements lock
 * @param continues digest of the earlier plan that this one continues, which still holds
 */
public record PlannedRun(
    MigrationPlan plan,
    List<Script> scripts,
    List<Segment> segments,
    BegunRun begun,
    List<Failure> refusals,
    boolean needsDigest,
    LockNeeds locks,
    Optional<String> continues) {}
