package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.Finding;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.Severity;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

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

  /** Rules about statements that nobody judged, or that the server does not take at all. */
  private static final Set<String> NOT_JUDGED = Set.of("syntax-error", "transaction-control");

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
          EffectKind.DROP_LARGE_OBJECT,
          EffectKind.DROP_MATERIALIZED_VIEW,
          EffectKind.DROP_DATABASE,
          EffectKind.DETACH_PARTITION,
          EffectKind.DROP_INHERITANCE,
          EffectKind.CHANGE_EXPRESSION,
          EffectKind.SET_UNLOGGED);
  private static final Set<EffectKind> TYPES =
      EnumSet.of(EffectKind.NARROW_TYPE, EffectKind.CHANGE_TYPE);
  private static final Set<EffectKind> NARROWED =
      EnumSet.of(EffectKind.NARROW_TYPE, EffectKind.DROP_ENUM_VALUE, EffectKind.CHANGE_DOMAIN);

  private final List<Finding> findings;
  private final List<Finding> refused;
  private final List<Demand> demands;
  private final List<Finding> unread;
  private final List<ChecklistItem> items = new ArrayList<>();

  private Checklist(List<Finding> findings, List<Finding> refused, List<Demand> demands) {
    this.findings = findings;
    this.refused = refused;
    this.demands = demands;
    unread =
        findings.stream()
            .filter(f -> f.severity() == Severity.UNJUDGED || NOT_JUDGED.contains(f.rule()))
            .toList();
  }

  static List<ChecklistItem> of(
      List<Finding> findings, List<Finding> refused, List<Demand> demands, boolean database) {
    var list = new Checklist(findings, refused, demands);
    list.compatibility();
    list.data();
    list.people(database);
    return list.items;
  }

  private void compatibility() {
    ask(
        "Backward compatible: does the old code keep running?",
        EnumSet.complementOf(harmlessToOldCode()),
        demands,
        "Nothing that old code reads or writes is changed.");
    ask(
        "Are no columns or tables removed?",
        REMOVALS,
        "No existing table, column or schema is dropped.");
    ask(
        "Are there no renames?",
        renames(),
        "Nothing that exists is renamed or moved to another schema.");
    ask(
        "Do all new required fields have defaults?",
        EnumSet.of(EffectKind.REQUIRE_VALUE),
        "No column becomes required without a value for old rows and old code.");
  }

  private void data() {
    ask(
        "Is existing data intact?",
        both(ROWS, REMOVALS),
        "No existing value or row is overwritten or removed.");
    ask(
        "Are the types of existing columns unchanged?",
        TYPES,
        "No existing column gets another type.");
    ask(
        "Is nothing narrowed?",
        NARROWED,
        demands,
        "No type, enum, domain or existing table accepts less than before.");
    byRule(
        "Is no backfill needed?",
        Set.of(
            "update-fills-new-column",
            "update-fills-nulls",
            "add-column-required",
            "add-column-volatile-default"),
        "No new column is required or filled; whether the code expects values, the text does not tell.");
    byRule(
        "Are indexes built without blocking?",
        Set.of(
            "index-build-blocks-writes",
            "unique-constraint-builds-index",
            "primary-key-builds-index",
            "exclusion-constraint-builds-index",
            "add-column-unique",
            "reindex-blocks"),
        "On existing tables no index is built, or none but concurrently.");
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
    String backup = "Is there a backup of what is lost?";
    if (risky) {
      attention(backup, "Something is lost by this plan, and no backup was checked.");
    } else {
      passUnlessUnread(backup, "Nothing is lost by this plan.");
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
        EffectKind.CHANGE_STATISTICS,
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
    ask(question, against, List.of(), evidence);
  }

  /** The same, where new demands of existing tables count too. */
  private void ask(
      String question, Set<EffectKind> against, List<Demand> counting, String evidence) {
    List<Finding> found =
        findings.stream()
            .filter(finding -> finding.effect() != null && against.contains(finding.effect()))
            .toList();
    if (found.isEmpty() && !counting.isEmpty()) {
      Demand first = counting.get(0);
      attention(question, place(first.migration(), first.line(), first.what(), counting.size()));
    } else {
      answer(question, found, evidence);
    }
  }

  private void byRule(String question, Set<String> rules, String evidence) {
    answer(question, findings.stream().filter(f -> rules.contains(f.rule())).toList(), evidence);
  }

  private void answer(String question, List<Finding> found, String evidence) {
    if (found.isEmpty()) {
      passUnlessUnread(question, evidence);
      return;
    }
    boolean fails = found.stream().anyMatch(refused::contains);
    items.add(
        new ChecklistItem(
            question,
            fails ? ChecklistItem.Answer.FAIL : ChecklistItem.Answer.ATTENTION,
            place(found)));
  }

  private static String place(List<Finding> found) {
    Finding first = found.get(0);
    return place(first.migration(), first.line(), first.message(), found.size());
  }

  private static String place(MigrationId migration, int line, String what, int count) {
    String more = count == 1 ? "" : " (and %d more)".formatted(count - 1);
    return "%s, line %d: %s%s".formatted(migration, line, what, more);
  }

  /** What nobody could read may do anything. */
  private void passUnlessUnread(String question, String evidence) {
    if (unread.isEmpty()) {
      pass(question, evidence);
    } else {
      attention(question, "As far as the text tells: %s But %s".formatted(evidence, place(unread)));
    }
  }

  private void pass(String question, String evidence) {
    items.add(new ChecklistItem(question, ChecklistItem.Answer.PASS, evidence));
  }

  private void attention(String question, String evidence) {
    items.add(new ChecklistItem(question, ChecklistItem.Answer.ATTENTION, evidence));
  }
}
