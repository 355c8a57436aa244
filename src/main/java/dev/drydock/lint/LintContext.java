package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.migration.RelationFacts;
import dev.drydock.migration.SchemaFacts;
import dev.drydock.sql.Action;
import dev.drydock.sql.Meaning;
import dev.drydock.sql.NewEnumValues;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.SameDefinition;
import dev.drydock.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a rule may ask, and how it says what it found; one per run, moves on with it. */
final class LintContext {

  private final World world;
  private final RunSoFar run = new RunSoFar();
  private final Functions functions;
  private final List<NewEnumValues.Use> enumValues;
  private final RunAhead ahead;
  private @Nullable Meaning meaning;
  private Syntax syntax = Syntax.FINE;
  private SafeWay safeWay = SafeWay.UNKNOWN;
  private boolean firstAction = true;

  /**
   * Begins a run.
   *
   * @param enumValues uses of values that the same run adds
   * @param ahead what the run makes further down
   */
  LintContext(World world, List<NewEnumValues.Use> enumValues, RunAhead ahead) {
    this.world = world;
    this.enumValues = List.copyOf(enumValues);
    this.ahead = ahead;
    this.functions = new Functions(world);
  }

  void statement(Meaning next, Syntax nextSyntax, SafeWay way) {
    meaning = next;
    syntax = nextSyntax;
    safeWay = way;
    firstAction = true;
    run.nextStatement();
  }

  /** The rules have been asked about an action of the statement. */
  void acted() {
    firstAction = false;
  }

  /** Whether the statement at hand has not been asked about yet: what concerns it as a whole. */
  boolean isFirstAction() {
    return firstAction;
  }

  /** Where the statement at hand uses an enum value that the run itself adds. */
  Optional<NewEnumValues.Use> newEnumValue() {
    return enumValues.stream().filter(use -> use.statement() == statement()).findFirst();
  }

  /** What the whole run brings, further down too. */
  RunAhead ahead() {
    return ahead;
  }

  /** What the grammars say of the statement at hand. */
  Syntax syntax() {
    return syntax;
  }

  /** The statement at hand as an expert would have typed it. */
  SafeWay safeWay() {
    return safeWay;
  }

  /** The statement at hand, as written. */
  Statement statement() {
    return meaning().statement();
  }

  /** All that the statement at hand does. */
  Meaning meaning() {
    if (meaning == null) {
      throw new IllegalStateException("no statement is judged at the moment");
    }
    return meaning;
  }

  World world() {
    return world;
  }

  RunSoFar run() {
    return run;
  }

  Functions functions() {
    return functions;
  }

  /** Major version of the server; 0 where no database is at hand. */
  int server() {
    return world.facts().map(SchemaFacts::major).orElse(0);
  }

  /** Whether the server may be this new; true where none is at hand. */
  boolean mayBeAtLeast(int major) {
    return server() == 0 || server() >= major;
  }

  // What there is.

  Optional<KnownRelation> relation(QualifiedName name) {
    return world.relation(name);
  }

  /** What the database says of a table; empty without a database, and for what is new. */
  Optional<RelationFacts> facts(QualifiedName table) {
    return world.relation(table).flatMap(KnownRelation::facts);
  }

  Optional<KnownColumn> column(QualifiedName table, String column) {
    return world.relation(table).flatMap(known -> known.column(column));
  }

  /** Whether the run made it, and it is a table whose rows are nobody else's. */
  boolean rowsAreNew(QualifiedName table) {
    return world.relation(table).filter(KnownRelation::rowsAreNew).isPresent();
  }

  boolean isNew(QualifiedName relation) {
    return world.relation(relation).filter(KnownRelation::isNew).isPresent();
  }

  /** Whether the run made it, or perhaps did: nobody else is likely to use it yet. */
  boolean mayBeNew(QualifiedName relation) {
    return world.relation(relation).filter(r -> r.origin() != Origin.EXISTING).isPresent();
  }

  /** Whether the values in it are the run's own: not so where a new view shows an old table's. */
  boolean isNewColumn(QualifiedName table, String column) {
    return rowsAreNew(table) || column(table, column).filter(KnownColumn::isNew).isPresent();
  }

  /** Whether something that a statement names was made by the run. */
  boolean isOwn(ObjectRef object) {
    return switch (object.kind()) {
      case COLUMN -> isNew(object.name()) || isNewColumn(object.name(), object.simpleName());
      case CONSTRAINT, TRIGGER, RULE, POLICY ->
          relation(object.name())
              .filter(table -> table.isNew(object.kind(), object.simpleName()))
              .isPresent();
      case INDEX ->
          world
              .tableOfIndex(object.name())
              .filter(table -> table.isNew(ObjectKind.INDEX, object.name().name()))
              .isPresent();
      case TABLE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE, SEQUENCE -> isNew(object.name());
      case ENUM_VALUE ->
          world
              .other(ObjectRef.of(ObjectKind.TYPE, object.name()))
              .filter(Origin.NEW::equals)
              .isPresent();
      default -> world.other(object).filter(Origin.NEW::equals).isPresent();
    };
  }

