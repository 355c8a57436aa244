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
 * <p>The table holds more than its settings promise. On 14 to 18, from 20 to 500 connections, the
 * first lock failed at 1.36 to 2.5 times the promise (12,779 locks and more with default settings):
 * a run may take 1.25 times, and what is left is the application's, most of whose locks need no
 * entry at all.
 *
 * @see <a href="https://www.postgresql.org/docs/current/runtime-config-locks.html">PostgreSQL,
 *     19.12: max_locks_per_transaction</a>
 */
public final class LockSpace {

  private LockSpace() {}

  /** Why one transaction must not do all of it; empty when the table has room for it. */
  public static Optional<Failure> refusal(LockNeeds locks, ServerFacts facts) {
    long needed = locks.slots().values().stream().mapToLong(Long::longValue).sum();
    long room = facts.lockSlots() * 5 / 4;
    if (needed <= room) {
      return Optional.empty();
    }
    long enough = (needed * facts.locksPerTransaction() + room - 1) / room;
    String what =
        "One transaction would hold about %d locks until COMMIT. The server's lock table, which all sessions share, has room for about %d: beyond, the run and the application's statements fail with \"out of shared memory\"."
            .formatted(needed, room);
    return Optional.of(
        new Failure(
                ErrorCode.REFUSED,
                what,
                Failure.NOTHING_EXECUTED,
                "Either raise max_locks_per_transaction from %d to %d and restart the server, or %s."
                    .formatted(facts.locksPerTransaction(), enough, split(locks, room)))
            .with("locksNeeded", needed)
            .with("locksAvailable", room));
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
