package dev.drydock.online;

import dev.drydock.migration.ObjectName;
import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.BatchableUpdate;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.Expression;
import dev.drydock.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Why an UPDATE that somebody wrote would not be the same one in batches, or would break off half
 * way, told from what is known before the run.
 *
 * @param overwrites whether it may overwrite what rows held before the run, as declared
 * @param altered whether an earlier statement of the run changes the table, so that nobody knows
 *     yet what it will be like
 */
record BackfillObstacles(
    BatchableUpdate update,
    RelationFacts table,
    boolean overwrites,
    boolean altered,
    FormContext context) {

  private static final String PLAIN =
      "Write -- drydock: plain in place of the directive, to run it as one statement.";
  private static final String EACH_ROW =
      "Where each row is to have a value of its own, call the function without SELECT, or name a column in the query as %s.column; where all are to have one, ask for it first and write it down. Or: -- drydock: plain in place of the directive.";
  private static final Set<String> CASCADES = Set.of("cascade", "set null", "set default");

  /**
   * What is in the way.
   *
   * @param why half a sentence
   * @param instead what can be done
   */
  record Obstacle(String why, String instead) {}

  Optional<Obstacle> first() {
    return Stream.<Supplier<Optional<Obstacle>>>of(
            this::computed,
            this::hidden,
            this::once,
            this::ties,
            this::numbering,
            this::ambiguous,
            this::shapes,
            this::defaults,
            this::known)
        .flatMap(look -> look.get().stream())
        .findFirst();
  }

  private List<RelationFacts> walked() {
    return update.only() ? List.of(table) : context.walked(table).toList();
  }

  private Optional<Obstacle> computed() {
    return table.columns().stream()
        .filter(column -> update.readsItself() && column.generated() != ' ')
        .map(RelationFacts.Column::name)
        .filter(update::mentions)
        .findFirst()
        .map(
            column ->
                new Obstacle(
                    "it reads %s.%s of other rows, which is computed of what earlier batches have already set"
                        .formatted(table.name(), column),
                    PLAIN));
  }

  /** Batches read with policies switched off, so that a row they hide is an error. */
  private Optional<Obstacle> hidden() {
    Stream<RelationFacts> read =
        context.facts().relations().stream()
            .filter(RelationFacts::isTable)
            .filter(one -> update.reads(one.name()));
    return Stream.concat(walked().stream(), read)
        .filter(context::hidesRows)
        .findFirst()
        .map(
            one ->
                new Obstacle(
                    "row security hides rows of %s from this role, and a batch that met less than all would fail"
                        .formatted(shown(one)),
                    walked().contains(one) ? BackfillFitness.SEE_ALL : PLAIN));
  }

  /** Rows that an ORDER BY leaves side by side come in another order when some are updated. */
  private Optional<Obstacle> ties() {
    List<String> key = table.primaryKey().isEmpty() ? table.walkedKey() : table.primaryKey();
    return context.knowsColumns() && key.size() <= 1 && update.picksByPlace(key)
        ? Optional.of(
            new Obstacle(
                "it picks rows of %s in an order that leaves some side by side, and those come in another one when rows have been updated"
                    .formatted(table.name()),
                "Put the primary key at the end of the ORDER BY. Or: -- drydock: plain in place of the directive."))
        : Optional.empty();
  }

  /** What a sequence gave last is another number in each batch. */
  private Optional<Obstacle> numbering() {
    return update.functions().contains("nextval") && update.mentions("last_value")
        ? Optional.of(
            new Obstacle("it reads last_value of a sequence beside nextval, once per batch", PLAIN))
        : Optional.empty();
  }

  /** One value for all rows is another one for each batch. */
  private Optional<Obstacle> once() {
    return update.evaluatedOnce().stream()
        .filter(query -> context.knowsColumns() && isVolatile(query))
        .findFirst()
        .map(
            query ->
                new Obstacle(
                    "the query (%s) is asked once for all rows, and would give each batch another answer"
                        .formatted(shortened(query.text())),
                    EACH_ROW.formatted(QualifiedName.of(update.called()))));
  }

  /** By itself, or by a view that it reads. */
  private boolean isVolatile(Expression query) {
    return context.isVolatile().test(query)
        || context.facts().relations().stream()
            .filter(relation -> relation.kind() == 'v' && query.mentions(relation.name()))
            .map(view -> Expression.of(view.definition()))
            .anyMatch(context.isVolatile());
  }

  private static String shortened(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() > 60 ? line.substring(0, 60) + "…" : line;
  }

  /** A child's own columns would be meant where the UPDATE names those of other tables. */
  private Optional<Obstacle> ambiguous() {
    List<String> columns = names(table);
    return walked().stream()
        .flatMap(
            one ->
                names(one).stream()
                    .filter(column -> !columns.contains(column) && update.mentions(column))
                    .map(
                        column ->
                            new Obstacle(
                                "%s has a column %s, which %s does not have, and the UPDATE names one like it"
                                    .formatted(shown(one), column, table.name()),
                                PLAIN)))
        .findFirst();
  }

  /** A partition or child may have other columns, or the same in another order. */
  private Optional<Obstacle> shapes() {
    if (!update.takesWholeRow() || table.column(update.called()).isPresent()) {
      return Optional.empty();
    }
    List<String> columns = names(table);
    return walked().stream()
        .filter(one -> !names(one).equals(columns))
        .findFirst()
        .map(
            one ->
                new Obstacle(
                    "it takes whole rows of %s, and those of %s have other columns, or another order of them"
                        .formatted(table.name(), shown(one)),
                    PLAIN));
  }

  private static List<String> names(RelationFacts relation) {
    return relation.columns().stream().map(RelationFacts.Column::name).toList();
  }

  /** Each is updated by itself, and has then its own defaults. */
  private Optional<Obstacle> defaults() {
    if (!update.takesDefaults()) {
      return Optional.empty();
    }
    return walked().stream()
        .filter(
            one ->
                update.columns().stream()
                    .anyMatch(column -> !value(one, column).equals(value(table, column))))
        .findFirst()
        .map(
            one ->
                new Obstacle(
                    "it sets columns to DEFAULT, and %s has another one than %s"
                        .formatted(shown(one), table.name()),
                    "Write the value instead of DEFAULT."));
  }

  private static Optional<String> value(RelationFacts relation, String column) {
    return relation.column(column).flatMap(RelationFacts.Column::defaultValue);
  }

  /** What an earlier statement of the run may have changed. */
  private Optional<Obstacle> known() {
    if (altered || !context.knowsColumns()) {
      return Optional.empty();
    }
    return walked().stream()
        .flatMap(
            one ->
                Stream.of(
                    withoutKey(one),
                    rewritten(one),
                    recomputed(one),
                    key(one),
                    divided(one),
                    deferred(one)))
        .flatMap(Optional::stream)
        .findFirst()
        .or(this::cascading)
        .or(this::unpublishable);
  }

  /** Without one it is looked through several times, and a row that stays null is set again. */
  private Optional<Obstacle> withoutKey(RelationFacts one) {
    if (!one.walkedKey().isEmpty()) {
      return Optional.empty();
    }
    return update.repeatable()
        ? one.firedBy(update.columns())
            .map(
                trigger ->
                    new Obstacle(
                        "%s has no key that batches can go along, and its trigger %s would fire again for a row that stays null"
                            .formatted(shown(one), trigger),
                        "Add a primary key first."))
        : Optional.of(new Obstacle(shown(one) + Backfill.WITHOUT_KEY, Backfill.KEY_OR_NULL));
  }

  private Optional<Obstacle> rewritten(RelationFacts one) {
    return one.rewritesUpdates()
        ? Optional.of(new Obstacle("a rule rewrites updates of " + shown(one), PLAIN))
        : Optional.empty();
  }

  /** What rows held is overwritten by that, too. */
  private Optional<Obstacle> recomputed(RelationFacts one) {
    return one.computedByCode()
        .filter(column -> !overwrites)
        .map(
            column ->
                new Obstacle(
                    "it would compute %s of %s anew, by code that may have changed since"
                        .formatted(column, shown(one)),
                    PLAIN));
  }

  private Optional<Obstacle> key(RelationFacts one) {
    return set(one.walkedKey())
        .map(
            column ->
                new Obstacle(
                    "it sets %s of %s, the key that batches go along".formatted(column, shown(one)),
                    PLAIN));
  }

  private Optional<Obstacle> divided(RelationFacts one) {
    return set(one.dividedBy())
        .map(
            column ->
                new Obstacle(
                    "it sets %s, by which rows go to other partitions than %s"
                        .formatted(column, shown(one)),
                    PLAIN));
  }

  /** What is checked when all rows are there may be broken where only some are. */
  private Optional<Obstacle> deferred(RelationFacts one) {
    return one.constraints().stream()
        .filter(known -> known.columns().isEmpty() || set(known.columns()).isPresent())
        .filter(
            known ->
                Constraint.printed(known.definition())
                    .filter(made -> isLate(known, made, one))
                    .isPresent())
        .findFirst()
        .map(
            known ->
                new Obstacle(
                    "%s of %s is checked when all rows are set, and a batch that sets some may break it"
                        .formatted(known.name(), shown(one)),
                    PLAIN));
  }

  /** A key that may be deferred, or a foreign key of which both ends are set. */
  private boolean isLate(RelationFacts.Constraint known, Constraint made, RelationFacts one) {
    ObjectName name = Naming.name(one).full();
    return known.kind() == 'f'
        ? known.references().filter(name::equals).isPresent()
            && made.references().flatMap(points -> set(points.columns())).isPresent()
        : "upx".indexOf(known.kind()) >= 0 && made.deferrable();
  }

  /** A batch may change no other table. */
  private Optional<Obstacle> cascading() {
    ObjectName name = Naming.name(table).full();
    return context.facts().relations().stream()
        .flatMap(
            other ->
                other.constraints().stream()
                    .filter(known -> known.references().filter(name::equals).isPresent())
                    .filter(
                        known ->
                            Constraint.printed(known.definition())
                                .flatMap(Constraint::references)
                                .filter(points -> CASCADES.contains(points.onUpdate()))
                                .flatMap(points -> set(points.columns()))
                                .isPresent())
                    .map(
                        known ->
                            new Obstacle(
                                "%s of %s would change rows there, which no batch may"
                                    .formatted(known.name(), shown(other)),
                                PLAIN)))
        .findFirst();
  }

  private Optional<Obstacle> unpublishable() {
    return walked().stream()
        .flatMap(
            one ->
                BackfillFitness.unpublishable(one).stream()
                    .map(
                        why ->
                            new Obstacle(
                                "an UPDATE of %s %s".formatted(shown(one), why),
                                "Give the table a replica identity first.")))
        .findFirst();
  }

  /** The first of these columns that it sets. */
  private Optional<String> set(List<String> columns) {
    return columns.stream().filter(update.columns()::contains).findFirst();
  }

  private static String shown(RelationFacts relation) {
    return Naming.name(relation).toString();
  }
}
