package dev.drydock.lint;

import dev.drydock.migration.RelationFacts;
import dev.drydock.migration.RelationFacts.Tie;
import dev.drydock.sql.Action;
import dev.drydock.sql.Creation;
import dev.drydock.sql.Mentions;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.Statement;
import dev.drydock.sql.TableChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a run has changed of what hangs on columns without a lock on their table: privileges,
 * comments and settings of what belongs to them, and what was made over them.
 */
final class TieChanges {

  /** A column, by its table and what hung on it before the run. */
  private record Column(RelationFacts table, List<Tie> ties) {

    boolean isOf(QualifiedName name) {
      return QualifiedName.of(table.schema(), table.name()).mayBe(name);
    }

    boolean has(Tie.Kind... kinds) {
      return ties.stream().anyMatch(tie -> Set.of(kinds).contains(tie.kind()));
    }

    /** Whether an index, a sequence or a statistics object of that name hangs on it. */
    boolean has(QualifiedName name) {
      return ties.stream().anyMatch(tie -> OBJECTS.contains(tie.kind()) && isNamed(tie, name));
    }

    boolean isNumberedBy(QualifiedName sequence) {
      return ties.stream()
          .anyMatch(tie -> tie.kind() == Tie.Kind.IDENTITY && isNamed(tie, sequence));
    }

    private static boolean isNamed(Tie tie, QualifiedName name) {
      return QualifiedName.of(tie.schema(), tie.name()).mayBe(name);
    }
  }

  private static final Set<Tie.Kind> OBJECTS =
      Set.of(
          Tie.Kind.INDEX,
          Tie.Kind.KEY,
          Tie.Kind.SEQUENCE,
          Tie.Kind.IDENTITY,
          Tie.Kind.STATISTICS_OBJECT);

  private final List<Predicate<Column>> changes = new ArrayList<>();

  void did(Action action, Statement statement) {
    changes.add(
        action instanceof Creation creation
            ? made(creation, statement)
            : action instanceof ObjectChange change
                ? changed(change, statement)
                : column -> action instanceof TableChange c && column.has(c.table().name()));
  }

  /** Whether something may be different of what hangs on a column of an existing table. */
  boolean concern(RelationFacts table, String column) {
    var looked = new Column(table, table.ties(column));
    return changes.stream().anyMatch(change -> change.test(looked));
  }

  /** What can depend on the columns of a table that it names. */
  private static Predicate<Column> made(Creation creation, Statement statement) {
    if (creation instanceof Creation.CreatePublication) {
      return column -> true;
    }
    boolean depends =
        creation instanceof Creation.CreateView
            || creation instanceof Creation.CreateRule
            || creation instanceof Creation.CreatePolicy
            || (creation instanceof Creation.CreateRoutine r && r.language().equals("sql"))
            || (creation instanceof Creation.CreateSequence s && s.ownedBy().isPresent())
            || (creation instanceof Creation.CreateOther o
                && o.object().kind() == ObjectKind.STATISTICS);
    return depends ? mentioned(statement) : column -> false;
  }

  private static Predicate<Column> mentioned(Statement statement) {
    Set<String> names = Mentions.of(statement);
    return column -> names.contains(column.table().name());
  }

  private static Predicate<Column> changed(ObjectChange change, Statement statement) {
    if (change instanceof ObjectChange.Grant grant) {
      Predicate<Column> onColumns =
          column -> grant.ofColumns() && means(column, grant.objects(), grant.allInSchema());
      return onColumns.or(column -> numbers(column, grant.objects(), grant.allInSchema()));
    }
    if (change instanceof ObjectChange.Revoke revoke) {
      return column ->
          (column.has(Tie.Kind.GRANT, Tie.Kind.GRANT_OPTION)
                  && means(column, revoke.objects(), revoke.allInSchema()))
              || numbers(column, revoke.objects(), revoke.allInSchema());
    }
    if (change instanceof ObjectChange.DefaultPrivileges) {
      return column -> column.has(Tie.Kind.IDENTITY);
    }
    if (change instanceof ObjectChange.AlterSequence sequence) {
      Predicate<Column> numbered = column -> column.isNumberedBy(sequence.sequence());
      return sequence.owner().isEmpty()
          ? numbered
          : numbered.or(column -> column.has(sequence.sequence())).or(mentioned(statement));
    }
    if (change instanceof ObjectChange.AlterPolicy) {
      return mentioned(statement);
    }
    boolean anywhere =
        change instanceof ObjectChange.AlterPublication
            || change instanceof ObjectChange.DropOwned
            || change instanceof ObjectChange.ReassignOwned;
    return column -> anywhere || objects(change).anyMatch(object -> concerns(object, column));
  }

  /** A table, or all of a schema. */
  private static boolean means(Column column, List<ObjectRef> objects, boolean allInSchema) {
    return objects.stream()
        .anyMatch(
            object ->
                allInSchema
                    ? object.name().name().equals(column.table().schema())
                    : column.isOf(object.name()));
  }

  /** The sequence of an identity, or all of a schema. */
  private static boolean numbers(Column column, List<ObjectRef> objects, boolean allInSchema) {
    return objects.stream()
        .anyMatch(
            object ->
                allInSchema
                    ? column.has(Tie.Kind.IDENTITY)
                        && object.name().name().equals(column.table().schema())
                    : column.isNumberedBy(object.name()));
  }

  private static Stream<ObjectRef> objects(ObjectChange change) {
    if (change instanceof ObjectChange.Drop drop) {
      return drop.objects().stream();
    }
    return change instanceof ObjectChange.Comment c
        ? Stream.of(c.object())
        : change instanceof ObjectChange.SecurityLabel l
            ? Stream.of(l.object())
            : change instanceof ObjectChange.Rename r
                ? Stream.of(r.object())
                : change instanceof ObjectChange.SetSchema s
                    ? Stream.of(s.object())
                    : change instanceof ObjectChange.ChangeOwner o
                        ? Stream.of(o.object())
                        : change instanceof ObjectChange.AlterOther a
                            ? Stream.of(a.object())
                            : Stream.of();
  }

  /** Privileges name roles, and a label of a column is part of it. */
  private static boolean concerns(ObjectRef object, Column column) {
    return switch (object.kind()) {
      case INDEX, SEQUENCE, STATISTICS -> column.has(object.name());
      case COLUMN -> column.isOf(object.name());
      case ROLE -> column.has(Tie.Kind.GRANT, Tie.Kind.GRANT_OPTION);
      default -> false;
    };
  }
}
