package dev.drydock.cli;

import dev.drydock.migration.Finding;
import dev.drydock.migration.Severity;
import dev.drydock.pipeline.FileLint;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Findings as SARIF 2.1.0, for services that collect them.
 *
 * @see <a href="https://docs.oasis-open.org/sarif/sarif/v2.1.0/">the format</a>
 */
final class Sarif {

  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  private Sarif() {}

  static Map<String, Object> of(FileLint.Outcome outcome) {
    List<Finding> findings = outcome.report().findings();
    var driver = members("name", "drydock", "rules", rules(findings));
    var run =
        members(
            "tool",
            Map.of("driver", driver),
            "columnKind",
            "unicodeCodePoints",
            "results",
            findings.stream().map(finding -> result(outcome, finding)).toList());
    return members("$schema", SCHEMA, "version", "2.1.0", "runs", List.of(run));
  }

  private static List<Map<String, Object>> rules(List<Finding> findings) {
    return findings.stream()
        .map(Finding::rule)
        .distinct()
        .map(rule -> members("id", rule, "name", rule))
        .toList();
  }

  private static Map<String, Object> result(FileLint.Outcome outcome, Finding finding) {
    String safe = finding.safe() == null ? "" : "\n\nSafe: " + finding.safe();
    return members(
        "ruleId",
        finding.rule(),
        "level",
        level(finding.severity()),
        "message",
        Map.of("text", finding.message() + safe),
        "locations",
        List.of(Map.of("physicalLocation", place(LintText.path(outcome, finding), finding))));
  }

  private static Map<String, Object> place(String path, Finding finding) {
    return members(
        "artifactLocation",
        Map.of("uri", uri(path)),
        "region",
        members("startLine", finding.line(), "startColumn", finding.column()));
  }

  /** A relative reference as RFC 3986 has it: everything but plain characters as its bytes. */
  private static String uri(String path) {
    var uri = new StringBuilder();
    for (byte b : path.replace('\\', '/').getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b > 0 && (Character.isLetterOrDigit(b) || "/-._~".indexOf(b) >= 0);
      uri.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xff));
    }
    return uri.toString();
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case DESTRUCTIVE -> "error";
      case HAZARD, UNJUDGED -> "warning";
      case ADVICE -> "note";
    };
  }

  /** A JSON object whose members keep this order. */
  private static Map<String, Object> members(Object... namesAndValues) {
    var members = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return members;
  }
}
