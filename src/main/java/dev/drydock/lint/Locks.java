package dev.drydock.lint;

import dev.drydock.migration.LockMode;
import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.Action;
import dev.drydock.sql.Command;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.Creation;
import dev.drydock.sql.DataChange;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The table locks that actions take, as measured in {@code pg_locks} on PostgreSQL 15 and 18; what
 * is not listed takes none that blocks writes.
 */
final class Locks {

  /** {@code recurses}: partitions and children are locked in the same mode. */
  private record Taken(QualifiedName table, LockMode mode, Work work, boolean recurses) {

    Taken(QualifiedName table, LockMode mode, Work work) {
      this(table, mode, work, false);
    }
  }

  /** Changes that ALTER TABLE makes in partitions and children too, unless it says ONLY. */
  private static final Set<Class<? extends TableChange>> RECURSING =
      Set.of(
          TableChange.AddColumn.class,
          TableChange.DropColumn.class,
          TableChange.AlterType.class,
          TableChange.SetDefault.class,
          TableChange.DropDefault.class,
          TableChange.SetNotNull.class,
          TableChange.DropNotNull.class,
          TableChange.SetExpression.class,
          TableChange.DropExpression.class,
          TableChange.SetStatistics.class,
          TableChange.SetStorage.class,
          TableChange.DropConstraint.class,
          TableChange.ValidateConstraint.class);

  private final Map<Class<? extends Action>, BiFunction<Action, World, List<Taken>>> rows =
      new HashMap<>();

  Locks() {
    alter();
    on(Creation.CreateTable.class, (made, world) -> parents(made));
    on(
        Creation.CreateIndex.class,
        (made, world) ->
            List.of(
                new Taken(
                    made.table(),
                    made.concurrently() ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.SHARE,
                    Work.BUILD,
                    !made.only() && isPartitioned(made.table(), world))));
    on(
        Creation.CreateTrigger.class,
        (made, world) -> brief(made.object().name(), LockMode.SHARE_ROW_EXCLUSIVE));
    on(
        Creation.CreateRule.class,
        (made, world) -> brief(made.object().name(), LockMode.ACCESS_EXCLUSIVE));
    on(
        Creation.CreatePolicy.class,
        (made, world) -> brief(made.object().name(), LockMode.ACCESS_EXCLUSIVE));
    on(
        ObjectChange.AlterPolicy.class,
        (c, world) -> brief(c.object().name(), LockMode.ACCESS_EXCLUSIVE));
    on(ObjectChange.Drop.class, Locks::drop);
    on(ObjectChange.Rename.class, Locks::rename);
    on(ObjectChange.Comment.class, (c, world) -> comment(c));
    on(
        ObjectChange.SetSchema.class,
        (c, world) -> relation(c.object().kind().isRelation(), c.object().name()));
    on(
        ObjectChange.ChangeOwner.class,
        (c, world) -> relation(c.object().kind().isRelation(), c.object().name()));
    on(
        DataChange.Truncate.class,
        (c, world) -> all(c.tables(), LockMode.ACCESS_EXCLUSIVE, Work.CATALOG));
    on(DataChange.Update.class, (c, world) -> one(c.table(), LockMode.ROW_EXCLUSIVE, Work.SCAN));
    on(DataChange.Delete.class, (c, world) -> one(c.table(), LockMode.ROW_EXCLUSIVE, Work.SCAN));
    on(DataChange.Insert.class, (c, world) -> one(c.table(), LockMode.ROW_EXCLUSIVE, Work.CATALOG));
    on(Command.Lock.class, (c, world) -> all(c.tables(), mode(c.mode()), Work.CATALOG));
    on(Command.Reindex.class, Locks::reindex);
    on(
        Command.RefreshView.class,
        (c, world) ->
            one(
                c.view(),
                c.concurrently() ? LockMode.EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE,
                Work.REWRITE));
    on(
        Command.Cluster.class,
        (c, world) ->
            c.table().map(t -> one(t, LockMode.ACCESS_EXCLUSIVE, Work.REWRITE)).orElse(List.of()));
    on(
        Command.Analyze.class,
        (c, world) -> all(c.tables(), LockMode.SHARE_UPDATE_EXCLUSIVE, Work.SCAN));
    on(
        Command.Vacuum.class,
        (c, world) ->
            all(
                c.tables(),
                c.full() ? LockMode.ACCESS_EXCLUSIVE : LockMode.SHARE_UPDATE_EXCLUSIVE,
                c.full() ? Work.REWRITE : Work.SCAN));
  }

