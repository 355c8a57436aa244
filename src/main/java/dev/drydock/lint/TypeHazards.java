package dev.drydock.lint;

import static java.util.stream.Collectors.joining;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.migration.RelationFacts;
import dev.drydock.migration.SchemaFacts.Chosen;
import dev.drydock.sql.Expression;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.Optional;

/** {@code ALTER COLUMN … TYPE}: what it loses, writes anew, or only locks. */
final class TypeHazards {

  static final List<LintRule<?>> ALL =
      List.of(
          rule(
              RuleDoc.destructive(
                      "narrow-type",
                      "a column changes to a type that cannot hold all its values",
                      "Values are rounded, cut or refused, for every row and for good; the table is written anew while nobody can read it.",
                      "Add a column of the new type, fill it, compare, move the code, and drop the old one in a later release.")
                  .lock(LockMode.ACCESS_EXCLUSIVE, Work.REWRITE),
              TypeHazards::narrows),
          rule(
              RuleDoc.hazard(
                  "change-type-rewrites",
                  LockMode.ACCESS_EXCLUSIVE,
                  Work.REWRITE,
                  "a column changes its type so that the table must be written anew",
                  "No value is lost, but nobody can read or write the table until it and its indexes are written anew, and code that expects the old type may break.",
                  "Add a column of the new type, keep both in step by a trigger, fill it in batches, and move the code."),
              TypeHazards::rewrites),
          rule(
              RuleDoc.hazard(
                  "change-type-locks",
                  LockMode.ACCESS_EXCLUSIVE,
                  Work.CATALOG,
                  "a column changes to a type that stores its values in the same way",
                  "Only the catalog changes, but the lock waits behind every running query, and all later ones wait behind it; prepared statements and views may break.",
                  "Run it with a short lock_timeout and repeat it."),
              TypeHazards::locks),
          rule(
              RuleDoc.hazard(
                  "change-type-rechecks",
                  LockMode.ACCESS_EXCLUSIVE,
                  Work.SCAN,
                  "a column with a CHECK changes its type",
                  "The table need not be written anew, but every row is checked again while nobody can read or write.",
                  "Drop the CHECK first, and add it again NOT VALID; validate it in a later migration."),
              TypeHazards::rechecks),
          rule(
              RuleDoc.hazard(
                  "change-type-reindexes",
                  LockMode.ACCESS_EXCLUSIVE,
                  Work.BUILD,
                  "a column changes its type that an index has in an expression or a WHERE",
                  "The table need not be written anew, but the server builds each such index anew while nobody can read or write: it does not compare expressions.",
                  "Drop the index CONCURRENTLY first, and build it CONCURRENTLY afterwards."),
              TypeHazards::reindexes),
          rule(
              RuleDoc.destructive(
                      "change-collation",
                      "a column gets another collation",
                      "It sorts and compares differently from then on, and its indexes are built anew while nobody can read or write.",
                      "Add an index with the other collation, or name the collation in the query.")
                  .lock(LockMode.ACCESS_EXCLUSIVE, Work.BUILD),
              TypeHazards::collates));

  private TypeHazards() {}

  private static Hazard<TableChange.AlterType> rule(
      RuleDoc doc,
      java.util.function.Function<Look<TableChange.AlterType>, Optional<Judgement>> sees) {
    return new Hazard<>(
        doc, TableChange.AlterType.class, look -> sees.apply(look).stream().toList());
  }

  private static ObjectRef column(TableChange.AlterType change) {
    return ObjectRef.part(ObjectKind.COLUMN, change.table().name(), change.column());
  }

  private static Optional<Judgement> narrows(Look<TableChange.AlterType> look) {
    TableChange.AlterType change = look.action();
    if (TypeChanges.fit(change, look.context()) != TypeFit.NARROWS) {
      return Optional.empty();
    }
    String from =
        TypeChanges.known(change, look.context())
            .map(t -> " from " + t)
            .orElse(", whatever it is,");
    return Optional.of(
        look.destructive(EffectKind.NARROW_TYPE, column(change))
            .message(
                "%s changes%s to %s%s, which cannot hold every value: what does not fit is rounded, cut or refused for good"
                    .formatted(
                        column(change),
                        from,
                        change.type(),
                        change.using().map(u -> " USING " + u).orElse("")))
            .safe(beside(change)));
  }

  private static Optional<Judgement> rewrites(Look<TableChange.AlterType> look) {
    TableChange.AlterType change = look.action();
    if (TypeChanges.fit(change, look.context()) != TypeFit.REWRITES) {
      return Optional.empty();
    }
    return Optional.of(
        changed(look)
            .refusal(Refusal.UNLESS_DECLARED)
            .message(
                "%s changes to %s: %s and its indexes are written anew, and nobody can read or write meanwhile"
                    .formatted(column(change), change.type(), change.table()))
            .safe(beside(change)));
  }

