package dev.drydock.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One row of the history.
 *
 * @param checksum empty for rows that another tool wrote: shown as unverified
 * @param took time of its statements on the server; empty for adopted rows
 * @param run id of the run that applied it; empty for adopted rows
 * @param by who asked for the run: database user, and how (http, command line, boot)
 * @param drydock version of Drydock that applied it
 * @param plan digest of the plan it was part of
 * @param losses declared losses that really happened; empty also where nobody looked
 */
public record AppliedMigration(
    MigrationId id,
    Instant executedAt,
    Optional<Checksum> checksum,
    Optional<Duration> took,
    Optional<String> run,
    Optional<String> by,
    Optional<String> drydock,
    Optional<String> plan,
    List<Loss> losses) {

  public AppliedMigration {
    losses = List.copyOf(losses);
  }
}
