package dev.drydock.execution;

import dev.drydock.migration.Failure;
import dev.drydock.sql.Script;
import java.util.List;

/** What in the pending files cannot be part of the run's one transaction. */
final class TransactionFit {

  private TransactionFit() {}

  static List<Failure> refusals(List<Script> scripts) {
    return List.of();
  }
}
