package dev.drydock.lint;

import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.Action;
import dev.drydock.sql.ColumnDefinition;
import dev.drydock.sql.Command;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.ConstraintNames;
import dev.drydock.sql.Creation;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What each action does to the {@link World}: a line per kind of action. Stateless. */
final class WorldChanges {

  private final Map<Class<? extends Action>, BiConsumer<Action, World>> changes = new HashMap<>();

  WorldChanges() {
    on(Creation.CreateTable.class, WorldChanges::table);
    on(Creation.CreateTableAs.class, WorldChanges::tableAs);
    on(Creation.CreateView.class, WorldChanges::view);
    on(Creation.CreateSequence.class, (made, w) -> relation(made, w));
    on(Creation.CreateIndex.class, WorldChanges::index);
    on(Creation.CreateRoutine.class, WorldChanges::routine);
    on(Creation.CreateTrigger.class, WorldChanges::trigger);
    on(Creation.CreateDomain.class, WorldChanges::domain);
    on(Creation.CreateRule.class, (made, w) -> part(made.object(), w));
    on(Creation.CreatePolicy.class, WorldChanges::policy);
    on(TableChange.AddColumn.class, WorldChanges::addColumn);
    on(TableChange.DropColumn.class, (c, w) -> altered(c, w).columns().remove(c.column()));
    on(
        TableChange.AlterType.class,
        (c, w) -> with(c, w, c.column(), k -> k.type(c.type().toString())));
    on(TableChange.SetNotNull.class, (c, w) -> with(c, w, c.column(), k -> k.notNull(true)));
    on(TableChange.DropNotNull.class, (c, w) -> with(c, w, c.column(), k -> k.notNull(false)));
    on(TableChange.SetDefault.class, WorldChanges::setDefault);
    on(
        TableChange.SetExpression.class,
        (c, w) -> stored(altered(c, w).name(), c.value().functions(), "", w));
    on(TableChange.DropDefault.class, (c, w) -> with(c, w, c.column(), k -> k.hasDefault(false)));
    on(TableChange.AddConstraint.class, WorldChanges::addConstraint);
    on(
        TableChange.DropConstraint.class,
        (c, w) -> altered(c, w).constraints().remove(c.constraint()));
    on(TableChange.ValidateConstraint.class, WorldChanges::validate);
    on(
        TableChange.AttachPartition.class,
        (c, w) -> joined(altered(c, w), w.relation(c.partition())));
    on(TableChange.Inherit.class, WorldChanges::inherit);
    on(ObjectChange.Drop.class, WorldChanges::drop);
    on(ObjectChange.Rename.class, WorldChanges::rename);
    on(ObjectChange.SetSchema.class, WorldChanges::setSchema);
    on(Command.Set.class, WorldChanges::set);
    on(Command.Reset.class, WorldChanges::reset);
  }

  private <A extends Action> void on(Class<A> kind, BiConsumer<A, World> change) {
    changes.put(kind, (action, world) -> change.accept(kind.cast(action), world));
  }

  /** Brings the world to the state behind an action. */
  void apply(Action action, World world) {
    BiConsumer<Action, World> change = changes.get(action.getClass());
    if (change != null) {
      change.accept(action, world);
    } else if (action instanceof Creation creation) {
      other(creation, world);
    }
    if (SettingCalls.mayMovePath(action)) {
      world.searchPathUnknown();
    }
  }

  /**
   * What an earlier run of the same file did: it is there already, but it is the file's own to take
   * away again.
   */
  void done(Action action, World world) {
    if (action instanceof TableChange.AddConstraint added) {
      KnownRelation table = altered(added, world);
      table.made(
          ObjectKind.CONSTRAINT, ConstraintNames.name(table.name().name(), added.constraint()));
    } else if (action instanceof Creation.CreateIndex build && build.isNamed()) {
      world
          .entered(build.table(), ObjectKind.TABLE)
          .made(ObjectKind.INDEX, build.object().name().name());
    }
  }

  // Creations.

  /** Where it comes to lie, and where it comes from; empty where it exists already. */
  private static Optional<KnownRelation> fresh(Creation made, World world, boolean columnsKnown) {
    QualifiedName wanted = place(made, world);
    if ((made.ifNotExists() || made.orReplace()) && world.relation(wanted).isPresent()) {
      return Optional.empty();
    }
    boolean conditional = made.ifNotExists() || made.orReplace();
    boolean certain = !conditional || world.isAbsent(wanted);
    return Optional.of(
        new KnownRelation(wanted, made.object().kind(), world.made(certain), columnsKnown));
  }

