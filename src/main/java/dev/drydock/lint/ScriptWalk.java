package dev.drydock.lint;

import dev.drydock.migration.Declaration;
import dev.drydock.migration.DeclarationMatcher;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.Severity;
import dev.drydock.online.FormChoice;
import dev.drydock.online.OnlineAction;
import dev.drydock.sql.Action;
import dev.drydock.sql.Command;
import dev.drydock.sql.Creation;
import dev.drydock.sql.DataChange;
import dev.drydock.sql.Meaning;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.Script;
import dev.drydock.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The walk over one script: asks the rules about every action, then lets it change the world. */
final class ScriptWalk {

  private static final Locks LOCKS = new Locks();
  private static final Calls CALLS = new Calls();

  /** What no statement does that does not name it, but for CASCADE. */
  private static final Set<EffectKind> NAMED =
      Set.of(
          EffectKind.DROP_SCHEMA,
          EffectKind.DROP_TABLE,
          EffectKind.DROP_COLUMN,
          EffectKind.RENAME_SCHEMA,
          EffectKind.RENAME_TABLE,
          EffectKind.RENAME_COLUMN,
          EffectKind.OVERWRITE_COLUMN,
          EffectKind.NARROW_TYPE);

  private final Script script;
  private final LintContext context;
  private final WorldChanges changes;
  private final Verdicts verdicts;
  private final Declarations declarations;
  private final StatementForms forms;
  private final Function<Statement, GrammarAnswer> grammar;
  private final Deque<Creation.CreateRoutine> entered = new ArrayDeque<>();

  /**
   * Whether something in the file cannot be judged to its end, so that a declaration may be for it.
   */
  private boolean open;

  ScriptWalk(
      Script script,
      LintContext context,
      WorldChanges changes,
      Verdicts verdicts,
      Function<Statement, GrammarAnswer> grammar,
      StatementForms forms) {
    this.script = script;
    this.context = context;
    this.changes = changes;
    this.verdicts = verdicts;
    this.declarations = new Declarations(script);
    this.grammar = grammar;
    this.forms = forms;
  }

  void walk(List<Meaning> meanings) {
    MigrationId migration = script.migration().id();
    for (Meaning meaning : meanings) {
      int number = meaning.statement().number();
      if (forms.begun().isDone(migration, number)) {
        meaning.actions().forEach(action -> changes.done(action, context.world()));
        continue;
      }
      context.statement(meaning, Syntax.of(meaning, grammar), forms.safeWay(script, meaning));
      Optional<FormChoice> form = forms.of(script, meaning);
      form.ifPresent(choice -> verdicts.form(migration, number, choice));
      if (form.filter(ScriptWalk::runsOutside).isPresent()) {
        declarations.answered(EffectKind.UNJUDGED); // by code that it calls there
      }
      boolean apart = forms.isApart(script, meaning, form);
      commits(apart);
      meaning.all().forEach(action -> perform(meaning, action, Optional.empty(), false));
      commits(apart);
    }
    for (Declaration declaration : declarations.unused()) {
      if (open || forms.begun().has(migration)) {
        verdicts.open(declaration);
      } else {
        verdicts.unused(migration, declaration, mayFollow(declaration, meanings));
      }
    }
  }

  /** Whether it may be for what only the guard tells: a cascade, a trigger, what goes along. */
  private static boolean mayFollow(Declaration declaration, List<Meaning> meanings) {
    return DeclarationMatcher.declared(declaration.subject())
            .filter(effect -> !NAMED.contains(effect.kind()))
            .isPresent()
        && meanings.stream()
            .flatMap(Meaning::all)
            .anyMatch(action -> !(action instanceof Creation) && !(action instanceof Command));
  }

  private static boolean runsOutside(FormChoice choice) {
    return choice instanceof FormChoice.Online online
        && online.actions().stream().anyMatch(OnlineAction.Outside.class::isInstance);
  }

  /** What stands apart begins and ends where no lock of the run is held. */
  private void commits(boolean apart) {
    if (apart) {
      context.run().committed();
    }
  }

