package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.migration.RelationFacts;
import dev.drydock.migration.SchemaFacts;
import dev.drydock.online.BegunSteps;
import dev.drydock.online.FormChoice;
import dev.drydock.online.FormContext;
import dev.drydock.online.GivenNames;
import dev.drydock.online.OnlineForms;
import dev.drydock.online.WrittenForm;
import dev.drydock.sql.Action;
import dev.drydock.sql.Creation;
import dev.drydock.sql.Directive;
import dev.drydock.sql.Meaning;
import dev.drydock.sql.Mentions;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.Script;
import dev.drydock.sql.TableChange;
import dev.drydock.sql.TransactionObstacle;
import dev.drydock.sql.TransactionRules;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What becomes of the statements of a run, each asked at the place where it stands. */
final class StatementForms {

  /** What a safe form spares everybody. */
  private static final Set<EffectKind> SPARED =
      Set.of(EffectKind.BLOCK_READS, EffectKind.BLOCK_WRITES, EffectKind.REWRITE_TABLE);

  /** Below every size: without a database any table may be large. */
  private static final long ANY_SIZE = -1;

  /** Stands in for a database that nobody can ask: of any version, with nothing known in it. */
  private static final SchemaFacts UNTOLD =
      new SchemaFacts(
          0, List.of(), Set.of(), Set.of(), Set.of(), Set.of(), List.of(), List.of(), List.of(),
          List.of(), List.of());

  private static final Locks LOCKS = new Locks();

  private final LintSettings settings;
  private final LintContext context;
  private final BegunSteps begun;
  private final GivenNames names;

  StatementForms(LintSettings settings, LintContext context, BegunSteps begun) {
    this.settings = settings;
    this.context = context;
    this.begun = begun;
    names = new GivenNames(context.world()::hasName);
  }

  BegunSteps begun() {
    return begun;
  }

  /** What becomes of a statement; empty for what runs as written, and without a database. */
  Optional<FormChoice> of(Script script, Meaning meaning) {
    names.begin();
    Optional<FormChoice> form = chosen(script, meaning);
    context.world().named(names.constraints());
    if (form.orElse(null) instanceof FormChoice.Online online) {
      names.keep(online, meaning.actions().get(0) instanceof Creation.CreateIndex);
    }
    meaning.all().forEach(this::free);
    return form;
  }

  private void free(Action action) {
    World world = context.world();
    if (action instanceof TableChange.DropConstraint drop) {
      names.free(beside(drop.table().name(), drop.constraint()));
    } else if (action instanceof ObjectChange.Drop drop && drop.kind() == ObjectKind.INDEX) {
      drop.objects().forEach(index -> names.free(index(index.name())));
    } else if (action instanceof ObjectChange.Rename rename) {
      ObjectRef old = rename.object();
      names.free(
          old.kind() == ObjectKind.CONSTRAINT
              ? beside(old.name(), old.simpleName())
              : old.kind() == ObjectKind.INDEX ? index(old.name()) : world.qualified(old.name()));
    }
  }

  private QualifiedName beside(QualifiedName table, String part) {
    return new QualifiedName(context.world().qualified(table).schema(), part, 0);
  }

  private QualifiedName index(QualifiedName index) {
    return context
        .world()
        .tableOfIndex(index)
        .map(table -> new QualifiedName(table.name().schema(), index.name(), 0))
        .orElseGet(() -> context.world().inFirstSchema(index));
  }

  private Optional<FormChoice> chosen(Script script, Meaning meaning) {
    Optional<BegunSteps.Step> step =
        begun.step(script.migration().id(), meaning.statement().number());
    if (step.isPresent()) {
      return step.get().form().map(form -> form);
    }
    return context.world().facts().isEmpty()
        ? Optional.empty()
        : OnlineForms.choose(
                meaning,
                about(script.directives(), settings.hazardBytes(), settings.hazardRows()),
                settings.online())
            .or(() -> ofRepartitioned(meaning));
  }