  private static QualifiedName place(Creation made, World world) {
    QualifiedName name = made.object().name();
    return isTemporary(made)
        ? QualifiedName.of(World.TEMPORARY, name.name())
        : world.inFirstSchema(name);
  }

  private static boolean isTemporary(Creation made) {
    Creation.Persistence persistence = Creation.Persistence.PERMANENT;
    if (made instanceof Creation.CreateTable table) {
      persistence = table.persistence();
    } else if (made instanceof Creation.CreateTableAs table) {
      persistence = table.persistence();
    } else if (made instanceof Creation.CreateView view) {
      persistence = view.persistence();
    } else if (made instanceof Creation.CreateSequence sequence) {
      persistence = sequence.persistence();
    }
    return persistence == Creation.Persistence.TEMPORARY;
  }

  private static void table(Creation.CreateTable made, World world) {
    boolean all =
        made.likes().isEmpty() && made.inherits().isEmpty() && made.partitionOf().isEmpty();
    fresh(made, world, all)
        .ifPresent(
            table -> {
              table.partitioned(made.partitionBy().isPresent());
              for (ColumnDefinition column : made.columns()) {
                table.columns().put(column.name(), KnownColumn.of(column, table.origin()));
              }
              world.put(table);
              made.allConstraints().forEach(c -> constraint(table, c, world));
              made.columns().forEach(column -> stored(table.name(), column, world));
              made.constraints().forEach(c -> stored(table.name(), c, "", world));
            });
  }

  private static void stored(QualifiedName table, ColumnDefinition column, World world) {
    column.constraints().forEach(c -> stored(table, c, column.name(), world));
  }

  private static void stored(
      QualifiedName table, Constraint constraint, String column, World world) {
    String ofColumn = constraint.kind() == Constraint.Kind.DEFAULT ? column : "";
    constraint.expression().ifPresent(e -> stored(table, e.functions(), ofColumn, world));
  }

  private static void stored(
      QualifiedName table, List<QualifiedName> functions, String column, World world) {
    functions.forEach(f -> world.calledByWriting(table, new StoredCall(f, column)));
  }

  private static void setDefault(TableChange.SetDefault change, World world) {
    with(change, world, change.column(), k -> k.hasDefault(true));
    stored(altered(change, world).name(), change.value().functions(), change.column(), world);
  }

  private static void policy(Creation.CreatePolicy made, World world) {
    part(made.object(), world);
    QualifiedName table = made.object().name();
    made.using().ifPresent(e -> world.calledByReading(table, e.functions()));
    made.check().ifPresent(e -> stored(table, e.functions(), "", world));
  }

  private static void tableAs(Creation.CreateTableAs made, World world) {
    fresh(made, world, false).ifPresent(world::put);
  }

  private static void view(Creation.CreateView made, World world) {
    fresh(made, world, false).ifPresent(world::put);
    world.calledByReading(made.object().name(), made.query().functions());
    made.query()
        .names()
        .forEach(
            n ->
                world.calledByReading(made.object().name(), List.copyOf(world.calledByReading(n))));
  }

  private static void relation(Creation made, World world) {
    fresh(made, world, false).ifPresent(world::put);
  }

  private static void index(Creation.CreateIndex made, World world) {
    KnownRelation table = world.entered(made.table(), ObjectKind.TABLE);
    made.parts().stream()
        .flatMap(part -> part.expression().stream())
        .forEach(e -> stored(table.name(), e.functions(), "", world));
    made.where().ifPresent(e -> stored(table.name(), e.functions(), "", world));
    String name = made.isNamed() ? made.object().name().name() : "";
    if (name.isEmpty() || table.indexes().containsKey(name)) {
      return;
    }
    List<String> columns = made.parts().stream().map(part -> part.column().orElse("")).toList();
    table
        .indexes()
        .put(
            name,
            new RelationFacts.Index(
                name, made.unique(), false, true, made.where().isPresent(), columns, ""));
    if (world.made(!made.ifNotExists() || world.facts().isPresent()) == Origin.NEW) {
      table.made(ObjectKind.INDEX, name);
    }
  }

