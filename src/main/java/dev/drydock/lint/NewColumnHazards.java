package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.sql.ColumnDefinition;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.DataType;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/** New columns of existing tables that cost more than an entry in the catalog. */
final class NewColumnHazards {

  private static final String REWRITE =
      "The whole table and its indexes are written anew, and nobody can read or write meanwhile.";

  static final List<LintRule<?>> ALL =
      List.of(
          rule(
              RuleDoc.trap(
                  "add-column-required",
                  "a new column is NOT NULL and has no default",
                  "The statement fails as soon as the table has a row, and inserts of code that does not know the column fail afterwards.",
                  "Give it a constant default, or add it without NOT NULL, fill it, and make it NOT NULL in a later migration."),
              EffectKind.REQUIRE_VALUE,
              (column, look) -> isRequired(column),
              "%2$s has no value for the old rows of %1$s and for inserts of code that does not know it, and both fail",
              (told, look) -> told.safe(optional(look.action().column(), look))),
          rule(
              rewriting(
                  "add-column-volatile-default",
                  "a new column has a default that differs from row to row",
                  "Add the column without default, set the default in the same statement, and fill the old rows in batches."),
              EffectKind.REWRITE_TABLE,
              (column, look) ->
                  column.defaultValue().filter(look.context().functions()::isVolatile).isPresent(),
              "The default of %2$s is computed for every row: %1$s is written anew, and nobody can read or write meanwhile"),
          rule(
              rewriting(
                  "add-column-identity",
                  "a new column is serial or an identity",
                  "Add a plain bigint column and a sequence as its default, fill the old rows in batches, and make it NOT NULL later."),
              EffectKind.REWRITE_TABLE,
              (column, look) -> column.isSerial() || column.isIdentity(),
              "Every old row of %1$s gets a number for %2$s: the table is written anew, and nobody can read or write meanwhile"),
          rule(
              rewriting(
                  "add-column-demanding-domain",
                  "a new column has a domain as its type that demands something",
                  "Use the domain's base type, and a CHECK that is added NOT VALID and validated later."),
              EffectKind.REWRITE_TABLE,
              (column, look) ->
                  column.type().filter(look.context().world()::isDemandingDomain).isPresent(),
              "The domain of %2$s is checked for every row: %1$s is written anew, and nobody can read or write meanwhile",
              (told, look) ->
                  told.safe(
                      "Use the base type of %s, and a CHECK that is added NOT VALID and validated later."
                          .formatted(type(look.action().column())))),
          rule(
              rewriting(
                  "add-column-stored-generated",
                  "a new column is generated and stored",
                  "Keep a plain column by a trigger and fill the old rows in batches; PostgreSQL 18 has VIRTUAL columns, which write nothing."),
              EffectKind.REWRITE_TABLE,
              (column, look) -> column.has(Constraint.Kind.GENERATED_STORED),
              "%2$s is computed and stored for every row: %1$s is written anew, and nobody can read or write meanwhile",
              (told, look) -> told.safe(virtual(look.action().column(), look))),
          rule(
              RuleDoc.hazard(
                  "add-column-unique",
                  LockMode.ACCESS_EXCLUSIVE,
                  Work.BUILD,
                  "a new column is UNIQUE or a primary key",
                  "Its index is built over the whole table while nobody can read or write.",
                  "Add the column, build a unique index CONCURRENTLY, and make the constraint of that index."),
              EffectKind.BLOCK_READS,
              (column, look) -> key(column).isPresent(),
              "The index of %2$s is built over all of %1$s while nobody can read or write it"),
          references(),
          rule(
              RuleDoc.hazard(
                  "add-column-check",
                  LockMode.ACCESS_EXCLUSIVE,
                  Work.SCAN,
                  "a new column has a CHECK of its own",
                  "Every row is read to prove it while nobody can read or write, even if all of them are NULL.",
                  "Add the column, add the CHECK NOT VALID, and validate it in a later migration."),
              EffectKind.BLOCK_READS,
              (column, look) -> column.has(Constraint.Kind.CHECK),
              "All of %1$s is read to prove the CHECK of %2$s while nobody can read or write"),
          new Hazard<>(
              RuleDoc.trap(
                  "add-identity",
                  "an existing column becomes an identity without a START",
                  "Its sequence begins at 1, so the next inserts collide with the numbers that are there.",
                  "Say START WITH a number above the largest one."),
              TableChange.AddIdentity.class,
              NewColumnHazards::identity));

  private NewColumnHazards() {}

  private static RuleDoc rewriting(String id, String what, String instead) {
    return RuleDoc.hazard(id, LockMode.ACCESS_EXCLUSIVE, Work.REWRITE, what, REWRITE, instead);
  }

  private static Hazard<TableChange.AddColumn> rule(
      RuleDoc doc,
      EffectKind effect,
      BiPredicate<ColumnDefinition, Look<TableChange.AddColumn>> hurts,
      String message) {
    return rule(doc, effect, hurts, message, (told, look) -> look.taught(told));
  }

  private static Hazard<TableChange.AddColumn> rule(
      RuleDoc doc,
      EffectKind effect,
      BiPredicate<ColumnDefinition, Look<TableChange.AddColumn>> hurts,
      String message,
      BiFunction<Judgement, Look<TableChange.AddColumn>, Judgement> safe) {
    return new Hazard<>(
        doc,
        TableChange.AddColumn.class,
        look -> {
          ColumnDefinition column = look.action().column();
          return isAdded(look) && hurts.test(column, look)
              ? List.of(
                  safe.apply(
                      told(effect, look)
                          .at(column.offset())
                          .message(message.formatted(look.action().table(), object(look))),
                      look))
              : List.of();
        });
  }

