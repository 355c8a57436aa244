package dev.drydock.execution;

import dev.drydock.lint.LockNeeds;
import dev.drydock.migration.Failure;
import dev.drydock.sql.Script;
import java.util.List;

/**
 * A plan and what is needed to execute it.
 *
 * @param scripts pending migrations in order
 * @param refusals why it must not run; empty when it may
 * @param needsDigest whether it declares losses, so that it runs only with the digest of its
 *     dry-run
 * @param locks what its statements lock
 */
public record PlannedRun(
    MigrationPlan plan,
    List<Script> scripts,
    List<Failure> refusals,
    boolean needsDigest,
    LockNeeds locks) {}
