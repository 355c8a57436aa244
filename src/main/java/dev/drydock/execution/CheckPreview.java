package dev.drydock.execution;

import dev.drydock.migration.Failure;
import java.util.List;

/**
 * What a commit check says of a plan before it runs.
 *
 * @param refusals why it must not run; empty: it may
 */
public record CheckPreview(GuardPreview guard, List<Failure> refusals) {

  public CheckPreview {
    refusals = List.copyOf(refusals);
  }
}