  private void alter() {
    for (Class<? extends TableChange> kind :
        List.of(
            TableChange.SetStatistics.class,
            TableChange.ColumnOptions.class,
            TableChange.ClusterOn.class,
            TableChange.Options.class)) {
      on(kind, (c, world) -> List.of(altered(c, LockMode.SHARE_UPDATE_EXCLUSIVE)));
    }
    on(TableChange.ValidateConstraint.class, Locks::validate);
    on(TableChange.DropConstraint.class, Locks::dropConstraint);
    on(TableChange.AlterConstraint.class, Locks::alterConstraint);
    on(
        TableChange.TriggerState.class,
        (c, world) -> brief(c.table().name(), LockMode.SHARE_ROW_EXCLUSIVE));
    on(TableChange.AddConstraint.class, Locks::addConstraint);
    on(TableChange.AddColumn.class, Locks::addColumn);
    on(
        TableChange.AttachPartition.class,
        (c, world) ->
            List.of(
                new Taken(c.table().name(), LockMode.SHARE_UPDATE_EXCLUSIVE, Work.CATALOG),
                new Taken(c.partition(), LockMode.ACCESS_EXCLUSIVE, Work.SCAN, true)));
    on(
        TableChange.Inherit.class,
        (c, world) ->
            List.of(
                altered(c, LockMode.ACCESS_EXCLUSIVE),
                new Taken(c.parent(), LockMode.SHARE_UPDATE_EXCLUSIVE, Work.CATALOG)));
    on(
        TableChange.DetachPartition.class,
        (c, world) ->
            one(
                c.table().name(),
                c.concurrently() ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE,
                Work.CATALOG));
    on(TableChange.AttachIndex.class, (c, world) -> List.of());
  }

  private <A extends Action> void on(Class<A> kind, BiFunction<A, World, List<Taken>> locks) {
    rows.put(kind, (action, world) -> locks.apply(kind.cast(action), world));
  }

  /** The locks on relations that an action takes, in the world before it. */
  List<Held> of(Action action, World world) {
    BiFunction<Action, World, List<Taken>> row = rows.get(action.getClass());
    List<Taken> taken = List.of();
    if (row != null) {
      taken = row.apply(action, world);
    } else if (action instanceof TableChange change) {
      taken = List.of(altered(change, LockMode.ACCESS_EXCLUSIVE));
    }
    return taken.stream().map(t -> held(t, world)).toList();
  }

  private static Held held(Taken taken, World world) {
    boolean fresh =
        world.isAbsent(taken.table())
            || world.relation(taken.table()).filter(r -> r.origin() != Origin.EXISTING).isPresent();
    return new Held(
        world.qualified(taken.table()), taken.mode(), taken.work(), taken.recurses(), fresh);
  }

  /** The lock on what is altered. */
  private static Taken altered(TableChange change, LockMode mode) {
    boolean recurses = RECURSING.contains(change.getClass()) && !change.table().only();
    return new Taken(change.table().name(), mode, work(change), recurses);
  }

  private static boolean isPartitioned(QualifiedName table, World world) {
    return world.relation(table).filter(KnownRelation::isPartitioned).isPresent();
  }

  private static Optional<RelationFacts.Constraint> constraint(
      QualifiedName table, String name, World world) {
    return world
        .relation(table)
        .flatMap(known -> Optional.ofNullable(known.constraints().get(name)));
  }

  /** The table that a foreign key points at. */
  private static Optional<QualifiedName> parent(RelationFacts.Constraint constraint) {
    return constraint.references().map(QualifiedName::of);
  }