  private static Judgement told(EffectKind effect, Look<TableChange.AddColumn> look) {
    return effect == EffectKind.REQUIRE_VALUE
        ? look.hazard(effect, object(look))
        : look.hazard(effect, look.action().table().name());
  }

  /** Not where IF NOT EXISTS finds a column of that name. */
  private static boolean isAdded(Look<TableChange.AddColumn> look) {
    TableChange.AddColumn added = look.action();
    return !added.ifNotExists()
        || look.context().column(added.table().name(), added.column().name()).isEmpty();
  }

  private static ObjectRef object(Look<TableChange.AddColumn> look) {
    return ObjectRef.part(
        ObjectKind.COLUMN, look.action().table().name(), look.action().column().name());
  }

  private static boolean isRequired(ColumnDefinition column) {
    boolean filled = column.isIdentity() || column.isSerial() || column.isGenerated();
    boolean hasValue = column.defaultValue().filter(value -> !value.isNull()).isPresent();
    return column.isNotNull() && !filled && !hasValue;
  }

  private static Optional<Constraint> key(ColumnDefinition column) {
    return column
        .constraint(Constraint.Kind.UNIQUE)
        .or(() -> column.constraint(Constraint.Kind.PRIMARY_KEY));
  }

  /** A foreign key on a new column: short without a default, since NULL needs no proof. */
  private static Hazard<TableChange.AddColumn> references() {
    var doc =
        RuleDoc.hazard(
            "add-column-references",
            LockMode.ACCESS_EXCLUSIVE,
            Work.CATALOG,
            "a new column has a foreign key of its own",
            "Reads and writes of the table and writes of the parent wait at the same time; with a default every row is proven meanwhile.",
            "Add the column, add the foreign key NOT VALID, and validate it in a later migration.");
    return new Hazard<>(
        doc,
        TableChange.AddColumn.class,
        look -> {
          ColumnDefinition column = look.action().column();
          return isAdded(look) && column.references().isPresent()
              ? List.of(look.taught(referring(column, look)))
              : List.of();
        });
  }

  private static Judgement referring(ColumnDefinition column, Look<TableChange.AddColumn> look) {
    QualifiedName table = look.action().table().name();
    Judgement brief =
        look.hazard(EffectKind.BLOCK_READS, table)
            .at(column.offset())
            .message(
                "The foreign key of %s locks %s against reads and writes and %s against writes"
                    .formatted(object(look), table, column.references().orElseThrow().table()));
    return column.defaultValue().filter(value -> !value.isNull()).isEmpty()
        ? brief
        : brief.lock(LockMode.ACCESS_EXCLUSIVE, Work.SCAN).refusal(Refusal.ABOVE_SIZE);
  }

  // Safe forms.

  private static String type(ColumnDefinition column) {
    return column.type().map(DataType::text).orElse("text");
  }

  private static String optional(ColumnDefinition column, Look<TableChange.AddColumn> look) {
    QualifiedName table = look.action().table().name();
    String name = QualifiedName.quoted(column.name());
    return """
        ALTER TABLE %1$s ADD COLUMN %2$s %3$s;
        -- let the code write it and fill it where it IS NULL, in batches; in a later migration:
        ALTER TABLE %1$s ALTER COLUMN %2$s SET NOT NULL;"""
        .formatted(table, name, type(column));
  }

  private static String virtual(ColumnDefinition column, Look<TableChange.AddColumn> look) {
    String name = QualifiedName.quoted(column.name());
    String expression =
        column
            .constraint(Constraint.Kind.GENERATED_STORED)
            .flatMap(Constraint::expression)
            .map(Object::toString)
            .orElse("NULL");
    String onNew =
        "ALTER TABLE %s ADD COLUMN %s %s GENERATED ALWAYS AS (%s) VIRTUAL;"
            .formatted(look.action().table(), name, type(column), expression);
    return look.context().server() >= 18
        ? onNew
        : """
        ALTER TABLE %1$s ADD COLUMN %2$s %3$s;
        -- let a BEFORE INSERT OR UPDATE trigger set it, then fill the old rows in batches:
        UPDATE %1$s SET %2$s = %4$s WHERE %2$s IS NULL;
        -- on PostgreSQL 18 instead: %5$s"""
            .formatted(look.action().table(), name, type(column), expression, onNew);
  }

  private static List<Judgement> identity(Look<TableChange.AddIdentity> look) {
    TableChange.AddIdentity change = look.action();
    if (look.context().statement().text().matches("(?is).*\\bstart\\b.*")) {
      return List.of();
    }
    var column = ObjectRef.part(ObjectKind.COLUMN, change.table().name(), change.column());
    return List.of(
        look.hazard(EffectKind.MAY_FAIL, column)
            .message(
                "The numbers of %s begin at 1 and collide with those that are there"
                    .formatted(column))
            .safe(
                "ALTER TABLE %s ALTER COLUMN %s ADD GENERATED BY DEFAULT AS IDENTITY (START WITH <above the largest>);"
                    .formatted(change.table(), QualifiedName.quoted(change.column()))));
  }
}