  /**
   * Judges and performs one action.
   *
   * @param place where the statement calls it; empty for what stands in the text itself
   * @param along whether CASCADE brings it along
   */
  private void perform(Meaning meaning, Action action, Optional<Integer> place, boolean along) {
    List<Held> locks = LOCKS.of(action, context.world());
    for (LintRule<?> rule : Rules.about(action)) {
      if (rule.doc().holdsOn(context.server()) && !(along && rule instanceof Cascade)) {
        ask(rule, action, place).forEach(j -> judged(meaning, along ? takenAlong(j) : j));
      }
    }
    Demand.of(action, context)
        .ifPresent(
            what ->
                verdicts.demand(
                    script.migration().id(),
                    meaning.statement(),
                    place.orElse(action.offset()),
                    what));
    context.acted();
    settings(action)
        .forEach(set -> perform(meaning, set, Optional.of(place.orElse(set.offset())), false));
    called(action).forEach(routine -> follow(meaning, routine, place.orElse(action.offset())));
    if (!along) {
      Dependents.drops(action, context)
          .toList()
          .forEach(drop -> perform(meaning, drop, Optional.of(place.orElse(drop.offset())), true));
    }
    if (action instanceof ObjectChange.Drop drop) {
      drop.objects().stream().filter(context::isRemade).forEach(context.world()::returns);
    }
    changes.apply(action, context.world());
    context.run().did(action, locks, context.world());
    context.run().ties().did(action, meaning.statement());
  }

  /**
   * Judges what one of the run's own functions does, as the caller's doing; each once in a chain.
   */
  private void follow(Meaning meaning, Creation.CreateRoutine routine, int place) {
    if (!entered.contains(routine)) {
      entered.push(routine);
      context.run().unseen();
      routine.body().actions().forEach(inner -> perform(meaning, inner, Optional.of(place), false));
      entered.pop();
    }
  }

  private <A extends Action> List<Judgement> ask(
      LintRule<A> rule, Action action, Optional<Integer> place) {
    List<Judgement> judgements = rule.check(rule.judges().cast(action), context);
    return place.isEmpty() ? judgements : judgements.stream().map(j -> j.at(place.get())).toList();
  }

  private static Judgement takenAlong(Judgement judgement) {
    return judgement.rule().severity() == Severity.DESTRUCTIVE
        ? judgement.message(
            "CASCADE takes %s along. %s".formatted(judgement.object(), judgement.message()))
        : judgement;
  }

  private void judged(Meaning meaning, Judgement judgement) {
    if (judgement.effect() == EffectKind.UNJUDGED && !judgement.moot()) {
      context.run().unseen();
    }
    if (judgement.effect() == EffectKind.UNJUDGED
        || judgement.rule().severity() == Severity.UNJUDGED
        || judgement.rule().id().equals("cascade")) {
      open = true;
    }
    verdicts.add(script, meaning.statement(), context.world(), declarations, judgement);
  }

  /** What set_config() sets; the rows of a change are looked at in the query beside it. */
  private static List<Command.Set> settings(Action action) {
    boolean beside =
        action instanceof DataChange.Insert
            || action instanceof DataChange.Update
            || action instanceof DataChange.Delete;
    return beside ? List.of() : SettingCalls.of(action);
  }

  /** What the run's own functions and triggers do when this action calls them. */
  private List<Creation.CreateRoutine> called(Action action) {
    var bodies = new ArrayList<Creation.CreateRoutine>();
    for (QualifiedName name : CALLS.of(action, context.world())) {
      bodies.addAll(context.world().routines(name));
    }
    return bodies;
  }

  /** Strongest lock of an action on one table, for rules that speak of it. */
  static Optional<LockMode> lock(Action action, QualifiedName table, World world) {
    QualifiedName full = world.qualified(table);
    return LOCKS.of(action, world).stream()
        .filter(held -> held.table().equals(full))
        .map(Held::mode)
        .max(LockMode::compareTo);
  }
}