  /** How long a change of a table takes, as far as its text alone tells. */
  private static Work work(TableChange change) {
    if (change instanceof TableChange.SetNotNull
        || change instanceof TableChange.ValidateConstraint) {
      return Work.SCAN;
    }
    return change instanceof TableChange.AlterType
            || change instanceof TableChange.SetLogged
            || change instanceof TableChange.SetTablespace
            || change instanceof TableChange.SetAccessMethod
        ? Work.REWRITE
        : Work.CATALOG;
  }

  private static List<Taken> one(QualifiedName table, LockMode mode, Work work) {
    return List.of(new Taken(table, mode, work));
  }

  private static List<Taken> brief(QualifiedName table, LockMode mode) {
    return one(table, mode, Work.CATALOG);
  }

  private static List<Taken> all(List<QualifiedName> tables, LockMode mode, Work work) {
    return tables.stream().map(table -> new Taken(table, mode, work)).toList();
  }

  private static List<Taken> relation(boolean isRelation, QualifiedName name) {
    return isRelation ? brief(name, LockMode.ACCESS_EXCLUSIVE) : List.of();
  }

  private static LockMode mode(String words) {
    String name = words.strip().replace(' ', '_').toUpperCase(Locale.ROOT);
    return name.isEmpty() ? LockMode.ACCESS_EXCLUSIVE : LockMode.valueOf(name);
  }

  private static List<Taken> parents(Creation.CreateTable made) {
    var taken = new ArrayList<Taken>();
    made.allConstraints().stream()
        .flatMap(c -> c.references().stream())
        .forEach(r -> taken.addAll(brief(r.table(), LockMode.SHARE_ROW_EXCLUSIVE)));
    made.partitionOf().ifPresent(p -> taken.addAll(brief(p.parent(), LockMode.ACCESS_EXCLUSIVE)));
    made.inherits().forEach(p -> taken.addAll(brief(p, LockMode.SHARE_UPDATE_EXCLUSIVE)));
    return taken;
  }

  private static List<Taken> addConstraint(TableChange.AddConstraint change, World world) {
    Constraint constraint = change.constraint();
    boolean recurses = !change.table().only();
    QualifiedName table = change.table().name();
    if (constraint.references().isEmpty()) {
      boolean builds =
          constraint.usingIndex().isEmpty() && constraint.kind() != Constraint.Kind.CHECK;
      Work work = builds ? Work.BUILD : Work.SCAN;
      boolean quick = constraint.notValid() || constraint.usingIndex().isPresent();
      boolean checks =
          constraint.kind() == Constraint.Kind.CHECK
              || constraint.kind() == Constraint.Kind.NOT_NULL;
      return List.of(
          new Taken(
              table,
              LockMode.ACCESS_EXCLUSIVE,
              quick ? Work.CATALOG : work,
              recurses && checks && !constraint.noInherit()));
    }
    Work work = constraint.notValid() ? Work.CATALOG : Work.SCAN;
    QualifiedName parent = constraint.references().get().table();
    return List.of(
        new Taken(table, LockMode.SHARE_ROW_EXCLUSIVE, work, isPartitioned(table, world)),
        new Taken(parent, LockMode.SHARE_ROW_EXCLUSIVE, work, isPartitioned(parent, world)));
  }

  private static List<Taken> validate(TableChange.ValidateConstraint change, World world) {
    var taken = new ArrayList<>(List.of(altered(change, LockMode.SHARE_UPDATE_EXCLUSIVE)));
    constraint(change.table().name(), change.constraint(), world)
        .flatMap(Locks::parent)
        .ifPresent(p -> taken.addAll(one(p, LockMode.ROW_SHARE, Work.SCAN)));
    return taken;
  }

  /** Both ends of a foreign key. */
  private static List<Taken> dropConstraint(TableChange.DropConstraint change, World world) {
    QualifiedName table = change.table().name();
    Optional<RelationFacts.Constraint> known = constraint(table, change.constraint(), world);
    boolean inherited = known.filter(c -> c.kind() != 'c' && c.kind() != 'n').isEmpty();
    var taken = new ArrayList<Taken>();
    taken.add(
        new Taken(
            table,
            LockMode.ACCESS_EXCLUSIVE,
            Work.CATALOG,
            !change.table().only() && (inherited || isPartitioned(table, world))));
    known.flatMap(Locks::parent).ifPresent(p -> taken.addAll(brief(p, LockMode.ACCESS_EXCLUSIVE)));
    return taken;
  }