  /** A safe form goes from partition to partition as the database tells them. */
  private Optional<FormChoice> ofRepartitioned(Meaning meaning) {
    return meaning.actions().stream()
        .filter(action -> !(action instanceof TableChange.AttachPartition))
        .filter(action -> !(action instanceof TableChange.DetachPartition))
        .flatMap(action -> LOCKS.of(action, context.world()).stream())
        .map(Held::table)
        .filter(this::isRepartitioned)
        .findFirst()
        .map(
            table ->
                new FormChoice.Impossible(
                    "This run itself gives partitions to %s or takes some, so no step for each of them can be planned yet"
                        .formatted(table),
                    "Let the run that does so go in a deploy before, with this statement out of the folder: then it gets its safe form.",
                    false));
  }

  private boolean isRepartitioned(QualifiedName table) {
    return context.relation(table).filter(known -> !known.hasToldPartitions()).isPresent();
  }

  /** What would become of it if its table were large; as far as files alone tell, too. */
  SafeWay safeWay(Script script, Meaning meaning) {
    names.begin();
    boolean divided = isDivided(script, meaning);
    boolean batched = isBatched(script, meaning);
    FormChoice form =
        OnlineForms.choose(meaning, about(List.of(), ANY_SIZE, ANY_SIZE), true).orElse(null);
    if (form instanceof FormChoice.Online online && !isAsWritten(online, meaning)) {
      WrittenForm written = WrittenForm.of(online, implied(meaning));
      return new SafeWay(Optional.of(written), Optional.empty(), divided, batched);
    }
    Optional<String> instead =
        form instanceof FormChoice.Impossible none ? Optional.of(none.instead()) : Optional.empty();
    return new SafeWay(Optional.empty(), instead, divided, batched);
  }

  /** What stands apart as the user wrote it needs no other form. */
  private static boolean isAsWritten(FormChoice.Online form, Meaning meaning) {
    return form.actions().size() == 1
        && form.actions().get(0).sql().equals(List.of(meaning.statement().text()));
  }

  private static boolean isBatched(Script script, Meaning meaning) {
    int number = meaning.statement().number();
    return script.directives().stream()
        .anyMatch(d -> d instanceof Directive.Backfill && d.statement() == number);
  }

  /** Whether Drydock may give the statement a transaction of its own, or none. */
  private boolean isDivided(Script script, Meaning meaning) {
    int number = meaning.statement().number();
    return settings.online()
        && script.directives().stream()
            .noneMatch(d -> d instanceof Directive.Plain && d.statement() == number);
  }

  /**
   * Whether the run's transaction ends before a statement. Without a database that is known of what
   * can only run outside, and of the proof of what the run added NOT VALID.
   */
  boolean isApart(Script script, Meaning meaning, Optional<FormChoice> form) {
    if (context.world().facts().isPresent()) {
      return form.filter(FormChoice.Online.class::isInstance).isPresent();
    }
    boolean outside =
        TransactionRules.obstacle(meaning.statement())
            .filter(o -> o.kind() == TransactionObstacle.Kind.RUNS_OUTSIDE)
            .isPresent();
    return outside
        || isBatched(script, meaning)
        || (isDivided(script, meaning) && provesOwn(meaning));
  }

  private boolean provesOwn(Meaning meaning) {
    return meaning.actions().stream()
        .anyMatch(
            action ->
                action instanceof TableChange.ValidateConstraint validate
                    && addedNotValid(validate.table().name(), validate.constraint()));
  }

  private boolean addedNotValid(QualifiedName table, String constraint) {
    return context.run().addedNotValid(context.world().qualified(table), constraint);
  }

  /** The schema that the statement leaves to the search path, where that begins with it. */
  private Set<String> implied(Meaning meaning) {
    String first = context.world().inFirstSchema(QualifiedName.of("")).schema().orElse("");
    boolean named = Mentions.of(meaning.statement()).contains(first);
    return named ? Set.of() : Set.of(first);
  }

