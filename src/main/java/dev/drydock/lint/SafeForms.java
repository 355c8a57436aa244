package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.RelationFacts;
import dev.drydock.online.BegunSteps;
import dev.drydock.online.FormChoice;
import dev.drydock.online.FormContext;
import dev.drydock.online.OnlineForms;
import dev.drydock.sql.Meaning;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.Script;
import java.util.Optional;
import java.util.Set;

/** Which statements of a run get a safe form, each asked at the place where it stands. */
final class SafeForms {

  /** What a safe form spares everybody. */
  private static final Set<EffectKind> SPARED =
      Set.of(EffectKind.BLOCK_READS, EffectKind.BLOCK_WRITES, EffectKind.REWRITE_TABLE);

  private final LintSettings settings;
  private final LintContext context;
  private final BegunSteps begun;

  SafeForms(LintSettings settings, LintContext context, BegunSteps begun) {
    this.settings = settings;
    this.context = context;
    this.begun = begun;
  }

  BegunSteps begun() {
    return begun;
  }

  /** What becomes of a statement; empty for what runs as written, and without a database. */
  Optional<FormChoice> of(Script script, Meaning meaning) {
    Optional<BegunSteps.Step> step =
        begun.step(script.migration().id(), meaning.statement().number());
    if (step.isPresent()) {
      return step.get().form().map(form -> form);
    }
    return context
        .world()
        .facts()
        .flatMap(
            facts ->
                OnlineForms.choose(
                    meaning,
                    new FormContext(
                        facts,
                        this::existing,
                        context.functions()::isVolatile,
                        settings.hazardBytes(),
                        settings.hazardRows()),
                    script.directives(),
                    settings.online()));
  }

  private Optional<RelationFacts> existing(QualifiedName name) {
    return context
        .relation(name)
        .filter(known -> known.origin() == Origin.EXISTING)
        .flatMap(KnownRelation::facts);
  }

  /** Whether a judgement is moot because the statement runs in its safe form. */
  static boolean spares(Optional<FormChoice> form, Judgement judgement) {
    return form.filter(FormChoice.Online.class::isInstance).isPresent()
        && judgement.refusal() == Refusal.ABOVE_SIZE
        && SPARED.contains(judgement.effect());
  }

  /** The judgement, with the reason why there is no safe form for what it concerns. */
  static Judgement withReason(Optional<FormChoice> form, Judgement judgement) {
    return form.orElse(null) instanceof FormChoice.Impossible impossible
            && judgement.refusal() == Refusal.ABOVE_SIZE
        ? judgement
            .message(judgement.message() + ". " + impossible.reason())
            .safe(impossible.instead())
        : judgement;
  }
}
