package dev.drydock.lint;

import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.Action;
import dev.drydock.sql.ColumnDefinition;
import dev.drydock.sql.Command;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.Creation;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** What each action does to the {@link World}: a line per kind of action. Stateless. */
final class WorldChanges {

  private static final Set<String> ROLES = Set.of("role", "session authorization");
  private static final Pattern QUOTED = Pattern.compile("'.*'|\".*\"");
  private static final Pattern OWN_ROLE = Pattern.compile("(?i)'?(none|default)'?");

  private final Map<Class<? extends Action>, BiConsumer<Action, World>> changes = new HashMap<>();

  WorldChanges() {
    on(Creation.CreateTable.class, WorldCreations::table);
    on(Creation.CreateTableAs.class, WorldCreations::tableAs);
    on(Creation.CreateView.class, WorldCreations::view);
    on(Creation.CreateSequence.class, (made, w) -> WorldCreations.relation(made, w));
    on(Creation.CreateIndex.class, WorldCreations::index);
    on(Creation.CreateRoutine.class, WorldCreations::routine);
    on(Creation.CreateTrigger.class, WorldCreations::trigger);
    on(Creation.CreateOther.class, WorldCreations::anything);
    on(Creation.CreateDomain.class, WorldCreations::domain);
    on(Creation.CreateRule.class, (made, w) -> WorldCreations.part(made.object(), w));
    on(Creation.CreatePolicy.class, WorldCreations::policy);
    on(TableChange.AddColumn.class, WorldChanges::addColumn);
    on(TableChange.DropColumn.class, WorldChanges::dropColumn);
    on(TableChange.AlterType.class, WorldChanges::alterType);
    on(TableChange.SetNotNull.class, (c, w) -> with(c, w, c.column(), k -> k.notNull(true)));
    on(TableChange.DropNotNull.class, (c, w) -> with(c, w, c.column(), k -> k.notNull(false)));
    on(TableChange.SetDefault.class, WorldChanges::setDefault);
    on(
        TableChange.SetExpression.class,
        (c, w) -> WorldCreations.stored(altered(c, w).name(), c.value().functions(), "", w));
    on(TableChange.DropDefault.class, WorldChanges::dropDefault);
    on(TableChange.AddConstraint.class, WorldChanges::addConstraint);
    on(TableChange.DropConstraint.class, WorldChanges::dropConstraint);
    on(TableChange.ValidateConstraint.class, WorldChanges::validate);
    on(TableChange.AttachPartition.class, WorldChanges::attach);
    on(TableChange.DetachPartition.class, (c, w) -> repartitioned(altered(c, w), w));
    on(TableChange.Inherit.class, WorldChanges::inherit);
    on(TableChange.RowSecurity.class, WorldChanges::rowSecurity);
    on(ObjectChange.Drop.class, WorldChanges::drop);
    on(ObjectChange.Rename.class, WorldChanges::rename);
    on(ObjectChange.SetSchema.class, WorldChanges::setSchema);
    on(Command.Set.class, WorldChanges::set);
    on(Command.Reset.class, WorldChanges::reset);
    Overwrites.noteIn(this);
  }

  /** What such an action brings about. */
  <A extends Action> void on(Class<A> kind, BiConsumer<A, World> change) {
    changes.put(kind, (action, world) -> change.accept(kind.cast(action), world));
  }

