package dev.drydock.lint;

import dev.drydock.migration.LockMode;
import dev.drydock.sql.Action;
import dev.drydock.sql.ColumnDefinition;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.ConstraintNames;
import dev.drydock.sql.Creation;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Constraints that promise less, or cost more, than they seem to; on new tables too. */
final class KeyAdvice {

  /** A constraint and the table it is put on. */
  private record Put(
      QualifiedName table,
      Constraint constraint,
      List<ColumnDefinition> columns,
      boolean newTable) {

    ObjectRef object() {
      return ObjectRef.part(
          ObjectKind.CONSTRAINT, table, ConstraintNames.name(table.name(), constraint));
    }

    /** The type of one of its columns, made by the same action or before it. */
    Optional<String> type(String column, LintContext context) {
      return columns.stream()
          .filter(made -> made.name().equals(column))
          .findFirst()
          .map(made -> KnownColumn.of(made, Origin.NEW).type())
          .orElseGet(() -> KeyAdvice.type(table, column, context));
    }
  }

  static final List<LintRule<?>> ALL =
      List.of(
          rule(
              RuleDoc.advice(
                  "foreign-key-type-mismatch",
                  "a foreign key has another type than the column it points at",
                  "Every lookup converts, and a narrower type runs out of numbers before the parent does.",
                  "Give the column the type of the column it points at."),
              KeyAdvice::mismatch),
          rule(
              RuleDoc.advice(
                      "not-enforced-constraint",
                      "a constraint is NOT ENFORCED",
                      "It looks like a guarantee and is none: rows that break it come in.",
                      "Enforce it, NOT VALID first if the old rows must be proven later.")
                  .since(18),
              (put, context) ->
                  put.constraint().notEnforced()
                      ? Optional.of(
                          "Rows that break %s come in all the same".formatted(put.object()))
                      : Optional.empty()),
          rule(
              RuleDoc.advice(
                  "volatile-check",
                  "a CHECK depends on more than its row",
                  "Rows that are valid today are invalid tomorrow, and a backup with them cannot be restored.",
                  "Compare with another column, or check it in a trigger."),
              KeyAdvice::changing),
          rule(
              RuleDoc.advice(
                      "create-table-references-parent",
                      "a new table has a foreign key to an existing one",
                      "Writes to the parent wait for a moment, behind whoever holds it, although only a new table is made.",
                      "Run it with a short lock_timeout and repeat it.")
                  .lock(LockMode.SHARE_ROW_EXCLUSIVE, Work.CATALOG),
              KeyAdvice::locksParent));

  private KeyAdvice() {}

  private static Hazard<Action> rule(
      RuleDoc doc, BiFunction<Put, LintContext, Optional<String>> sees) {
    return new Hazard<>(
        doc,
        Action.class,
        look ->
            constraints(look.action(), look.context()).stream()
                .flatMap(
                    put ->
                        sees.apply(put, look.context()).stream()
                            .map(
                                message ->
                                    look.advice(put.object())
                                        .at(put.constraint().offset())
                                        .message(message)))
                .toList());
  }

  private static List<Put> constraints(Action action, LintContext context) {
    var puts = new ArrayList<Put>();
    if (action instanceof Creation.CreateTable made) {
      made.allConstraints().forEach(c -> puts.add(new Put(made.table(), c, made.columns(), true)));
    } else if (action instanceof TableChange.AddConstraint added) {
      QualifiedName table = added.table().name();
      puts.add(new Put(table, added.constraint(), List.of(), context.mayBeNew(table)));
    } else if (action instanceof TableChange.AddColumn added) {
      QualifiedName table = added.table().name();
      added
          .column()
          .constraints()
          .forEach(c -> puts.add(new Put(table, c, List.of(added.column()), false)));
    }
    return puts;
  }

  private static Optional<String> mismatch(Put put, LintContext context) {
    Constraint key = put.constraint();
    if (key.references().isEmpty()) {
      return Optional.empty();
    }
    QualifiedName parent = key.references().get().table();
    List<String> targets = targets(key.references().get(), context);
    for (int i = 0; i < Math.min(targets.size(), key.columns().size()); i++) {
      Optional<String> from = put.type(key.columns().get(i), context);
      Optional<String> to = type(parent, targets.get(i), context);
      if (from.isPresent() && to.isPresent() && !base(from.get()).equals(base(to.get()))) {
        return Optional.of(
            "%s.%s is %s, but %s.%s, which it points at, is %s"
                .formatted(
                    put.table(),
                    key.columns().get(i),
                    from.get(),
                    parent,
                    targets.get(i),
                    to.get()));
      }
    }
    return Optional.empty();
  }

  private static List<String> targets(Constraint.References to, LintContext context) {
    return to.columns().isEmpty()
        ? context.relation(to.table()).map(ConstraintHazards::primaryKey).orElse(List.of())
        : to.columns();
  }

  private static Optional<String> type(QualifiedName table, String column, LintContext context) {
    return context.column(table, column).flatMap(KnownColumn::type);
  }

  /** Lengths do not matter, and text is stored as varchar is. */
  private static String base(String type) {
    String name = TypeName.of(type).map(TypeName::name).orElse(type);
    return name.equals("character varying") ? "text" : name;
  }

  private static Optional<String> changing(Put put, LintContext context) {
    if (put.constraint().kind() != Constraint.Kind.CHECK) {
      return Optional.empty();
    }
    return put.constraint().expression().stream()
        .flatMap(check -> check.functions().stream())
        .filter(f -> !context.functions().isUsers(f))
        .filter(f -> context.functions().volatility(f) != Functions.Volatility.IMMUTABLE)
        .findFirst()
        .map(f -> "%s hangs on %s, whose result changes".formatted(put.object(), f.name()));
  }

  private static Optional<String> locksParent(Put put, LintContext context) {
    return put.constraint()
        .references()
        .filter(to -> put.newTable() && !context.mayBeNew(to.table()))
        .filter(to -> !to.table().equals(put.table()))
        .map(
            to ->
                "Writes to %s wait for a moment while the new table %s is tied to it"
                    .formatted(to.table(), put.table()));
  }
}