  private static void routine(Creation.CreateRoutine made, World world) {
    boolean certain = !made.orReplace() || knownAbsent(made, world);
    if (world.other(made.object()).isEmpty()) {
      world.madeOther(made.object(), world.made(certain));
    }
    world.routine(made);
  }

  private static boolean knownAbsent(Creation.CreateRoutine made, World world) {
    QualifiedName wanted = world.inFirstSchema(made.object().name());
    return world
        .facts()
        .filter(
            facts ->
                facts.routines().stream()
                    .noneMatch(
                        r ->
                            r.name().equals(wanted.name())
                                && wanted.schema().equals(Optional.of(r.schema()))))
        .isPresent();
  }

  private static void trigger(Creation.CreateTrigger made, World world) {
    if (!made.orReplace()) {
      part(made.object(), world);
    }
    world.trigger(made);
  }

  private static void domain(Creation.CreateDomain made, World world) {
    other(made, world);
    boolean demands =
        made.constraints().stream()
            .anyMatch(
                c -> c.kind() == Constraint.Kind.CHECK || c.kind() == Constraint.Kind.NOT_NULL);
    if (demands) {
      world.demandingDomain(made.object().name());
    }
  }

  private static void part(ObjectRef object, World world) {
    if (world.made(true) == Origin.NEW) {
      world.entered(object.name(), ObjectKind.TABLE).made(object.kind(), object.simpleName());
    }
  }

  private static void other(Creation made, World world) {
    boolean conditional = made.ifNotExists() || made.orReplace();
    boolean schema = made.object().kind() == ObjectKind.SCHEMA;
    boolean certain =
        !conditional
            || (schema
                && world
                    .facts()
                    .filter(f -> !f.schemas().contains(made.object().name().name()))
                    .isPresent());
    if (world.other(made.object()).isEmpty()) {
      world.madeOther(made.object(), world.made(certain));
    }
  }

  // Changes of tables.

  private static KnownRelation altered(TableChange change, World world) {
    return world.entered(change.table().name(), change.table().kind());
  }

  private static void with(
      TableChange change,
      World world,
      String column,
      java.util.function.UnaryOperator<KnownColumn> to) {
    altered(change, world).columns().computeIfPresent(column, (name, known) -> to.apply(known));
  }

  private static void addColumn(TableChange.AddColumn change, World world) {
    KnownRelation table = altered(change, world);
    ColumnDefinition column = change.column();
    if (change.ifNotExists() && table.column(column.name()).isPresent()) {
      return;
    }
    boolean certain = !change.ifNotExists() || table.columnsKnown();
    table.columns().put(column.name(), KnownColumn.of(column, world.made(certain)));
    column.constraints().forEach(c -> constraint(table, c, world));
    stored(table.name(), column, world);
  }

  private static void addConstraint(TableChange.AddConstraint change, World world) {
    KnownRelation table = altered(change, world);
    constraint(table, change.constraint(), world);
    stored(table.name(), change.constraint(), "", world);
    if (change.constraint().kind() == Constraint.Kind.NOT_NULL) {
      notNull(change, table, world);
    }
    if (change.constraint().kind() == Constraint.Kind.PRIMARY_KEY) {
      change.constraint().columns().forEach(c -> with(change, world, c, k -> k.notNull(true)));
    }
  }

  /** A constraint with a name, since 18; it proves its column when it is valid. */
  private static void notNull(TableChange.AddConstraint change, KnownRelation table, World world) {
    Constraint added = change.constraint();
    added
        .name()
        .ifPresent(
            name ->
                table.constraint(
                    new RelationFacts.Constraint(
                        name, 'n', !added.notValid(), added.columns(), Optional.empty(), "")));
    if (!added.notValid()) {
      added.columns().forEach(column -> with(change, world, column, k -> k.notNull(true)));
    }
  }

