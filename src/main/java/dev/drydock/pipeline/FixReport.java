package dev.drydock.pipeline;

import dev.drydock.migration.Finding;
import dev.drydock.migration.Verdict;
import java.util.List;

/**
 * Answer of {@code lint --fix}: what there is to say of the files as they stand now.
 *
 * @param fixed files that were rewritten, as they were given
 */
public record FixReport(Verdict verdict, List<Finding> findings, List<String> fixed) {

  public FixReport {
    findings = List.copyOf(findings);
    fixed = List.copyOf(fixed);
  }
}
