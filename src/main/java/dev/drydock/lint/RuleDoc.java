package dev.drydock.lint;

import dev.drydock.migration.LockMode;
import dev.drydock.migration.Severity;
import org.jspecify.annotations.Nullable;

/**
 * What a rule teaches; MIGRATIONS.md's rule pages are rendered from it and the rule's examples.
 *
 * @param id as findings name it, such as {@code index-build-blocks-writes}
 * @param since first server major it holds for; 0 for all
 * @param until last server major it holds for; 0 for all
 * @param lock strongest lock of what it speaks of; null where locks are not its matter
 * @param what the mistake, in a sentence's words without full stop
 * @param why what happens then
 * @param instead the safe way, in general words
 */
record RuleDoc(
    String id,
    Severity severity,
    int since,
    int until,
    @Nullable LockMode lock,
    Work work,
    String what,
    String why,
    String instead) {

  static RuleDoc destructive(String id, String what, String why, String instead) {
    return new RuleDoc(
        id,
        Severity.DESTRUCTIVE,
        0,
        0,
        LockMode.ACCESS_EXCLUSIVE,
        Work.CATALOG,
        what,
        why,
        instead);
  }

  static RuleDoc hazard(
      String id, LockMode lock, Work work, String what, String why, String instead) {
    return new RuleDoc(id, Severity.HAZARD, 0, 0, lock, work, what, why, instead);
  }

  /** A hazard that is not about locks: something fails, or old code does. */
  static RuleDoc trap(String id, String what, String why, String instead) {
    return new RuleDoc(id, Severity.HAZARD, 0, 0, null, Work.CATALOG, what, why, instead);
  }

  static RuleDoc unjudged(String id, String what, String why, String instead) {
    return new RuleDoc(id, Severity.UNJUDGED, 0, 0, null, Work.CATALOG, what, why, instead);
  }

  static RuleDoc advice(String id, String what, String why, String instead) {
    return new RuleDoc(id, Severity.ADVICE, 0, 0, null, Work.CATALOG, what, why, instead);
  }

  /** The same without a lock: for destruction that makes nobody wait. */
  RuleDoc lock(@Nullable LockMode other, Work other2) {
    return new RuleDoc(id, severity, since, until, other, other2, what, why, instead);
  }

  /** The same where it is only worth knowing. */
  RuleDoc advice() {
    return new RuleDoc(id, Severity.ADVICE, since, until, null, Work.CATALOG, what, why, instead);
  }

  RuleDoc since(int major) {
    return new RuleDoc(id, severity, major, until, lock, work, what, why, instead);
  }

  RuleDoc until(int major) {
    return new RuleDoc(id, severity, since, major, lock, work, what, why, instead);
  }

  /** Whether it holds on a server; zero stands for an unknown one, on which everything may. */
  boolean holdsOn(int major) {
    return major == 0 || (since <= major && (until == 0 || major <= until));
  }

  /** {@code reads and writes}, {@code writes}, or null where nobody waits. */
  static @Nullable String blocks(@Nullable LockMode lock) {
    if (lock == null || !lock.blocksWrites()) {
      return null;
    }
    return lock.blocksReads() ? "reads and writes" : "writes";
  }
}
