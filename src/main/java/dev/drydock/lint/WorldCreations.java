package dev.drydock.lint;

import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.ColumnDefinition;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.ConstraintNames;
import dev.drydock.sql.Creation;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is made, and the constraints that come with it, as the {@link World} knows it. Stateless.
 */
final class WorldCreations {

  private WorldCreations() {}

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
    return made.persistence() == Creation.Persistence.TEMPORARY
        ? QualifiedName.of(World.TEMPORARY, name.name())
        : world.inFirstSchema(name);
  }

  static void table(Creation.CreateTable made, World world) {
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
              Overwrites.made(table, made, world);
              made.inherits().stream()
                  .flatMap(parent -> world.relation(parent).stream())
                  .forEach(parent -> parent.inheritedBy(table));
              made.partitionOf()
                  .flatMap(of -> world.relation(of.parent()))
                  .ifPresent(
                      parent -> {
                        table.partitionOf(parent);
                        WorldChanges.repartitioned(parent, world);
                      });
              made.allConstraints().forEach(c -> constraint(table, c, world));
              made.columns().forEach(column -> stored(table.name(), column, world));
              made.constraints().forEach(c -> stored(table.name(), c, "", world));
            });
  }

  static void stored(QualifiedName table, ColumnDefinition column, World world) {
    column.constraints().forEach(c -> stored(table, c, column.name(), world));
  }

  static void stored(QualifiedName table, Constraint constraint, String column, World world) {
    String ofColumn = constraint.kind() == Constraint.Kind.DEFAULT ? column : "";
    constraint.expression().ifPresent(e -> stored(table, e.functions(), ofColumn, world));
  }

  static void stored(
      QualifiedName table, List<QualifiedName> functions, String column, World world) {
    functions.forEach(f -> world.calledByWriting(table, new StoredCall(f, column)));
  }

  static void policy(Creation.CreatePolicy made, World world) {
    part(made.object(), world);
    QualifiedName table = made.object().name();
    if (RowSecurityHazards.admits(made)) {
      KnownRelation known = world.entered(table, ObjectKind.TABLE);
      var admitting = new ArrayList<String>(known.rowSecurity().admitting());
      admitting.add(made.object().simpleName());
      known.rowSecurity(known.rowSecurity().admitting(admitting));
    }
    made.using().ifPresent(e -> world.calledByReading(table, e.functions()));
    made.check().ifPresent(e -> stored(table, e.functions(), "", world));
  }

  static void tableAs(Creation.CreateTableAs made, World world) {
    fresh(made, world, false).ifPresent(world::put);
  }

  static void view(Creation.CreateView made, World world) {
    world
        .returned(ObjectRef.of(ObjectKind.VIEW, place(made, world)))
        .or(() -> fresh(made, world, false))
        .ifPresent(world::put);
    world.calledByReading(made.object().name(), made.query().functions());
    made.query()
        .names()
        .forEach(
            n ->
                world.calledByReading(made.object().name(), List.copyOf(world.calledByReading(n))));
  }

  static void relation(Creation made, World world) {
    fresh(made, world, false).ifPresent(world::put);
  }

  static void index(Creation.CreateIndex made, World world) {
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
                name, made.unique(), false, true, made.where().isPresent(), false, columns, ""));
    if (world.made(!made.ifNotExists() || world.facts().isPresent()) == Origin.NEW) {
      table.made(ObjectKind.INDEX, name);
    }
  }

  static void routine(Creation.CreateRoutine made, World world) {
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

  static void trigger(Creation.CreateTrigger made, World world) {
    if (!made.orReplace()) {
      part(made.object(), world);
    }
    world.trigger(made);
  }

  static void domain(Creation.CreateDomain made, World world) {
    other(made, world);
    world.calledByUsing(
        made.object(),
        made.constraints().stream()
            .filter(c -> c.kind() == Constraint.Kind.CHECK)
            .flatMap(c -> c.expression().stream())
            .flatMap(check -> check.functions().stream())
            .toList());
    boolean demands =
        made.constraints().stream()
            .anyMatch(
                c -> c.kind() == Constraint.Kind.CHECK || c.kind() == Constraint.Kind.NOT_NULL);
    if (demands) {
      world.demandingDomain(made.object().name());
    }
  }

  static void part(ObjectRef object, World world) {
    if (world.made(true) == Origin.NEW && world.returned(object).isEmpty()) {
      world.entered(object.name(), ObjectKind.TABLE).made(object.kind(), object.simpleName());
    }
  }

  static void other(Creation made, World world) {
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

  /** Of an operator, the functions among the names of its definition. */
  static void anything(Creation.CreateOther made, World world) {
    if (made.object().kind() == ObjectKind.OPERATOR) {
      world.calledByUsing(
          made.object(),
          made.uses().stream().filter(name -> !world.routines(name).isEmpty()).toList());
    }
    other(made, world);
  }

  static void constraint(KnownRelation table, Constraint constraint, World world) {
    ConstraintNames.kind(constraint)
        .ifPresent(
            kind -> {
              String name = world.name(table, constraint);
              Optional<QualifiedName> parent =
                  constraint.references().map(r -> world.qualified(r.table()));
              table.constraint(
                  new RelationFacts.Constraint(
                      name,
                      kind,
                      !constraint.notValid(),
                      constraint.columns(),
                      parent.map(QualifiedName::full),
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
              new RelationFacts.Index(
                  name, true, primary, true, false, false, constraint.columns(), ""));
      if (world.made(true) == Origin.NEW) {
        table.made(ObjectKind.INDEX, name);
      }
    }
  }
}
