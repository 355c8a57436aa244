package dev.drydock.execution;

import dev.drydock.lint.LintResult;
import dev.drydock.migration.DeclarationMatcher;
import dev.drydock.migration.Effect;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.ServerFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Losses of online steps that nobody declared. No rollback can undo them, so they are refused
 * beforehand, whatever lint is set to; what lint refuses already is not said twice.
 */
final class UndeclaredSteps {

  private UndeclaredSteps() {}

  static List<Failure> refusals(List<Segment> segments, ServerFacts facts, LintResult lint) {
    List<String> path = Stream.ofNullable(facts.schema()).toList();
    var refusals = new ArrayList<Failure>();
    for (Segment segment : segments) {
      if (segment instanceof Segment.Online online) {
        online.form().actions().stream()
            .flatMap(action -> action.loss().stream())
            .filter(loss -> !declared(online, loss, path) && !isRefused(online, loss, lint))
            .forEach(loss -> refusals.add(refusal(online, loss)));
      }
    }
    return refusals;
  }

  private static boolean declared(Segment.Online online, Effect loss, List<String> path) {
    return online.script().declarations().stream()
        .anyMatch(declaration -> DeclarationMatcher.allows(declaration, loss, path));
  }

  private static boolean isRefused(Segment.Online online, Effect loss, LintResult lint) {
    return lint.refused().stream()
        .anyMatch(
            finding ->
                loss.kind().equals(finding.effect())
                    && finding.migration().equals(online.migration())
                    && finding.statement() == online.statement().number());
  }

  private static Failure refusal(Segment.Online online, Effect loss) {
    return new Failure(
            ErrorCode.UNDECLARED_LOSS,
            "%s, line %d would %s, outside the run's transaction, so nothing could undo it."
                .formatted(online.migration(), online.statement().line(), loss),
            Failure.NOTHING_EXECUTED,
            "If it is meant, declare it in the file: -- drydock: allow %s because <reason>"
                .formatted(loss))
        .with("migration", online.migration())
        .with("line", online.statement().line());
  }
}