  /** Brings the world to the state behind an action. */
  void apply(Action action, World world) {
    BiConsumer<Action, World> change = changes.get(action.getClass());
    if (change != null) {
      change.accept(action, world);
    } else if (action instanceof Creation creation) {
      WorldCreations.other(creation, world);
    }
    Optional<String> path = SettingCalls.path(action);
    if (path.isPresent()) {
      setPath(path.get(), world);
    } else if (SettingCalls.mayMovePath(action)) {
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
      table.made(ObjectKind.CONSTRAINT, world.name(table, added.constraint()));
    } else if (action instanceof Creation.CreateIndex build && build.isNamed()) {
      world
          .entered(build.table(), ObjectKind.TABLE)
          .made(ObjectKind.INDEX, build.object().name().name());
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
    Origin origin = table.isMerged(column.name()) ? Origin.EXISTING : world.made(certain);
    table.columns().put(column.name(), KnownColumn.of(column, origin));
    column.constraints().forEach(c -> WorldCreations.constraint(table, c, world));
    Overwrites.collated(table.name(), column.name(), column.collation(), world);
    WorldCreations.stored(table.name(), column, world);
  }

  private static void alterType(TableChange.AlterType change, World world) {
    with(change, world, change.column(), k -> k.type(change.type().toString()));
    Overwrites.collated(altered(change, world).name(), change.column(), change.collation(), world);
  }

  private static void setDefault(TableChange.SetDefault change, World world) {
    with(change, world, change.column(), k -> k.hasDefault(true));
    WorldCreations.stored(
        altered(change, world).name(), change.value().functions(), change.column(), world);
  }

  private static void addConstraint(TableChange.AddConstraint change, World world) {
    KnownRelation table = altered(change, world);
    WorldCreations.constraint(table, change.constraint(), world);
    WorldCreations.stored(table.name(), change.constraint(), "", world);
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

  private static void dropColumn(TableChange.DropColumn change, World world) {
    world.dropped(part(ObjectKind.COLUMN, change, change.column()));
    altered(change, world).columns().remove(change.column());
  }

  private static void dropDefault(TableChange.DropDefault change, World world) {
    world.dropped(part(ObjectKind.COLUMN, change, change.column()));
    with(change, world, change.column(), known -> known.hasDefault(false));
  }

  private static ObjectRef part(ObjectKind kind, TableChange change, String name) {
    return ObjectRef.part(kind, change.table().name(), name);
  }

  /** A key goes with its index. */
  private static void dropConstraint(TableChange.DropConstraint change, World world) {
    world.dropped(part(ObjectKind.CONSTRAINT, change, change.constraint()));
    KnownRelation table = altered(change, world);
    table.constraints().remove(change.constraint());
    table.indexes().remove(change.constraint());
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

  private static void rowSecurity(TableChange.RowSecurity change, World world) {
    KnownRelation table = altered(change, world);
    RelationFacts.RowSecurity known = table.rowSecurity();
    table.rowSecurity(
        switch (change.mode()) {
          case ENABLE -> known.with(true, known.forced());
          case DISABLE -> known.with(false, known.forced());
          case FORCE -> known.with(known.enabled(), true);
          case NO_FORCE -> known.with(known.enabled(), false);
        });
  }

  private static void attach(TableChange.AttachPartition change, World world) {
    KnownRelation whole = altered(change, world);
    Optional<KnownRelation> partition = world.relation(change.partition());
    joined(whole, partition);
    repartitioned(whole, world);
    partition.ifPresent(
        part -> {
          part.partitionOf(whole);
          upwards(whole, world, above -> above.attached(part));
        });
  }

  private static void inherit(TableChange.Inherit change, World world) {
    KnownRelation child = altered(change, world);
    world
        .relation(change.parent())
        .ifPresent(
            parent -> {
              joined(parent, Optional.of(child));
              parent.inheritedBy(child);
            });
  }

  /** What it is a partition of has other leaves now, too. */
  static void repartitioned(KnownRelation table, World world) {
    upwards(table, world, KnownRelation::repartitioned);
  }

  /** A table and what it is, or was before the run, a partition of; each once. */
  private static void upwards(KnownRelation table, World world, Consumer<KnownRelation> noted) {
    var seen = new HashSet<QualifiedName>();
    Optional<KnownRelation> one = Optional.of(table);
    while (one.isPresent() && seen.add(one.get().name())) {
      noted.accept(one.get());
      one = one.get().parent().flatMap(world::relation);
    }
  }

  private static void joined(KnownRelation parent, Optional<KnownRelation> child) {
    parent.reachesOldRows(child.filter(KnownRelation::rowsAreNew).isEmpty());
  }

  // Changes of any object.

  private static void drop(ObjectChange.Drop drop, World world) {
    for (ObjectRef object : drop.objects()) {
      world.dropped(object);
      if (object.kind() == ObjectKind.INDEX) {
        world
            .tableOfIndex(object.name())
            .ifPresent(table -> table.indexes().remove(object.name().name()));
      } else if (object.kind() == ObjectKind.POLICY) {
        world.relation(object.name()).ifPresent(table -> unprotected(table, object.simpleName()));
      } else if (object.kind().isRelation()) {
        world.remove(object.name());
      } else {
        world.madeOther(object, Origin.EXISTING);
      }
    }
  }

  private static void unprotected(KnownRelation table, String policy) {
    RelationFacts.RowSecurity known = table.rowSecurity();
    table.rowSecurity(
        known.admitting(known.admitting().stream().filter(name -> !name.equals(policy)).toList()));
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
    } else if (object.kind() == ObjectKind.CONSTRAINT) {
      world
          .entered(object.name(), ObjectKind.TABLE)
          .renamedConstraint(object.simpleName(), rename.newName());
    } else if (object.kind() == ObjectKind.INDEX) {
      world
          .tableOfIndex(object.name())
          .ifPresent(table -> table.renamedIndex(object.name().name(), rename.newName()));
    } else if (object.kind().isRelation()) {
      KnownRelation known = world.entered(object.name(), object.kind());
      move(known, new QualifiedName(known.name().schema(), rename.newName(), 0), world);
    } else {
      world.moved(rename.newName());
    }
  }

  private static void setSchema(ObjectChange.SetSchema change, World world) {
    if (change.object().kind().isRelation()) {
      KnownRelation known = world.entered(change.object().name(), change.object().kind());
      move(known, QualifiedName.of(change.schema(), known.name().name()), world);
    } else {
      world.moved(change.object().simpleName());
    }
  }

  private static void move(KnownRelation known, QualifiedName to, World world) {
    world.remove(known.name());
    world.renamed(known.name());
    world.put(known.named(to));
  }

  // Settings.

  private static void set(Command.Set set, World world) {
    if (ROLES.contains(set.name())) {
      world.anotherRole(!OWN_ROLE.matcher(set.value().strip()).matches());
    } else if (set.name().equals("search_path")) {
      setPath(set.value(), world);
    }
  }

  private static void setPath(String value, World world) {
    List<String> schemas = schemas(value);
    if (schemas.contains("default")) {
      world.resetSearchPath();
    } else {
      world.searchPath(schemas.stream().filter(s -> !s.equals("$user") && !s.isEmpty()).toList());
    }
  }

  private static List<String> schemas(String value) {
    return Arrays.stream(value.split(","))
        .map(String::strip)
        .map(
            s ->
                QUOTED.matcher(s).matches()
                    ? s.substring(1, s.length() - 1)
                    : s.toLowerCase(Locale.ROOT))
        .toList();
  }

  private static void reset(Command.Reset reset, World world) {
    if (reset.name().equals("search_path") || reset.name().equals("all")) {
      world.resetSearchPath();
    }
    if (ROLES.contains(reset.name()) || reset.name().equals("all")) {
      world.anotherRole(false);
    }
  }
}
