package dev.drydock.lint;

import dev.drydock.sql.Action;
import dev.drydock.sql.Command;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.Creation;
import dev.drydock.sql.DataChange;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The tables and views without which an action fails, as far as its text names them for certain:
 * what IF EXISTS excuses and what a query reads is not among them.
 */
final class NamedRelations {

  private static final Set<ObjectKind> RELATIONS =
      EnumSet.of(
          ObjectKind.TABLE,
          ObjectKind.VIEW,
          ObjectKind.MATERIALIZED_VIEW,
          ObjectKind.FOREIGN_TABLE);

  private static final Set<ObjectKind> PARTS =
      EnumSet.of(ObjectKind.TRIGGER, ObjectKind.POLICY, ObjectKind.RULE);

  private static final Set<ObjectKind> IN_TABLE =
      EnumSet.of(ObjectKind.COLUMN, ObjectKind.CONSTRAINT);

  private NamedRelations() {}

  static List<QualifiedName> of(Action action) {
    if (action instanceof TableChange change) {
      return changed(change);
    } else if (action instanceof Creation creation) {
      return usedBy(creation);
    } else if (action instanceof DataChange change) {
      return written(change);
    }
    return action instanceof ObjectChange change ? changed(change) : run((Command) action);
  }

  private static List<QualifiedName> changed(TableChange change) {
    if (change.table().ifExists() || !RELATIONS.contains(change.table().kind())) {
      return List.of();
    }
    var names = new ArrayList<>(List.of(change.table().name()));
    if (change instanceof TableChange.AttachPartition attached) {
      names.add(attached.partition());
    } else if (change instanceof TableChange.Inherit inherit) {
      names.add(inherit.parent());
    } else if (change instanceof TableChange.AddConstraint added) {
      names.addAll(parents(List.of(added.constraint())));
    } else if (change instanceof TableChange.AddColumn added) {
      names.addAll(parents(added.column().constraints()));
    }
    return names;
  }

  private static List<QualifiedName> parents(List<Constraint> constraints) {
    return constraints.stream()
        .flatMap(constraint -> constraint.references().stream())
        .map(Constraint.References::table)
        .toList();
  }

  private static List<QualifiedName> usedBy(Creation creation) {
    var names = new ArrayList<QualifiedName>();
    if (creation instanceof Creation.CreateTable made && !made.ifNotExists()) {
      names.addAll(made.inherits());
      made.partitionOf().ifPresent(partition -> names.add(partition.parent()));
      parents(made.allConstraints()).stream()
          .filter(parent -> !parent.name().equals(made.table().name()))
          .forEach(names::add);
    } else if (creation instanceof Creation.CreateIndex made) {
      names.add(made.table());
    } else if (PARTS.contains(creation.object().kind())) {
      names.add(creation.object().name());
    }
    return names;
  }

  private static List<QualifiedName> written(DataChange change) {
    if (change instanceof DataChange.Insert insert) {
      return List.of(insert.table());
    } else if (change instanceof DataChange.Update update) {
      return List.of(update.table());
    } else if (change instanceof DataChange.Delete delete) {
      return List.of(delete.table());
    } else if (change instanceof DataChange.Merge merge) {
      return List.of(merge.table());
    }
    return change instanceof DataChange.Truncate truncate ? truncate.tables() : List.of();
  }

  private static List<QualifiedName> changed(ObjectChange change) {
    if (change instanceof ObjectChange.Drop drop && !drop.ifExists()) {
      return drop.objects().stream()
          .filter(o -> RELATIONS.contains(o.kind()) || PARTS.contains(o.kind()))
          .map(ObjectRef::name)
          .toList();
    } else if (change instanceof ObjectChange.Rename rename && !rename.ifExists()) {
      return IN_TABLE.contains(rename.object().kind())
          ? List.of(rename.object().name())
          : ofRelation(rename.object());
    } else if (change instanceof ObjectChange.SetSchema moved && !moved.ifExists()) {
      return ofRelation(moved.object());
    }
    return change instanceof ObjectChange.Comment comment
        ? ofRelation(comment.object())
        : List.of();
  }

  private static List<QualifiedName> ofRelation(ObjectRef object) {
    return RELATIONS.contains(object.kind()) || PARTS.contains(object.kind())
        ? List.of(object.name())
        : List.of();
  }

  private static List<QualifiedName> run(Command command) {
    if (command instanceof Command.Lock lock) {
      return lock.tables();
    } else if (command instanceof Command.Analyze analyze) {
      return analyze.tables();
    } else if (command instanceof Command.Vacuum vacuum) {
      return vacuum.tables();
    } else if (command instanceof Command.RefreshView refresh) {
      return List.of(refresh.view());
    }
    return command instanceof Command.Cluster cluster
        ? cluster.table().stream().toList()
        : List.of();
  }
}
