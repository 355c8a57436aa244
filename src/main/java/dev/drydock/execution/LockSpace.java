package dev.drydock.execution;

import dev.drydock.lint.LockNeeds;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.ServerFacts;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the locks of one transaction fit into the server's lock table, which all sessions share:
 * when it is full, the application's statements fail too ("out of shared memory").
 *
 * @see <a href="https://www.postgresql.org/docs/current/runtime-config-locks.html">PostgreSQL,
 *     19.12: max_locks_per_transaction</a>
 */
public final class LockSpace {

  private LockSpace() {}

  /** Why one transaction must not do all of it; empty when at most half of the table is filled. */
  public static Optional<Failure> refusal(LockNeeds locks, ServerFacts facts) {
    long needed = locks.slots().values().stream().mapToLong(Long::longValue).sum();
    long half = facts.lockSlots() / 2;
    if (needed <= half) {
      return Optional.empty();
    }
    long sessions = Math.max(1, facts.lockSlots() / facts.locksPerTransaction());
    long enough = (2 * needed + sessions - 1) / sessions;
    String what =
        "One transaction would hold about %d locks until COMMIT. The server's lock table has room for %d, for all sessions together: beyond half of it the application's statements may fail with \"out of shared memory\"."
            .formatted(needed, facts.lockSlots());
    return Optional.of(
        new Failure(
                ErrorCode.REFUSED,
                what,
                Failure.NOTHING_EXECUTED,
                "Either raise max_locks_per_transaction from %d to %d and restart the server, or %s."
                    .formatted(facts.locksPerTransaction(), enough, split(locks, half)))
            .with("locksNeeded", needed)
            .with("locksAvailable", facts.lockSlots()));
  }

  /** Each run of the folder is one transaction, so fewer files at a time are smaller ones. */
  private static String split(LockNeeds locks, long most) {
    long sum = 0;
    Optional<MigrationId> last = Optional.empty();
    for (Map.Entry<MigrationId, Long> migration : locks.slots().entrySet()) {
      sum += migration.getValue();
      if (sum > most) {
        break;
      }
      last = Optional.of(migration.getKey());
    }
    return last.map(
            id ->
                "split the run between two migrations: deploy the folder up to %s first, then the rest; each part is one transaction then, and no longer both"
                    .formatted(id))
        .orElse(
            "split the first migration into several files, and deploy them one after the other");
  }
}
