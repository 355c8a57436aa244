package dev.drydock.cli;

import dev.drydock.migration.Finding;
import dev.drydock.migration.Severity;
import dev.drydock.migration.Verdict;
import dev.drydock.pipeline.FileLint;
import dev.drydock.pipeline.LintReport;
import dev.drydock.sql.Script;

/** Findings for a person: where, what, who waits, and the safe way. */
final class LintText {

  private LintText() {}

  static String of(FileLint.Outcome outcome) {
    LintReport report = outcome.report();
    var page = new Page();
    for (Finding finding : report.findings()) {
      finding(page, finding);
    }
    int files = outcome.texts().size();
    page.line(
        "%s: %s in %s"
            .formatted(
                verdict(report.verdict()),
                report.findings().isEmpty()
                    ? "no findings"
                    : Page.count(report.findings().size(), "finding"),
                Page.count(files, "file")));
    return page.toString();
  }

  private static void finding(Page page, Finding finding) {
    page.line(
        "%s %s  %s"
            .formatted(
                Style.BOLD.of(
                    "%s:%d:%d".formatted(finding.migration(), finding.line(), finding.column())),
                severity(finding.severity()),
                finding.rule()));
    page.line("  " + finding.message());
    if (finding.blocks() != null) {
      page.line("  lock: %s, so %s wait".formatted(finding.lock(), finding.blocks()));
    }
    if (finding.safe() != null) {
      page.line("  safe: " + finding.safe().replace("\n", "\n        "));
    }
    page.blank();
  }

  private static String severity(Severity severity) {
    return severity == Severity.DESTRUCTIVE
        ? Style.RED.of(severity.toString())
        : Style.YELLOW.of(severity.toString());
  }

  private static String verdict(Verdict verdict) {
    return switch (verdict) {
      case SAFE -> Style.GREEN.of("safe");
      case HAZARDS -> Style.YELLOW.of("hazards");
      case REFUSED -> Style.RED.of("refused");
    };
  }

  /** The file a finding is in, as it was given. */
  static String path(FileLint.Outcome outcome, Finding finding) {
    return outcome.scripts().entrySet().stream()
        .filter(entry -> isOf(entry.getValue(), finding))
        .map(entry -> entry.getKey().toString())
        .findFirst()
        .orElse(finding.migration() + ".sql");
  }

  private static boolean isOf(Script script, Finding finding) {
    return script.migration().id().equals(finding.migration());
  }
}
