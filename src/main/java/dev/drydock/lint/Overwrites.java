package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.migration.SchemaFacts.Chosen;
import dev.drydock.sql.Action;
import dev.drydock.sql.Creation;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * What somebody gave to an object is replaced by something else. The database tells what there was,
 * or the files that ran before.
 *
 * @param loses whether the action replaces something of this, which is never empty
 */
record Overwrites<A extends Action>(
    RuleDoc doc,
    Class<A> judges,
    EffectKind effect,
    Chosen.What what,
    Function<A, ObjectRef> object,
    BiPredicate<A, List<String>> loses)
    implements LintRule<A> {

  private static final int LONGEST_SHOWN = 80;

  static final List<LintRule<?>> ALL =
      List.of(
          new Overwrites<>(
              doc(
                      "change-comment",
                      "an existing comment is replaced",
                      "The old one is gone; tools such as GraphQL layers read directives from comments.")
                  .lock(null, Work.CATALOG),
              ObjectChange.Comment.class,
              EffectKind.CHANGE_COMMENT,
              Chosen.What.COMMENT,
              ObjectChange.Comment::object,
              (change, known) -> change.text().filter(text -> !known.contains(text)).isPresent()),
          new Overwrites<>(
              doc(
                      "change-option-value",
                      "a storage option that somebody set gets another value",
                      "Tuning that somebody chose, such as fillfactor or autovacuum limits, is lost.")
                  .lock(LockMode.SHARE_UPDATE_EXCLUSIVE, Work.CATALOG),
              TableChange.Options.class,
              EffectKind.CHANGE_OPTIONS,
              Chosen.What.OPTION,
              Overwrites::table,
              (change, known) -> !change.reset() && replaces(change.options(), known)),
          new Overwrites<>(
              doc(
                      "change-column-option-value",
                      "an option of a column that somebody set gets another value",
                      "What somebody told the planner about its values is lost.")
                  .lock(LockMode.SHARE_UPDATE_EXCLUSIVE, Work.CATALOG),
              TableChange.ColumnOptions.class,
              EffectKind.CHANGE_OPTIONS,
              Chosen.What.OPTION,
              change -> column(change, change.column()),
              (change, known) -> !change.reset() && replaces(change.options(), known)),
          new Overwrites<>(
              doc(
                      "change-statistics-target",
                      "a statistics target that somebody set gets another value",
                      "Plans that hang on it may change with the next ANALYZE.")
                  .lock(LockMode.SHARE_UPDATE_EXCLUSIVE, Work.CATALOG),
              TableChange.SetStatistics.class,
              EffectKind.CHANGE_STATISTICS,
              Chosen.What.STATISTICS_TARGET,
              change -> column(change, change.column()),
              (change, known) -> !known.contains(change.target())));

  private static RuleDoc doc(String id, String what, String why) {
    return RuleDoc.destructive(
        id, what, why, "Declare it, if nobody needs what is there; the refusal names it.");
  }

  private static ObjectRef column(TableChange change, String column) {
    return ObjectRef.part(ObjectKind.COLUMN, change.table().name(), column);
  }

  /** Notes what files that ran before gave. */
  static void noteIn(WorldChanges changes) {
    changes.on(
        ObjectChange.Comment.class,
        (c, w) -> w.choose(c.object(), Chosen.What.COMMENT, c.text().stream().toList()));
    changes.on(
        TableChange.Options.class, (c, w) -> w.choose(table(c), Chosen.What.OPTION, c.options()));
    changes.on(
        TableChange.ColumnOptions.class,
        (c, w) -> w.choose(column(c, c.column()), Chosen.What.OPTION, c.options()));
    changes.on(
        TableChange.SetStatistics.class,
        (c, w) ->
            w.choose(
                column(c, c.column()),
                Chosen.What.STATISTICS_TARGET,
                c.target().matches("\\d+") ? List.of(c.target()) : List.of()));
  }

  /** Notes what a table was given when it was made by files that ran before. */
  static void made(KnownRelation table, Creation.CreateTable made, World world) {
    ObjectRef object = ObjectRef.of(ObjectKind.TABLE, table.name());
    world.choose(object, Chosen.What.OPTION, made.options());
    made.columns().forEach(c -> collated(table.name(), c.name(), c.collation(), world));
  }

  /** Notes how a column sorts that files before made or changed. */
  static void collated(
      QualifiedName table, String column, Optional<QualifiedName> collation, World world) {
    world.choose(
        ObjectRef.part(ObjectKind.COLUMN, table, column),
        Chosen.What.COLLATION,
        collation.map(Overwrites::collation).stream().toList());
  }

  /** As {@link Chosen} names it. */
  static String collation(QualifiedName name) {
    return name.schema().filter(schema -> !schema.equals("pg_catalog")).isPresent()
        ? name.toString()
        : QualifiedName.quoted(name.name());
  }

  /** Whether nobody set these options of a table that a database told about, or of its column. */
  static boolean unset(TableChange change, List<String> options, LintContext context) {
    return context.facts(change.table().name()).isPresent()
        && context.world().chosen(changed(change), Chosen.What.OPTION).stream()
            .noneMatch(known -> options.contains(known.substring(0, known.indexOf('='))));
  }

  private static ObjectRef changed(TableChange change) {
    return change instanceof TableChange.ColumnOptions of ? column(of, of.column()) : table(change);
  }

  private static ObjectRef table(TableChange change) {
    return ObjectRef.of(ObjectKind.TABLE, change.table().name());
  }

  private static boolean replaces(List<String> options, List<String> known) {
    return options.stream()
        .filter(option -> !known.contains(option))
        .map(option -> option.substring(0, option.indexOf('=') + 1))
        .anyMatch(name -> !name.isEmpty() && known.stream().anyMatch(k -> k.startsWith(name)));
  }

  private static String shown(String values) {
    String line = values.replaceAll("\\s+", " ");
    return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
  }

  @Override
  public List<Judgement> check(A action, LintContext context) {
    ObjectRef changed = object.apply(action);
    List<String> known = context.world().chosen(changed, what);
    return known.isEmpty() || !loses.test(action, known)
        ? List.of()
        : List.of(
            context
                .destructive(this, action, effect, changed)
                .message(
                    "What somebody set on %s is replaced: %s."
                        .formatted(changed, shown(String.join(", ", known))))
                .safe("Leave %s as it is, if somebody needs that.".formatted(changed)));
  }
}
