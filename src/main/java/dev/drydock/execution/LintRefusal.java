package dev.drydock.execution;

import dev.drydock.lint.LintResult;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Finding;
import java.util.List;
import java.util.Optional;

/** What lint's answer means for a plan, in words. */
final class LintRefusal {

  private LintRefusal() {}

  /** Why the plan must not run; empty when lint lets it. */
  static Optional<Failure> of(LintResult lint) {
    List<Finding> refused = lint.refused();
    if (refused.isEmpty()) {
      return Optional.empty();
    }
    Finding first = refused.get(0);
    String more = refused.size() == 1 ? "" : " (and %d more)".formatted(refused.size() - 1);
    return Optional.of(
        new Failure(
            ErrorCode.REFUSED,
            "%s, line %d: %s%s".formatted(first.migration(), first.line(), first.message(), more),
            Failure.NOTHING_EXECUTED,
            first.safe() == null ? "Change the file." : first.safe()));
  }
}
