package dev.drydock.cli;

import static java.util.stream.Collectors.toSet;

import dev.drydock.execution.GuardPreview;
import dev.drydock.execution.MigrationPlan;
import dev.drydock.execution.PlanStep;
import dev.drydock.lint.ChecklistItem;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Finding;
import dev.drydock.migration.Severity;
import dev.drydock.migration.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A plan, for people; long ones are shortened, {@code --json} has all of it. */
final class PlanText {

  private static final int STATEMENT_WIDTH = 100;
  private static final int STATEMENTS_PER_STEP = 12;
  private static final int STEPS_IN_DETAIL = 50;

  private PlanText() {}

  static String of(MigrationPlan plan) {
    var page = new Page().line(Style.BOLD.of("Dry-run: nothing was changed.")).blank();
    head(page, plan);
    boolean detailed = plan.steps().size() <= STEPS_IN_DETAIL;
    plan.steps().forEach(step -> step(page, step, detailed));
    if (!detailed) {
      page.blank().line("drydock dry-run --json prints every statement.");
    }
    page.points(Style.YELLOW.of("Of the whole plan"), findingsOfNoStep(plan));
    page.points(Style.RED.of("Refused"), plan.refusals().stream().map(PlanText::refusal).toList());
    page.warnings(plan.warnings());
    page.points("Checklist", plan.checklist().stream().map(PlanText::answered).toList());
    guard(page, plan.guard());
    return page.next(next(plan)).toString();
  }

  /** The evidence is told where the answer is not a plain yes. */
  private static String answered(ChecklistItem item) {
    boolean told = item.answer() != ChecklistItem.Answer.PASS && !item.evidence().isBlank();
    return "%s  %s%s"
        .formatted(
            Page.pad(item.answer().toString(), 10),
            item.question(),
            told ? " " + oneLine(item.evidence()) : "");
  }

  private static void guard(Page page, @Nullable GuardPreview guard) {
    if (guard == null) {
      return;
    }
    page.blank()
        .line(
            Style.DIM.of(
                "%s would be compared before COMMIT."
                    .formatted(Page.count((int) guard.objects(), "object"))));
    page.points("Not compared, since this role may not see it", guard.unseen());
    String heading = "This role can act outside its transaction, where nothing is seen or undone";
    if (guard.unjudged().isEmpty()) {
      page.points(
          heading,
          guard.channels().isEmpty()
              ? List.of()
              : List.of(
                  "%s open; nothing in this plan is unjudged"
                      .formatted(Page.count(guard.channels().size(), "channel"))));
    } else {
      page.points(Style.YELLOW.of(heading), guard.channels());
    }
  }

  /** A finding: where, what, and the safe way. */
  static String finding(Finding finding) {
    String place = finding.line() > 0 ? ", line " + finding.line() : "";
    String safe = finding.safe() == null ? "" : "\nsafe way: " + finding.safe();
    return "%s %s (%s%s): %s%s"
        .formatted(
            severity(finding), finding.rule(), finding.migration(), place, finding.message(), safe);
  }

  /** A refusal within a plan: why, and what to do. */
  static String refusal(Failure refusal) {
    return "%s: %s %s".formatted(refusal.code().slug(), refusal.what(), refusal.next()).strip();
  }

  private static List<String> findingsOfNoStep(MigrationPlan plan) {
    Set<Finding> shown =
        plan.steps().stream().flatMap(step -> step.findings().stream()).collect(toSet());
    return plan.findings().stream()
        .filter(finding -> !shown.contains(finding))
        .map(PlanText::finding)
        .toList();
  }

  private static void head(Page page, MigrationPlan plan) {
    page.target(plan.target())
        .fact("verdict", verdict(plan.verdict()))
        .fact("plan", plan.digest())
        .fact(
            "runs as",
            "%s; waits %s at most for a lock, %s for a statement"
                .formatted(
                    plan.atomic()
                        ? "one transaction"
                        : "several steps, each of which stays when it is done",
                    duration(plan.timeouts().lock()),
                    duration(plan.timeouts().statement())))
        .blank()
        .line(
            plan.wouldExecute().isEmpty()
                ? "%s: %s applied already."
                    .formatted(
                        plan.verdict() == Verdict.REFUSED ? "Nothing is pending" : "Nothing to do",
                        Page.count(plan.wouldSkip().size(), "migration"))
                : "%s would run, %d applied already:"
                    .formatted(
                        Page.count(plan.wouldExecute().size(), "migration"),
                        plan.wouldSkip().size()));
  }

  private static void step(Page page, PlanStep step, boolean detailed) {
    String lane =
        step.lane().equals("transactional") ? "" : " (%s: %s)".formatted(step.lane(), step.form());
    int statements = step.statements().size();
    if (detailed) {
      page.blank().line("  " + Style.BOLD.of(step.migration().value()) + lane);
      if (!step.written().equals(step.statements())) {
        step.written().forEach(sql -> page.line("     written  " + oneLine(sql)));
      }
      statements(page, step.statements());
      step.differences().forEach(d -> page.line("     differs  " + d));
    } else {
      page.line(
          "  %s%s, %s".formatted(step.migration(), lane, Page.count(statements, "statement")));
    }
    step.effects().forEach(effect -> page.line("     effect: " + effect));
    step.findings()
        .forEach(finding -> page.line("     " + finding(finding).replace("\n", "\n       ")));
  }

  private static void statements(Page page, List<String> statements) {
    int shown = Math.min(statements.size(), STATEMENTS_PER_STEP);
    for (int i = 0; i < shown; i++) {
      page.line(
          "  %s  %s".formatted(Style.DIM.of("%3d".formatted(i + 1)), oneLine(statements.get(i))));
    }
    if (shown < statements.size()) {
      page.line("       ... and %d more".formatted(statements.size() - shown));
    }
  }

  /** Its beginning on one line, up to a comment: what follows one would read as part of it. */
  private static String oneLine(String statement) {
    int comment = statement.indexOf("--");
    int read = Math.min(comment < 0 ? statement.length() : comment, 4 * STATEMENT_WIDTH);
    String line = statement.substring(0, read).replaceAll("\\s+", " ").strip();
    return read == statement.length() && line.length() <= STATEMENT_WIDTH
        ? line
        : line.substring(0, Math.min(line.length(), STATEMENT_WIDTH - 4)).strip() + " ...";
  }

  private static String next(MigrationPlan plan) {
    if (plan.verdict() == Verdict.REFUSED) {
      return "change what is refused as shown above, then drydock dry-run again";
    }
    return plan.wouldExecute().isEmpty()
        ? "nothing; drydock new NAME starts another migration"
        : "drydock migrate --plan " + plan.digest();
  }

  private static String verdict(Verdict verdict) {
    String word = verdict.toString();
    if (verdict == Verdict.SAFE) {
      return Style.GREEN.of(word);
    }
    return verdict == Verdict.REFUSED ? Style.RED.of(word) : Style.YELLOW.of(word);
  }

  private static String severity(Finding finding) {
    String word = finding.severity().toString();
    return finding.severity() == Severity.DESTRUCTIVE ? Style.RED.of(word) : Style.YELLOW.of(word);
  }

  private static String duration(Duration duration) {
    if (duration.toSecondsPart() == 0 && duration.toMillisPart() == 0 && duration.toMinutes() > 0) {
      return duration.toMinutes() + " min";
    }
    return duration.toMillisPart() == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
  }
}
