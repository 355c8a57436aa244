package dev.drydock.pipeline;

import dev.drydock.migration.Failure;
import dev.drydock.migration.MigrationId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run as the database knows it, whoever made it.
 *
 * @param by how it was asked for, with the role; empty while the history has nothing of it
 * @param lastSign when it last wrote something that stays; empty where it has not yet
 * @param running whether its session holds the run lock
 * @param committed what it applied for good, by id
 * @param problem what stays of a run that ended before its work was done; empty for any other
 */
public record KnownRun(
    String id,
    Optional<String> by,
    Optional<Instant> lastSign,
    boolean running,
    List<MigrationId> committed,
    Optional<Failure> problem) {}
