package dev.drydock.lint;

import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.Finding;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The questions of a careful person before publishing. An undeclared "no" fails, a declared one
 * wants attention; what only later steps or people can answer wants attention too.
 */
final class Checklist {

  private static final Set<EffectKind> REMOVALS =
      EnumSet.of(
          EffectKind.DROP_TABLE,
          EffectKind.DROP_COLUMN,
          EffectKind.DROP_SCHEMA,
          EffectKind.DROP_FOREIGN_TABLE);
  private static final Set<EffectKind> ROWS =
      EnumSet.of(
          EffectKind.TRUNCATE,
          EffectKind.NARROW_TYPE,
          EffectKind.DELETE_ROWS,
          EffectKind.UPDATE_ROWS,
          EffectKind.OVERWRITE_COLUMN,
          EffectKind.MOVE_ROWS,
          EffectKind.WRITE_FOREIGN_TABLE,
          EffectKind.OVERWRITE_LARGE_OBJECT,
          EffectKind.SET_UNLOGGED);
  private static final Set<EffectKind> TYPES =
      EnumSet.of(EffectKind.NARROW_TYPE, EffectKind.CHANGE_TYPE);
  private static final Set<EffectKind> NARROWED =
      EnumSet.of(EffectKind.NARROW_TYPE, EffectKind.DROP_ENUM_VALUE, EffectKind.CHANGE_DOMAIN);

  private final List<Finding> findings;
  private final List<Finding> refused;
  private final Set<EffectKind> effects;
  private final List<ChecklistItem> items = new ArrayList<>();

  private Checklist(
      List<Finding> findings, List<Finding> refused, Map<MigrationId, List<Effect>> effects) {
    this.findings = findings;
    this.refused = refused;
    this.effects =
        effects.values().stream()
            .flatMap(Collection::stream)
            .map(Effect::kind)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(EffectKind.class)));
  }

  static List<ChecklistItem> of(
      List<Finding> findings,
      List<Finding> refused,
      Map<MigrationId, List<Effect>> effects,
      boolean database) {
    var list = new Checklist(findings, refused, effects);
    list.compatibility();
    list.data();
    list.people(database);
    return list.items;
  }

  private void compatibility() {
    ask(
        "Backward compatible: does the old code keep running?",
        EnumSet.complementOf(harmlessToOldCode()),
        "Only additions, as far as the text tells.");
    ask("Are no columns or tables removed?", REMOVALS, "No DROP of a table, column or schema.");
    ask("Are there no renames?", renames(), "No RENAME and no SET SCHEMA.");
    ask(
        "Do all new required fields have defaults?",
        EnumSet.of(EffectKind.REQUIRE_VALUE),
        "No column becomes required without a value for old rows and old code.");
  }

  private void data() {
    ask("Is existing data intact?", both(ROWS, REMOVALS), "No statement changes or removes rows.");
    ask("Are the types of existing columns unchanged?", TYPES, "No ALTER COLUMN … TYPE.");
    ask("Is nothing narrowed?", NARROWED, "No type, enum or domain accepts less than before.");
    byRule(
        "Is no backfill needed?",
        Set.of("update-fills-new-column", "add-column-required", "add-column-volatile-default"),
        "No new column waits for values.");
    byRule(
        "Are indexes built without blocking?",
        Set.of("index-build-blocks-writes", "unique-constraint-builds-index", "reindex-blocks"),
        "No index is built on an existing table, or concurrently.");
  }

  private void people(boolean database) {
    attention(
        "Was it applied in another environment first?",
        "Unknown here; history of other databases is not looked at.");
    attention(
        "Was it rehearsed?",
        database ? "No rehearsal took place." : "No rehearsal took place; no database was asked.");
    boolean risky =
        findings.stream()
            .filter(finding -> finding.effect() == null || !renames().contains(finding.effect()))
            .anyMatch(finding -> finding.severity() == Severity.DESTRUCTIVE);
    if (risky) {
      attention("Is there a backup?", "Something is lost by this plan, and no backup was checked.");
    } else {
      pass("Is there a backup?", "Nothing is lost by this plan, as far as the text tells.");
    }
    attention(
        "Was the SQL reviewed?",
        "Review the statements of this plan and give its digest with ?plan= or --plan.");
  }

  private static EnumSet<EffectKind> harmlessToOldCode() {
    return EnumSet.of(
        EffectKind.BLOCK_READS,
        EffectKind.BLOCK_WRITES,
        EffectKind.MAY_FAIL,
        EffectKind.REWRITE_TABLE,
        EffectKind.CHANGE_COMMENT,
        EffectKind.DROP_COMMENT,
        EffectKind.DROP_INDEX,
        EffectKind.DROP_STATISTICS);
  }

  private static Set<EffectKind> renames() {
    Set<EffectKind> kinds = EnumSet.of(EffectKind.SET_SCHEMA);
    for (EffectKind kind : EffectKind.values()) {
      if (kind.words().startsWith("rename ")) {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  private static Set<EffectKind> both(Set<EffectKind> one, Set<EffectKind> other) {
    Set<EffectKind> all = EnumSet.copyOf(one);
    all.addAll(other);
    return all;
  }

  /** Passes when no finding has one of the effects; the first finding is the evidence. */
  private void ask(String question, Set<EffectKind> against, String evidence) {
    List<Finding> found =
        findings.stream()
            .filter(finding -> finding.effect() != null && against.contains(finding.effect()))
            .toList();
    answer(question, found, evidence);
  }

  private void byRule(String question, Set<String> rules, String evidence) {
    answer(question, findings.stream().filter(f -> rules.contains(f.rule())).toList(), evidence);
  }

  private void answer(String question, List<Finding> found, String evidence) {
    if (found.isEmpty()) {
      if (effects.contains(EffectKind.UNJUDGED)) {
        attention(question, evidence + " But something in it cannot be judged from its text.");
      } else {
        pass(question, evidence);
      }
      return;
    }
    boolean fails = found.stream().anyMatch(refused::contains);
    String more = found.size() == 1 ? "" : " (and %d more)".formatted(found.size() - 1);
    Finding first = found.get(0);
    items.add(
        new ChecklistItem(
            question,
            fails ? ChecklistItem.Answer.FAIL : ChecklistItem.Answer.ATTENTION,
            "%s, line %d: %s%s".formatted(first.migration(), first.line(), first.message(), more)));
  }

  private void pass(String question, String evidence) {
    items.add(new ChecklistItem(question, ChecklistItem.Answer.PASS, evidence));
  }

  private void attention(String question, String evidence) {
    items.add(new ChecklistItem(question, ChecklistItem.Answer.ATTENTION, evidence));
  }
}
