package dev.drydock.execution;

import dev.drydock.migration.Failure;
import java.util.Optional;
import java.util.Set;

/**
 * The answer before COMMIT.
 *
 * @param refusal why the run must be rolled back; empty: COMMIT may follow
 * @param made tables, columns and constraints that the transaction made, and none of them in place
 *     of another, as the check calls them
 */
public record CommitVerdict(GuardReport report, Optional<Failure> refusal, Set<String> made) {

  public CommitVerdict {
    made = Set.copyOf(made);
  }

  /** Of a transaction that is not to be committed. */
  public static CommitVerdict refused(GuardReport report, Failure refusal) {
    return new CommitVerdict(report, Optional.of(refusal), Set.of());
  }
}
