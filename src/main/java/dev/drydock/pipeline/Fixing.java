package dev.drydock.pipeline;

import dev.drydock.lint.LintResult;
import dev.drydock.migration.Finding;
import dev.drydock.migration.Migration;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.Severity;
import dev.drydock.migration.Verdict;
import dev.drydock.sql.Replacement;
import dev.drydock.sql.Script;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Puts safe forms into the texts of a run: one for each statement, judged again, and kept only
 * where nothing is worse than before. Everything else in the texts stays.
 */
final class Fixing {

  /** More rounds than any statement needs. */
  private static final int MOST_ROUNDS = 32;

  private final Function<Map<Path, Migration>, FileLint.Outcome> judge;
  private final Set<MigrationId> kept;
  private final Set<LintResult.Fix> rejected = new HashSet<>();

  /**
   * Prepares.
   *
   * @param kept migrations whose text must stay, such as those that were applied
   */
  Fixing(Function<Map<Path, Migration>, FileLint.Outcome> judge, Set<MigrationId> kept) {
    this.judge = judge;
    this.kept = Set.copyOf(kept);
  }

  /** The texts with all safe forms that can be put into them. */
  FileLint.Outcome fixed(Map<Path, Migration> texts) {
    FileLint.Outcome best = judge.apply(texts);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      List<LintResult.Fix> fixes = candidates(best);
      if (fixes.isEmpty()) {
        return best;
      }
      Optional<FileLint.Outcome> all = tried(best, fixes);
      best = all.isPresent() ? all.get() : oneByOne(best, fixes);
    }
    return best;
  }

  /** From the last statement to the first, so that the numbers of the others stay. */
  private FileLint.Outcome oneByOne(FileLint.Outcome before, List<LintResult.Fix> fixes) {
    FileLint.Outcome best = before;
    for (LintResult.Fix fix : fixes) {
      Optional<FileLint.Outcome> better = tried(best, List.of(fix));
      if (better.isEmpty()) {
        rejected.add(fix);
      }
      best = better.orElse(best);
    }
    return best;
  }

  /** The first one of each statement, the last statement of a file first. */
  private List<LintResult.Fix> candidates(FileLint.Outcome outcome) {
    Set<String> statements = new HashSet<>();
    return outcome.fixes().stream()
        .filter(fix -> !kept.contains(fix.migration()) && !rejected.contains(fix))
        .filter(fix -> statements.add(fix.migration() + " " + fix.statement()))
        .sorted(Comparator.comparingInt(LintResult.Fix::statement).reversed())
        .toList();
  }

  private Optional<FileLint.Outcome> tried(FileLint.Outcome before, List<LintResult.Fix> fixes) {
    var texts = new LinkedHashMap<>(before.texts());
    boolean changed = false;
    for (Map.Entry<Path, Script> entry : before.scripts().entrySet()) {
      Optional<Migration> text = written(entry.getValue(), fixes);
      text.ifPresent(migration -> texts.put(entry.getKey(), migration));
      changed |= text.isPresent();
    }
    return changed
        ? Optional.of(judge.apply(texts))
            .filter(after -> !isWorse(before, after) && helps(fixes, before, after))
        : Optional.empty();
  }

  /** Whether each rule has fewer forms to offer than before: what is written needs none again. */
  private static boolean helps(
      List<LintResult.Fix> fixes, FileLint.Outcome before, FileLint.Outcome after) {
    return fixes.stream()
        .map(LintResult.Fix::rule)
        .allMatch(rule -> offers(rule, after) < offers(rule, before));
  }

  private static long offers(String rule, FileLint.Outcome outcome) {
    return outcome.fixes().stream().filter(fix -> fix.rule().equals(rule)).count();
  }

  private static Optional<Migration> written(Script script, List<LintResult.Fix> fixes) {
    List<Replacement> replacements = new ArrayList<>();
    for (LintResult.Fix fix : fixes) {
      if (fix.migration().equals(script.migration().id())) {
        Replacement.of(script.statements().get(fix.statement() - 1), fix.sql())
            .ifPresent(replacements::add);
      }
    }
    return replacements.isEmpty()
        ? Optional.empty()
        : Optional.of(Replacement.all(script.migration(), replacements));
  }

  /** Whether a rule has more to say than before, advice left out. */
  private static boolean isWorse(FileLint.Outcome before, FileLint.Outcome after) {
    Map<String, Long> was = rules(before);
    return after.report().verdict() == Verdict.REFUSED
            && before.report().verdict() != Verdict.REFUSED
        || rules(after).entrySet().stream()
            .anyMatch(rule -> rule.getValue() > was.getOrDefault(rule.getKey(), 0L));
  }

  private static Map<String, Long> rules(FileLint.Outcome outcome) {
    return outcome.report().findings().stream()
        .filter(finding -> finding.severity() != Severity.ADVICE)
        .collect(Collectors.groupingBy(Finding::rule, Collectors.counting()));
  }
}