  /** Whether it is known that there is no such thing now. */
  boolean isAbsent(ObjectRef object) {
    return switch (object.kind()) {
      case COLUMN -> world.isAbsent(object.name()) || lacksColumn(object);
      case CONSTRAINT, TRIGGER, RULE, POLICY ->
          world.isAbsent(object.name()) || (!world.isMoved(object) && lacksPart(object));
      case TABLE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE, SEQUENCE -> world.isAbsent(object.name());
      case INDEX -> world.isAbsent(object.name()) && world.tableOfIndex(object.name()).isEmpty();
      case FUNCTION, PROCEDURE, ROUTINE, AGGREGATE ->
          !world.isMoved(object) && world.lacksRoutine(object);
      case TYPE, DOMAIN -> !world.isMoved(object) && world.lacksType(object.name());
      case SCHEMA, EXTENSION -> !world.isMoved(object) && world.lacks(object);
      default -> false;
    };
  }

  /** A constraint, trigger, rule or policy of a table that a database told about. */
  private boolean lacksPart(ObjectRef object) {
    String name = object.simpleName();
    String part = object.kind().name().toLowerCase(Locale.ROOT) + " " + name;
    return relation(object.name())
        .filter(table -> table.facts().isPresent() && !table.isNew(object.kind(), name))
        .filter(
            table ->
                object.kind() == ObjectKind.CONSTRAINT
                    ? !table.constraints().containsKey(name)
                    : !table.facts().get().parts().containsKey(part))
        .isPresent();
  }

  /**
   * Whether the run makes a trigger, policy or view that it drops here again just as it is now; of
   * a view only where nobody was granted anything.
   */
  boolean isRemade(ObjectRef object) {
    return ahead.remade(object, statement()).filter(made -> isAsNow(object, made)).isPresent();
  }

  /** Whether a statement makes such an object just as the database has it. */
  boolean isAsNow(ObjectRef object, String made) {
    Optional<RelationFacts> facts = world.isMoved(object) ? Optional.empty() : facts(object.name());
    String name = object.simpleName();
    return switch (object.kind()) {
      case TRIGGER ->
          facts
              .filter(table -> table.triggers().contains(name))
              .map(table -> table.parts().get("trigger " + name))
              .filter(was -> SameDefinition.ofTriggers(made, was))
              .isPresent();
      case POLICY ->
          facts
              .map(table -> table.parts().get("policy " + name))
              .filter(was -> SameDefinition.ofPolicies(made, was))
              .isPresent();
      case VIEW ->
          facts
              .filter(view -> view.rowSecurity().bound().isEmpty())
              .filter(view -> SameDefinition.ofViews(made, view.definition()))
              .isPresent();
      default -> false;
    };
  }

  private boolean lacksColumn(ObjectRef object) {
    return relation(object.name())
        .filter(r -> r.columnsKnown() && r.column(object.simpleName()).isEmpty())
        .isPresent();
  }

  // What to say.

  /** Something that existed is lost; moot where the run made it, or where it does not exist. */
  Judgement destructive(LintRule<?> rule, Action action, EffectKind effect, ObjectRef object) {
    boolean moot = isOwn(object) || isAbsent(object);
    return judgement(rule, action, effect, object, Refusal.UNLESS_DECLARED).moot(moot);
  }

  /** Whether nobody else can be using what a statement does to it. */
  boolean concernsNobody(QualifiedName relation) {
    return mayBeNew(relation) && !hasAttached(relation);
  }

  /** Whether the run has put older tables below it, as partitions. */
  boolean hasAttached(QualifiedName relation) {
    return world.relation(relation).filter(KnownRelation::hasAttached).isPresent();
  }

  /** Others wait for a table; moot where the run made it, or perhaps did. */
  Judgement hazard(LintRule<?> rule, Action action, EffectKind effect, QualifiedName table) {
    ObjectRef object = ObjectRef.of(ObjectKind.TABLE, table);
    return hazard(rule, action, effect, object);
  }

  /** The same for a part of a table. */
  Judgement hazard(LintRule<?> rule, Action action, EffectKind effect, ObjectRef object) {
    boolean moot = concernsNobody(object.name()) || (isOwn(object) && !hasAttached(object.name()));
    boolean weighs = rule.doc().work().grows() || rule.doc().lock() == null;
    Refusal refusal = weighs ? Refusal.ABOVE_SIZE : Refusal.NEVER;
    return judgement(rule, action, effect, object, refusal).moot(moot);
  }

  Judgement advice(LintRule<?> rule, Action action, ObjectRef object) {
    return judgement(rule, action, null, object, Refusal.NEVER);
  }

  Judgement unjudged(LintRule<?> rule, Action action, ObjectRef object) {
    return judgement(rule, action, EffectKind.UNJUDGED, object, Refusal.NEVER);
  }

  private Judgement judgement(
      LintRule<?> rule,
      Action action,
      @Nullable EffectKind effect,
      ObjectRef object,
      Refusal refusal) {
    RuleDoc doc = rule.doc();
    LockMode lock = doc.lock();
    return new Judgement(
        doc,
        action.offset(),
        effect,
        object,
        Qualifying.isOfTable(object.kind()) ? Optional.of(object.name()) : Optional.empty(),
        lock,
        doc.work(),
        refusal,
        false,
        doc.what(),
        Optional.empty(),
        false);
  }
}
