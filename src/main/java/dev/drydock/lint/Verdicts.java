package dev.drydock.lint;

import dev.drydock.migration.Declaration;
import dev.drydock.migration.DeclarationMatcher;
import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.Finding;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.RelationFacts;
import dev.drydock.migration.Severity;
import dev.drydock.migration.Verdict;
import dev.drydock.online.FormChoice;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.Position;
import dev.drydock.sql.Script;
import dev.drydock.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Turns judgements into findings, and findings into the verdict on the run. */
final class Verdicts {

  private static final String UNMATCHED = "declaration-without-effect";

  private final LintSettings settings;
  private final boolean database;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Finding> refused = new ArrayList<>();
  private final List<Finding> declared = new ArrayList<>();
  private final List<LintResult.Fix> fixes = new ArrayList<>();
  private final Map<MigrationId, List<Effect>> effects = new HashMap<>();
  private final Map<MigrationId, Map<Integer, FormChoice>> forms = new TreeMap<>();
  private final List<Demand> demands = new ArrayList<>();
  private boolean needsDigest;

  Verdicts(LintSettings settings, boolean database) {
    this.settings = settings;
    this.database = database;
  }

  /** Notes what becomes of a statement that does not run as written. */
  void form(MigrationId migration, int statement, FormChoice form) {
    forms.computeIfAbsent(migration, id -> new TreeMap<>()).put(statement, form);
  }

  private Optional<FormChoice> form(MigrationId migration, int statement) {
    return Optional.ofNullable(forms.getOrDefault(migration, Map.of()).get(statement));
  }

  Map<MigrationId, Map<Integer, FormChoice>> forms() {
    return forms;
  }

  /** Notes what existing tables demand from now on. */
  void demand(MigrationId migration, Statement statement, int offset, String what) {
    demands.add(new Demand(migration, statement.position(offset).line(), what));
  }

  /** Takes up one judgement, as far as it concerns what existed before. */
  void add(
      Script script,
      Statement statement,
      World world,
      Declarations declarations,
      Judgement judgement) {
    EffectKind effect = judgement.effect();
    // What has no effect is not declared, and an index would be looked for in all tables.
    String qualified = effect == null ? "" : Qualifying.name(judgement.object(), world);
    Optional<Declaration> allowed = declarations.allowing(effect, qualified, judgement.object());
    MigrationId migration = script.migration().id();
    Optional<FormChoice> form = form(migration, statement.number());
    if (judgement.moot()) {
      return;
    }
    fix(migration, statement, judgement, allowed.isPresent());
    if (StatementForms.spares(form, judgement)) {
      return;
    }
    Optional<RelationFacts> table =
        judgement.table().flatMap(world::relation).flatMap(KnownRelation::largest);
    boolean online = form.filter(FormChoice.Online.class::isInstance).isPresent();
    boolean refuses =
        !StatementForms.refusesFor(form, judgement)
            && refuses(judgement, allowed.isPresent(), online, table);
    Judgement told = StatementForms.withReason(form, judgement);
    Finding finding = finding(migration, statement, told, allowed, table, refuses);
    findings.add(finding);
    if (refuses) {
      refused.add(finding);
    }
    if (allowed.isPresent() && finding.severity() == Severity.DESTRUCTIVE) {
      declared.add(finding);
      needsDigest = true;
    }
    if (effect != null) {
      effect(migration, new Effect(effect, effect == EffectKind.UNJUDGED ? "" : qualified));
    }
  }

  /** What somebody declared on purpose stays; a loss is the same in its safe form. */
  private void fix(
      MigrationId migration, Statement statement, Judgement judgement, boolean allowed) {
    boolean wanted = !allowed || judgement.rule().severity() == Severity.DESTRUCTIVE;
    if (wanted && judgement.proven()) {
      judgement
          .safe()
          .map(sql -> new LintResult.Fix(migration, statement.number(), judgement.rule().id(), sql))
          .ifPresent(fixes::add);
    }
  }

  private void effect(MigrationId migration, Effect effect) {
    List<Effect> known = effects.computeIfAbsent(migration, id -> new ArrayList<>());
    if (!known.contains(effect)) {
      known.add(effect);
    }
  }