  /** Rows are looked up in the parent where a foreign key holds from now on. */
  private static List<Taken> alterConstraint(TableChange.AlterConstraint change, World world) {
    QualifiedName table = change.table().name();
    if (!change.onlyEnforces()) {
      return brief(table, LockMode.ACCESS_EXCLUSIVE);
    }
    var taken = new ArrayList<>(one(table, LockMode.ACCESS_EXCLUSIVE, Work.SCAN));
    constraint(table, change.constraint(), world)
        .flatMap(Locks::parent)
        .ifPresent(p -> taken.addAll(one(p, LockMode.SHARE_ROW_EXCLUSIVE, Work.SCAN)));
    return taken;
  }

  private static List<Taken> comment(ObjectChange.Comment comment) {
    return switch (comment.object().kind()) {
      case TABLE, COLUMN, CONSTRAINT, TRIGGER, POLICY, RULE ->
          brief(comment.object().name(), LockMode.SHARE_UPDATE_EXCLUSIVE);
      default -> List.of();
    };
  }

  private static List<Taken> addColumn(TableChange.AddColumn change, World world) {
    var taken = new ArrayList<>(List.of(altered(change, LockMode.ACCESS_EXCLUSIVE)));
    change
        .column()
        .references()
        .ifPresent(r -> taken.addAll(brief(r.table(), LockMode.SHARE_ROW_EXCLUSIVE)));
    return taken;
  }

  private static List<Taken> drop(ObjectChange.Drop drop, World world) {
    var taken = new ArrayList<Taken>();
    for (var object : drop.objects()) {
      switch (object.kind()) {
        case TABLE -> {
          taken.addAll(brief(object.name(), LockMode.ACCESS_EXCLUSIVE));
          taken.addAll(parentsOf(object.name(), world));
        }
        case VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE, TRIGGER, POLICY, RULE ->
            taken.addAll(brief(object.name(), LockMode.ACCESS_EXCLUSIVE));
        case INDEX -> {
          LockMode mode =
              drop.concurrently() ? LockMode.SHARE_UPDATE_EXCLUSIVE : LockMode.ACCESS_EXCLUSIVE;
          world.tableOfIndex(object.name()).ifPresent(t -> taken.addAll(brief(t.name(), mode)));
        }
        default -> {}
      }
    }
    return taken;
  }

  /** The tables that a dropped table's foreign keys point at lose the triggers of those. */
  private static List<Taken> parentsOf(QualifiedName table, World world) {
    return world.relation(table).stream()
        .flatMap(known -> known.constraints().values().stream())
        .flatMap(constraint -> parent(constraint).stream())
        .filter(parent -> !world.qualified(parent).equals(world.qualified(table)))
        .distinct()
        .flatMap(parent -> brief(parent, LockMode.ACCESS_EXCLUSIVE).stream())
        .toList();
  }

  private static List<Taken> rename(ObjectChange.Rename rename, World world) {
    return switch (rename.object().kind()) {
      case TABLE,
          VIEW,
          MATERIALIZED_VIEW,
          FOREIGN_TABLE,
          COLUMN,
          CONSTRAINT,
          TRIGGER,
          POLICY,
          RULE ->
          List.of(
              new Taken(
                  rename.object().name(),
                  LockMode.ACCESS_EXCLUSIVE,
                  Work.CATALOG,
                  rename.object().kind() == ObjectKind.COLUMN));
      default -> List.of();
    };
  }

  private static List<Taken> reindex(Command.Reindex reindex, World world) {
    if (reindex.concurrently() || reindex.name().isEmpty()) {
      return List.of();
    }
    QualifiedName name = reindex.name().get();
    return switch (reindex.target()) {
      case "table" -> one(name, LockMode.SHARE, Work.BUILD);
      case "index" ->
          world
              .tableOfIndex(name)
              .map(t -> one(t.name(), LockMode.SHARE, Work.BUILD))
              .orElse(List.of());
      default -> List.of();
    };
  }
}