  private static void constraint(KnownRelation table, Constraint constraint, World world) {
    ConstraintNames.kind(constraint)
        .ifPresent(
            kind -> {
              String name = ConstraintNames.name(table.name().name(), constraint);
              Optional<QualifiedName> parent =
                  constraint.references().map(r -> world.qualified(r.table()));
              table.constraint(
                  new RelationFacts.Constraint(
                      name,
                      kind,
                      !constraint.notValid(),
                      constraint.columns(),
                      parent.map(QualifiedName::toString),
                      ConstraintNames.definition(constraint)));
              if (world.made(true) == Origin.NEW) {
                table.made(ObjectKind.CONSTRAINT, name);
              }
              indexOf(kind, name, constraint, table, world);
              parent.flatMap(world::relation).ifPresent(p -> p.reachesOldRows(!table.isNew()));
            });
  }

  /** The index that a key makes. */
  private static void indexOf(
      char kind, String name, Constraint constraint, KnownRelation table, World world) {
    boolean primary = kind == 'p';
    if ((primary || kind == 'u') && constraint.usingIndex().isEmpty()) {
      table
          .indexes()
          .put(
              name,
              new RelationFacts.Index(name, true, primary, true, false, constraint.columns(), ""));
      if (world.made(true) == Origin.NEW) {
        table.made(ObjectKind.INDEX, name);
      }
    }
  }

  private static void validate(TableChange.ValidateConstraint change, World world) {
    RelationFacts.Constraint known = altered(change, world).constraints().get(change.constraint());
    if (known != null && known.kind() == 'n') {
      known.columns().forEach(column -> with(change, world, column, k -> k.notNull(true)));
    }
    altered(change, world)
        .constraints()
        .computeIfPresent(
            change.constraint(),
            (name, c) ->
                new RelationFacts.Constraint(
                    c.name(), c.kind(), true, c.columns(), c.references(), c.definition()));
  }

  private static void inherit(TableChange.Inherit change, World world) {
    world.relation(change.parent()).ifPresent(p -> joined(p, Optional.of(altered(change, world))));
  }

  private static void joined(KnownRelation parent, Optional<KnownRelation> child) {
    parent.reachesOldRows(child.filter(KnownRelation::rowsAreNew).isEmpty());
  }

  // Changes of any object.

  private static void drop(ObjectChange.Drop drop, World world) {
    for (ObjectRef object : drop.objects()) {
      if (object.kind() == ObjectKind.INDEX) {
        world
            .tableOfIndex(object.name())
            .ifPresent(table -> table.indexes().remove(object.name().name()));
      } else if (object.kind().isRelation()) {
        world.remove(object.name());
      } else {
        world.madeOther(object, Origin.EXISTING);
      }
    }
  }

  private static void rename(ObjectChange.Rename rename, World world) {
    ObjectRef object = rename.object();
    if (object.kind() == ObjectKind.COLUMN) {
      KnownRelation table = world.entered(object.name(), ObjectKind.TABLE);
      KnownColumn column = table.columns().remove(object.simpleName());
      KnownColumn renamed =
          column == null
              ? KnownColumn.unknown(rename.newName(), Origin.EXISTING)
              : column.named(rename.newName());
      table.columns().put(rename.newName(), renamed);
    } else if (object.kind().isRelation() && object.kind() != ObjectKind.INDEX) {
      KnownRelation known = world.entered(object.name(), object.kind());
      move(known, new QualifiedName(known.name().schema(), rename.newName(), 0), world);
    }
  }

  private static void setSchema(ObjectChange.SetSchema change, World world) {
    if (change.object().kind().isRelation()) {
      KnownRelation known = world.entered(change.object().name(), change.object().kind());
      move(known, QualifiedName.of(change.schema(), known.name().name()), world);
    }
  }

  private static void move(KnownRelation known, QualifiedName to, World world) {
    world.remove(known.name());
    world.put(known.named(to));
  }

  // Settings.

  private static void set(Command.Set set, World world) {
    if (!set.name().equals("search_path")) {
      return;
    }
    List<String> schemas = schemas(set.value());
    if (schemas.contains("default")) {
      world.resetSearchPath();
    } else {
      world.searchPath(schemas.stream().filter(s -> !s.equals("$user")).toList());
    }
  }

  private static List<String> schemas(String value) {
    return Arrays.stream(value.split(","))
        .map(String::strip)
        .map(s -> s.replaceAll("^'(.*)'$", "$1").replaceAll("^\"(.*)\"$", "$1"))
        .toList();
  }

  private static void reset(Command.Reset reset, World world) {
    if (reset.name().equals("search_path") || reset.name().equals("all")) {
      world.resetSearchPath();
    }
  }
}
