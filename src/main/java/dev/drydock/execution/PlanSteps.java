package dev.drydock.execution;

import dev.drydock.lint.LintResult;
import dev.drydock.migration.Effect;
import dev.drydock.migration.Finding;
import dev.drydock.migration.MigrationId;
import dev.drydock.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The steps of a plan as people see them. */
final class PlanSteps {

  private final LintResult lint;
  private final List<PlanStep> steps = new ArrayList<>();
  private final Set<MigrationId> begun = new HashSet<>();

  private final Map<MigrationId, List<Finding>> findings;

  private PlanSteps(LintResult lint) {
    this.lint = lint;
    findings = lint.findings().stream().collect(Collectors.groupingBy(Finding::migration));
  }

  static List<PlanStep> of(List<Segment> segments, LintResult lint) {
    var steps = new PlanSteps(lint);
    for (int i = 0; i < segments.size(); i++) {
      int atom = i + 1;
      if (segments.get(i) instanceof Segment.Atom shared) {
        shared.parts().forEach(part -> steps.part(part, atom));
      } else if (segments.get(i) instanceof Segment.Online online) {
        steps.online(online, atom);
      }
    }
    return steps.steps;
  }

  /** What an online step sends, in order. */
  static List<String> sql(Segment.Online online) {
    return online.form().actions().stream().flatMap(action -> action.sql().stream()).toList();
  }

  private void part(Segment.Part part, int atom) {
    add(
        part.migration(),
        atom,
        Lane.TRANSACTIONAL,
        "",
        part.statements(),
        part.statements().stream().map(Statement::shown).toList(),
        List.of());
  }

  private void online(Segment.Online online, int atom) {
    add(
        online.migration(),
        atom,
        Lane.ONLINE,
        online.form().name(),
        List.of(online.statement()),
        sql(online),
        online.form().differences());
  }

  private void add(
      MigrationId migration,
      int atom,
      Lane lane,
      String form,
      List<Statement> written,
      List<String> sent,
      List<String> differences) {
    boolean first = begun.add(migration);
    Set<Integer> numbers = new HashSet<>(written.stream().map(Statement::number).toList());
    if (first) {
      numbers.add(0);
    }
    List<Finding> own =
        findings.getOrDefault(migration, List.of()).stream()
            .filter(f -> numbers.contains(f.statement()))
            .toList();
    List<Effect> effects = first ? lint.effects(migration) : List.of();
    boolean asWritten = lane == Lane.TRANSACTIONAL;
    steps.add(
        new PlanStep(
            migration,
            atom,
            lane.toString(),
            form,
            sent,
            asWritten ? List.of() : written.stream().map(Statement::shown).toList(),
            differences,
            effects,
            own));
  }
}
