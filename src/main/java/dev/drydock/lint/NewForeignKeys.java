package dev.drydock.lint;

import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.Action;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.Creation;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.stream.Stream;

/** The foreign keys that an action makes. */
final class NewForeignKeys {

  /** One of them; the parent as written. */
  record Key(
      QualifiedName table,
      List<String> columns,
      QualifiedName parent,
      String onDelete,
      int offset) {

    /** Whether an index of the table begins with its columns, in whatever order. */
    boolean indexed(LintContext context) {
      return context
          .relation(table)
          .map(known -> known.indexes().values().stream().anyMatch(this::servedBy))
          .orElse(true);
    }

    private boolean servedBy(RelationFacts.Index index) {
      return !index.partial()
          && index.columns().size() >= columns.size()
          && index.columns().subList(0, columns.size()).containsAll(columns);
    }
  }

  private NewForeignKeys() {}

  static List<Key> of(Action action) {
    if (action instanceof TableChange.AddConstraint added) {
      return keys(added.table().name(), Stream.of(added.constraint()));
    }
    if (action instanceof TableChange.AddColumn added) {
      return keys(added.table().name(), added.column().constraints().stream());
    }
    return action instanceof Creation.CreateTable made
        ? keys(made.table(), made.allConstraints().stream())
        : List.of();
  }

  private static List<Key> keys(QualifiedName table, Stream<Constraint> constraints) {
    return constraints
        .flatMap(
            constraint ->
                constraint.references().stream()
                    .map(
                        to ->
                            new Key(
                                table,
                                constraint.columns(),
                                to.table(),
                                to.onDelete(),
                                constraint.offset())))
        .toList();
  }
}