  private static Optional<Judgement> locks(Look<TableChange.AlterType> look) {
    TableChange.AlterType change = look.action();
    if (!isFree(look) || isChecked(look) || rebuilt(look).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        changed(look)
            .message(
                "%s changes to %s without being written anew, but reads and writes of %s wait for a moment"
                    .formatted(column(change), change.type(), change.table())));
  }

  private static Optional<Judgement> rechecks(Look<TableChange.AlterType> look) {
    TableChange.AlterType change = look.action();
    if (!isFree(look) || !isChecked(look)) {
      return Optional.empty();
    }
    return Optional.of(
        changed(look)
            .message(
                "A CHECK on %s is proven again for every row of %s, and nobody can read or write meanwhile"
                    .formatted(column(change), change.table())));
  }

  private static Optional<Judgement> reindexes(Look<TableChange.AlterType> look) {
    TableChange.AlterType change = look.action();
    return rebuilt(look)
        .filter(index -> isFree(look))
        .map(
            index ->
                changed(look)
                    .message(
                        "The index %s %s %s in an expression or a WHERE: it is built anew, and nobody can read or write %s meanwhile"
                            .formatted(
                                QualifiedName.quoted(index.name()),
                                index.definition().isEmpty() ? "may have" : "has",
                                column(change),
                                change.table())));
  }

  /** An index that the server does not keep, as it keeps one of the column alone. */
  private static Optional<RelationFacts.Index> rebuilt(Look<TableChange.AlterType> look) {
    String column = look.action().column();
    return look.relation(look.action().table().name()).stream()
        .flatMap(table -> table.indexes().values().stream())
        .filter(index -> index.partial() || index.columns().contains(""))
        .filter(
            index ->
                index.definition().isEmpty() || Expression.of(index.definition()).mentions(column))
        .findFirst();
  }

  private static boolean isFree(Look<TableChange.AlterType> look) {
    return TypeChanges.fit(look.action(), look.context()) == TypeFit.FREE;
  }

  private static Optional<Judgement> collates(Look<TableChange.AlterType> look) {
    TableChange.AlterType change = look.action();
    List<String> had = look.context().world().chosen(column(change), Chosen.What.COLLATION);
    Optional<String> now = change.collation().map(Overwrites::collation);
    String noMore = had.stream().map(name -> ", no more by " + name).collect(joining());
    if (now.isEmpty()) {
      return had.isEmpty() || !isCollatable(change)
          ? Optional.empty()
          : Optional.of(
              collated(look, "the collation of its new type" + noMore)
                  .safe(keeping(change, had.get(0))));
    }
    return now.filter(name -> !had.contains(name) && !isDefaultAgain(look, name, had))
        .map(name -> collated(look, name + noMore));
  }

  private static boolean isDefaultAgain(
      Look<TableChange.AlterType> look, String name, List<String> had) {
    return had.isEmpty()
        && name.equals("\"default\"")
        && look.context().facts(look.action().table().name()).isPresent();
  }

  private static Judgement collated(Look<TableChange.AlterType> look, String by) {
    ObjectRef column = column(look.action());
    return look.destructive(EffectKind.CHANGE_COLLATION, column)
        .message(
            "%s is sorted and compared by %s from then on; its indexes are built anew meanwhile"
                .formatted(column, by));
  }

  private static boolean isCollatable(TableChange.AlterType change) {
    return TypeName.of(change.type().toString()).filter(TypeName::isCollatable).isPresent();
  }

  private static String keeping(TableChange.AlterType change, String collation) {
    return "ALTER TABLE %s ALTER COLUMN %s TYPE %s COLLATE %s%s;"
        .formatted(
            change.table(),
            QualifiedName.quoted(change.column()),
            change.type(),
            collation,
            change.using().map(using -> " USING " + using).orElse(""));
  }

  private static Judgement changed(Look<TableChange.AlterType> look) {
    ObjectRef column = column(look.action());
    return look.hazard(EffectKind.CHANGE_TYPE, column).moot(look.context().isOwn(column));
  }

  private static boolean isChecked(Look<TableChange.AlterType> look) {
    return look.relation(look.action().table().name()).stream()
        .flatMap(table -> table.constraints().values().stream())
        .anyMatch(c -> c.kind() == 'c' && c.columns().contains(look.action().column()));
  }

  /** A second column, which is filled before anybody reads it. */
  private static String beside(TableChange.AlterType change) {
    String old = QualifiedName.quoted(change.column());
    String added = QualifiedName.quoted(change.column() + "_new");
    String value = change.using().map(Object::toString).orElse(old + "::" + change.type());
    return """
        ALTER TABLE %1$s ADD COLUMN %3$s %4$s;
        -- let the code write both columns, then fill the old rows in batches:
        UPDATE %1$s SET %3$s = %5$s WHERE %3$s IS NULL;
        -- compare, let the code read %3$s, and drop %2$s in a later release."""
        .formatted(change.table(), old, added, change.type(), value);
  }
}