  private FormContext about(List<Directive> directives, long bytes, long rows) {
    return new FormContext(
        context.world().facts().orElse(UNTOLD),
        this::existing,
        this::indexed,
        index -> context.isOwn(ObjectRef.of(ObjectKind.INDEX, index)),
        index -> context.isAbsent(ObjectRef.of(ObjectKind.INDEX, index)),
        this::addedNotValid,
        context.functions()::isVolatile,
        context.world()::isDemandingDomain,
        change -> TypeChanges.fit(change, context) == TypeFit.REWRITES,
        update -> RowLosses.overwrites(update, context),
        table -> context.run().hasLocked(context.world().qualified(table)),
        context.run().ties()::concern,
        context.world().anotherRole(),
        names,
        directives,
        bytes,
        rows);
  }

  private Optional<RelationFacts> existing(QualifiedName name) {
    Optional<KnownRelation> known = context.relation(name);
    if (known.isEmpty() && context.world().facts().isEmpty() && !context.world().isAbsent(name)) {
      QualifiedName full = context.world().inFirstSchema(name);
      return Optional.of(RelationFacts.untold(full.schema().orElse(""), full.name(), 'r'));
    }
    return known.flatMap(this::existing);
  }

  private Optional<RelationFacts> indexed(QualifiedName index) {
    return context.world().tableOfIndex(index).flatMap(this::existing);
  }

  /** Its partitions are known to the database alone. */
  private Optional<RelationFacts> existing(KnownRelation known) {
    boolean tells =
        !known.isPartitioned() || (known.facts().isPresent() && known.hasToldPartitions());
    return known.origin() == Origin.EXISTING && tells ? Optional.of(known.now()) : Optional.empty();
  }

  /** Whether a judgement is moot because the statement runs in its safe form. */
  static boolean spares(Optional<FormChoice> form, Judgement judgement) {
    return form.filter(FormChoice.Online.class::isInstance).isPresent()
        && judgement.refusal() == Refusal.ABOVE_SIZE
        && SPARED.contains(judgement.effect());
  }

  /** Whether the statement is refused for want of a form, in words that tell of the effect, too. */
  static boolean refusesFor(Optional<FormChoice> form, Judgement judgement) {
    EffectKind effect = judgement.effect();
    return effect != null
        && form.orElse(null) instanceof FormChoice.Impossible none
        && none.tells(effect);
  }

  /** The judgement, with the reason why there is no safe form for what it concerns. */
  static Judgement withReason(Optional<FormChoice> form, Judgement judgement) {
    if (form.orElse(null) instanceof FormChoice.Online online) {
      return asPlanned(online, judgement);
    }
    return form.orElse(null) instanceof FormChoice.Impossible impossible
            && (judgement.refusal() == Refusal.ABOVE_SIZE || refusesFor(form, judgement))
        ? judgement
            .message(judgement.message().replaceFirst("[.]$", "") + ". " + impossible.reason())
            .safe(impossible.instead())
        : judgement;
  }

  private static Judgement asPlanned(FormChoice.Online form, Judgement judgement) {
    if (judgement.effect() == EffectKind.CHANGE_TYPE && form.movesColumn()) {
      return judgement
          .message(
              "%s gets its new type in a second column beside the traffic, which takes its place at the end of the table"
                  .formatted(judgement.object()))
          .safe("Nothing more is to be done: the steps shown are the safe way.")
          .lock(LockMode.ACCESS_EXCLUSIVE, Work.CATALOG);
    }
    boolean blocks = judgement.lock() != null && judgement.lock().blocksWrites();
    return blocks && judgement.refusal() == Refusal.ABOVE_SIZE
        ? judgement
            .message(
                judgement.message().replaceFirst("[.]$", "")
                    + ". Not so as planned: it runs in the steps shown, beside reads and writes")
            .lock(LockMode.SHARE_UPDATE_EXCLUSIVE, judgement.work())
        : judgement;
  }
}
