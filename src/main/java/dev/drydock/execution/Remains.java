package dev.drydock.execution;

import dev.drydock.migration.Failure;
import java.util.List;

/** Tells in a failure what its rollback could not restore. */
public final class Remains {

  private Remains() {}

  /**
   * The failure with honest words about what is left.
   *
   * @param restore statements that restore what the rollback could not, as {@link
   *     CommitCheck#remains} found them; empty: the failure stays as it is
   */
  public static Failure toldIn(Failure failure, List<String> restore) {
    if (restore.isEmpty()) {
      return failure;
    }
    String left =
        (failure.left().equals(Failure.ROLLED_BACK) ? "The whole run was rolled back, but s" : "S")
            + "equence positions are outside every transaction: "
            + restore.size()
            + (restore.size() == 1 ? " sequence stands" : " sequences stand")
            + " lower than before.";
    String next = "Restore with: " + String.join(" ", restore) + " Then: " + failure.next();
    return new Failure(failure.code(), failure.what(), left, next, failure.facts())
        .with("restore", List.copyOf(restore));
  }
}