  private boolean refuses(
      Judgement judgement, boolean allowed, boolean online, Optional<RelationFacts> table) {
    return switch (judgement.refusal()) {
      case NEVER -> false;
      case ALWAYS -> true;
      case UNLESS_DECLARED -> !allowed;
      case ABOVE_SIZE ->
          !allowed
              && !online
              && settings.strict()
              && table.filter(t -> Price.isLarge(t, settings)).isPresent();
    };
  }

  private static Finding finding(
      MigrationId migration,
      Statement statement,
      Judgement judgement,
      Optional<Declaration> allowed,
      Optional<RelationFacts> table,
      boolean refuses) {
    Position place = statement.position(judgement.offset());
    return new Finding(
        migration,
        statement.number(),
        place.line(),
        place.column(),
        judgement.rule().id(),
        judgement.rule().severity(),
        judgement.effect(),
        judgement.object().toString(),
        judgement.lock(),
        RuleDoc.blocks(judgement.lock()),
        message(judgement, allowed, table),
        safe(judgement, refuses));
  }

  private static String message(
      Judgement judgement, Optional<Declaration> allowed, Optional<RelationFacts> table) {
    var text = new StringBuilder(sentence(judgement.message()));
    boolean priced = judgement.lock() != null && judgement.lock().blocksWrites();
    table
        .filter(t -> priced && t.isTable())
        .ifPresent(t -> text.append(' ').append(Price.of(t, judgement.work())));
    allowed.ifPresent(
        d -> text.append(" Declared in line %d: %s".formatted(d.line(), sentence(d.reason()))));
    return text.toString();
  }

  private static String sentence(String text) {
    String stripped = text.strip();
    boolean ended = stripped.endsWith(".") || stripped.endsWith("!") || stripped.endsWith("?");
    return ended ? stripped : stripped + ".";
  }

  private static String safe(Judgement judgement, boolean refuses) {
    String safe =
        judgement
            .safe()
            .map(sql -> judgement.proven() ? sql + ";" : sql)
            .orElseGet(() -> sentence(judgement.rule().instead()));
    EffectKind effect = judgement.effect();
    if (!refuses || effect == null || judgement.refusal() == Refusal.ALWAYS) {
      return safe;
    }
    return safe + "\nOr, if it is meant, declare it:\n" + declaration(effect, judgement.object());
  }

  /** The ready comment that allows an effect. */
  static String declaration(EffectKind effect, ObjectRef object) {
    return "-- drydock: allow %s %s because <reason>".formatted(effect, object);
  }

  /** A declaration that may be meant for what cannot be judged. */
  void open(Declaration declaration) {
    needsDigest |=
        DeclarationMatcher.declared(declaration.subject())
            .filter(effect -> effect.kind().severity() == Severity.DESTRUCTIVE)
            .isPresent();
  }

  /**
   * A declaration that nothing answers to.
   *
   * @param follows whether it may be for what follows from a statement, which the guard tells
   */
  void unused(MigrationId migration, Declaration declaration, boolean follows) {
    String message =
        follows
            ? "No statement of this file shows the effect \"%s\" by its text: it is for what the guard finds."
            : "No statement of this file has the effect \"%s\" that is declared here.";
    var finding =
        new Finding(
            migration,
            0,
            declaration.line(),
            1,
            UNMATCHED,
            follows ? Severity.ADVICE : Severity.HAZARD,
            null,
            declaration.subject(),
            null,
            null,
            message.formatted(declaration.subject()),
            follows
                ? "Keep it where the guard asked for it; else remove it."
                : "Remove the declaration, or correct its effect or object; what has an effect prints its own declaration ready to copy.");
    findings.add(finding);
    if (follows) {
      open(declaration);
    } else {
      refused.add(finding);
    }
  }

  LintResult result() {
    boolean enforced = settings.mode() == LintMode.ENFORCE;
    return new LintResult(
        verdict(enforced),
        findings,
        enforced ? refused : List.of(),
        declared,
        needsDigest,
        effects,
        fixes,
        Checklist.of(findings, refused, demands, database),
        forms);
  }

  private Verdict verdict(boolean enforced) {
    if (enforced && !refused.isEmpty()) {
      return Verdict.REFUSED;
    }
    return findings.stream().allMatch(f -> f.severity() == Severity.ADVICE)
        ? Verdict.SAFE
        : Verdict.HAZARDS;
  }
}
