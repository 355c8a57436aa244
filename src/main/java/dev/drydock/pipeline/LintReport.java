package dev.drydock.pipeline;

import dev.drydock.migration.Finding;
import dev.drydock.migration.Verdict;
import java.util.List;

/** Answer of {@code lint}: the same findings as in a dry-run. */
public record LintReport(Verdict verdict, List<Finding> findings) {

  public LintReport {
    findings = List.copyOf(findings);
  }
}
