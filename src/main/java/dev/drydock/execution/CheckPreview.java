package dev.drydock.execution;

import dev.drydock.migration.Failure;
import java.util.ArrayList;
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

  /** The same, and one more reason why the plan must not run. */
  public CheckPreview refusing(Failure failure) {
    var all = new ArrayList<>(refusals);
    all.add(failure);
    return new CheckPreview(guard, all);
  }
}
