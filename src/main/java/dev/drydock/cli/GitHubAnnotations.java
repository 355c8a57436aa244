package dev.drydock.cli;

import dev.drydock.migration.Finding;
import dev.drydock.migration.Severity;
import dev.drydock.pipeline.FileLint;
import java.util.stream.Collectors;

/** Workflow commands, which GitHub shows as annotations beside the code. */
final class GitHubAnnotations {

  private GitHubAnnotations() {}

  static String of(FileLint.Outcome outcome) {
    return outcome.report().findings().stream()
        .map(finding -> line(LintText.path(outcome, finding), finding))
        .collect(Collectors.joining("\n"));
  }

  private static String line(String path, Finding finding) {
    String safe = finding.safe() == null ? "" : "\nSafe: " + finding.safe();
    return "::%s file=%s,line=%d,col=%d,title=%s::%s"
        .formatted(
            level(finding.severity()),
            property(path),
            finding.line(),
            finding.column(),
            property(finding.rule()),
            data(finding.message() + safe));
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case DESTRUCTIVE -> "error";
      case HAZARD, UNJUDGED -> "warning";
      case ADVICE -> "notice";
    };
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
