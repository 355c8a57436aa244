package dev.drydock.history;

import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.MigrationId;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a statement of a pending migration came, outside the run's one transaction.
 *
 * @param statement number in the file, from 1
 * @param action which part of its form, from 1; zero where the statement ran as a whole
 * @param form name of the safe form that was begun; {@code plain} for a statement as written
 * @param text hash of the statement as written, so that a changed file is noticed; of a failure its
 *     code
 * @param done whether it is over; otherwise it was begun, and the catalog knows the rest
 * @param run id of the run that wrote this last
 * @param backend process id of the server's backend that began it
 * @param backendStart when that backend started; the two together name it for good
 * @param position how far a backfill came, or what a step made, as the server printed it, for a
 *     later one that relies on it; empty for anything else
 * @param rows filled by a backfill so far
 * @param lastSign when it was begun, went on or ended last
 * @param plan digest of the plan that began the statement; on the row of action zero, as the rest
 * @param pending what else that plan was to run, so that a later run can tell that it continues it
 * @param steps the safe form as it was begun; empty for a statement as written
 */
public record StepRecord(
    MigrationId migration,
    int statement,
    int action,
    String form,
    String text,
    boolean done,
    String run,
    int backend,
    Instant backendStart,
    Optional<String> position,
    long rows,
    Instant startedAt,
    Instant lastSign,
    Optional<String> plan,
    Optional<String> pending,
    Optional<String> steps) {

  static final String FAILURE = "failure";

  /** Why the run ended; only on the row that says nothing else. */
  public Optional<String> failure() {
    return form.equals(FAILURE) ? position : Optional.empty();
  }

  /** Whether it ended because somebody wished so. */
  public boolean cancelled() {
    return form.equals(FAILURE) && text.equals(ErrorCode.CANCELLED.toString());
  }
}
