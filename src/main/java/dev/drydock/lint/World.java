package dev.drydock.lint;

import dev.drydock.migration.SchemaFacts;
import dev.drydock.migration.SchemaFacts.Chosen;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.ConstraintNames;
import dev.drydock.sql.Creation;
import dev.drydock.sql.DataType;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectPath;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What exists while a run goes on: what the database or earlier files tell, and what the run did so
 * far. Names are looked up as the server does, along the search path of the moment.
 */
final class World {

  static final String TEMPORARY = "pg_temp";

  private final Optional<SchemaFacts> facts;
  private final List<String> firstPath;
  private final Map<QualifiedName, KnownRelation> relations = new HashMap<>();
  private final Set<QualifiedName> absent = new HashSet<>();
  private final Map<String, Origin> others = new HashMap<>();
  private final Set<QualifiedName> domains = new HashSet<>();
  private final Map<QualifiedName, Map<String, Creation.CreateRoutine>> routines = new HashMap<>();
  private final Map<QualifiedName, List<StoredCall>> written = new HashMap<>();
  private final Map<QualifiedName, List<QualifiedName>> read = new HashMap<>();
  private final Map<String, List<QualifiedName>> used = new HashMap<>();
  private final Map<QualifiedName, List<Creation.CreateTrigger>> triggers = new HashMap<>();
  private final List<Chosen> chosen = new ArrayList<>();
  private final Set<String> moved = new HashSet<>();
  private final Set<String> dropped = new HashSet<>();
  private final Set<QualifiedName> renamed = new HashSet<>();
  private final Map<String, KnownRelation> returning = new HashMap<>();
  private final Map<Constraint, String> constraints = new IdentityHashMap<>();
  private List<String> path;
  private boolean pathKnown = true;
  private boolean anotherRole;
  private boolean replaying;

  World(Optional<SchemaFacts> facts) {
    this.facts = facts;
    firstPath =
        facts.map(SchemaFacts::searchPath).filter(p -> !p.isEmpty()).orElse(List.of("public"));
    path = firstPath;
    facts.map(SchemaFacts::chosen).ifPresent(chosen::addAll);
    facts.stream()
        .flatMap(f -> f.relations().stream())
        .map(KnownRelation::of)
        .forEach(relation -> relations.put(relation.name(), relation));
    facts.stream()
        .flatMap(f -> f.dependents().stream())
        .map(Dependents::relation)
        .flatMap(Optional::stream)
        .forEach(relation -> relations.putIfAbsent(relation.name(), relation));
  }

  /** Whether what is made now counts as existing: files that ran before. */
  void replaying(boolean earlier) {
    replaying = earlier;
  }

  Optional<SchemaFacts> facts() {
    return facts;
  }

  /** What somebody gave to an object before the run. */
  List<String> chosen(ObjectRef object, Chosen.What what) {
    String name = Qualifying.name(object, this);
    return chosen.stream()
        .filter(one -> one.what() == what && one.object().equals(name))
        .map(Chosen::value)
        .toList();
  }

  /**
   * Notes what files that ran before gave to an object in place of what it had; nothing takes it
   * away. Of options only those that are named; one without a value is taken away.
   */
  void choose(ObjectRef object, Chosen.What what, List<String> values) {
    if (!replaying) {
      return;
    }
    String name = Qualifying.name(object, this);
    boolean options = what == Chosen.What.OPTION;
    Set<String> named = new HashSet<>();
    values.forEach(value -> named.add(option(value)));
    chosen.removeIf(
        one ->
            one.what() == what
                && one.object().equals(name)
                && (!options || named.contains(option(one.value()))));
    values.stream()
        .filter(value -> !options || value.contains("="))
        .forEach(value -> chosen.add(new Chosen(name, what, value)));
  }

  private static String option(String setting) {
    return setting.split("=", 2)[0];
  }

  /** The origin of what is made now for certain, or perhaps. */
  Origin made(boolean certain) {
    if (replaying) {
      return Origin.EXISTING;
    }
    return certain ? Origin.NEW : Origin.PERHAPS_NEW;
  }

  // Names.

  void searchPath(List<String> schemas) {
    path = schemas;
    pathKnown = true;
  }

  void resetSearchPath() {
    searchPath(firstPath);
  }

  /** A file begins with the settings of its session, whatever the one before it set. */
  void nextFile() {
    resetSearchPath();
    anotherRole = false;
  }

  /** From here on another role acts than the one that connected. */
  void anotherRole(boolean other) {
    anotherRole = other;
  }

  boolean anotherRole() {
    return anotherRole;
  }

  /** From now on nobody knows what an unqualified name means. */
  void searchPathUnknown() {
    pathKnown = false;
  }

  boolean searchPathKnown() {
    return pathKnown;
  }

  List<String> searchPath() {
    return path;
  }

  /** The name in full, as the statement at hand means it. */
  QualifiedName qualified(QualifiedName name) {
    if (name.schema().isPresent()) {
      return name;
    }
    return relation(name).map(KnownRelation::name).orElseGet(() -> inFirstSchema(name));
  }

  /** Where something new of that name comes to lie. */
  QualifiedName inFirstSchema(QualifiedName name) {
    return name.schema().isPresent()
        ? name
        : QualifiedName.of(path.isEmpty() ? "public" : path.get(0), name.name());
  }

  // Relations.

  /** The relation of a name, or of what the server makes of a name that is too long. */
  Optional<KnownRelation> relation(QualifiedName name) {
    return known(name).or(() -> known(name.clipped()));
  }

  private Optional<KnownRelation> known(QualifiedName name) {
    if (name.schema().isPresent()) {
      return Optional.ofNullable(relations.get(name));
    }
    if (!pathKnown) {
      return Optional.empty();
    }
    var schemas = new ArrayList<String>(path.size() + 1);
    schemas.add(TEMPORARY);
    schemas.addAll(path);
    return schemas.stream()
        .map(schema -> relations.get(QualifiedName.of(schema, name.name())))
        .filter(java.util.Objects::nonNull)
        .findFirst();
  }

  /** Relations that the run knows of. */
  Iterable<KnownRelation> relations() {
    return List.copyOf(relations.values());
  }

  /** The relation, entered as existing where nothing was known of it. */
  KnownRelation entered(QualifiedName name, ObjectKind kind) {
    return relation(name)
        .orElseGet(
            () -> {
              var unknown = new KnownRelation(inFirstSchema(name), kind, Origin.EXISTING, false);
              put(unknown);
              return unknown;
            });
  }

  void put(KnownRelation relation) {
    relations.put(relation.name(), relation);
    absent.remove(relation.name());
  }

  void remove(QualifiedName name) {
    QualifiedName full = qualified(name);
    relations.remove(full);
    absent.add(full);
  }

  /**
   * Notes a view, or a part of a table, that is dropped now and made again just as it is: it is
   * nothing new then.
   */
  void returns(ObjectRef object) {
    relation(object.name()).ifPresent(known -> returning.put(returning(object), known));
  }

  /** The view, or the table of the part, that was dropped only to be made again now. */
  Optional<KnownRelation> returned(ObjectRef made) {
    return Optional.ofNullable(returning.remove(returning(made)));
  }

  private String returning(ObjectRef object) {
    return object.kind() + " " + Qualifying.name(object, this);
  }

  /** Whether a relation, or a part of one other than this table, has that name in full. */
  boolean hasName(QualifiedName full, QualifiedName table) {
    return relations.values().stream()
        .filter(known -> known.kind() != ObjectKind.INDEX) // its table has it, too
        .filter(known -> known.name().schema().equals(full.schema()))
        .anyMatch(
            known ->
                known.name().equals(full)
                    || (!known.name().equals(table) && known.hasPart(full.name())));
  }

  /** Constraints without names get these. */
  void named(Map<Constraint, String> given) {
    constraints.putAll(given);
  }

  /** The name that a constraint has, or gets, which is free. */
  String name(KnownRelation table, Constraint constraint) {
    return constraints.computeIfAbsent(
        constraint,
        one -> {
          String name = ConstraintNames.name(table.name().name(), one);
          String free = name;
          for (int n = 1; one.name().isEmpty() && table.constraints().containsKey(free); n++) {
            free = name + n;
          }
          return free;
        });
  }

  /** Whether it is known that no relation of that name exists now. */
  boolean isAbsent(QualifiedName name) {
    if (relation(name).isPresent() || !pathKnown) {
      return false;
    }
    return facts.isPresent() || absent.contains(inFirstSchema(name));
  }

  /** Notes what is dropped, if it is made again later. */
  void dropped(ObjectRef object) {
    if (!replaying) {
      dropped.add(returning(object));
    }
  }

  /** Whether the run has dropped what had this name before it. */
  boolean isDropped(ObjectRef object) {
    return dropped.contains(returning(object));
  }

  /** Notes that a relation is found under another name from now on. */
  void renamed(QualifiedName from) {
    if (!replaying) {
      renamed.add(from);
    }
  }

  /** Whether the run has given a relation of that name another one. */
  boolean isRenamed(QualifiedName full) {
    return renamed.contains(full);
  }

  /** Whether the run dropped or renamed it. */
  boolean isGone(QualifiedName full) {
    return absent.contains(full);
  }

  /** The table that an index of that name belongs to. */
  Optional<KnownRelation> tableOfIndex(QualifiedName index) {
    return relations.values().stream()
        .filter(relation -> relation.indexes().containsKey(index.name()))
        .filter(
            relation ->
                index
                    .schema()
                    .map(s -> relation.name().schema().equals(Optional.of(s)))
                    .orElse(true))
        .findFirst();
  }

  // Everything else.

  void madeOther(ObjectRef object, Origin origin) {
    others.put(key(object), origin);
  }

  Optional<Origin> other(ObjectRef object) {
    return Optional.ofNullable(others.get(key(object)));
  }

  private String key(ObjectRef object) {
    String group =
        switch (object.kind()) {
          case FUNCTION, PROCEDURE, ROUTINE, AGGREGATE -> "routine";
          case TYPE, DOMAIN -> "type";
          default -> object.kind().words();
        };
    String part = object.part().map(p -> "." + p).orElse("");
    return group + " " + inFirstSchema(object.name()) + part;
  }

  /** Notes a domain that demands something of its values. */
  void demandingDomain(QualifiedName domain) {
    domains.add(inFirstSchema(domain));
  }

  /** Whether a type is a domain that demands something; false where nobody knows. */
  boolean isDemandingDomain(DataType type) {
    return ObjectPath.of(type.name())
        .map(ObjectPath::parts)
        .map(
            parts ->
                parts.size() == 2
                    ? QualifiedName.of(parts.get(0), parts.get(1))
                    : QualifiedName.of(parts.get(0)))
        .filter(this::isDemandingDomain)
        .isPresent();
  }

  private boolean isDemandingDomain(QualifiedName type) {
    return domains.contains(inFirstSchema(type))
        || facts.stream()
            .flatMap(f -> f.types().stream())
            .filter(t -> t.kind() == 'd' && !t.labels().isEmpty() && t.name().equals(type.name()))
            .anyMatch(
                t ->
                    type.schema()
                        .map(t.schema()::equals)
                        .orElseGet(() -> path.contains(t.schema())));
  }

  /** Notes a routine whose body is known, so that its calls can be judged. */
  void routine(Creation.CreateRoutine routine) {
    routines
        .computeIfAbsent(inFirstSchema(routine.object().name()), name -> new LinkedHashMap<>())
        .put(routine.object().toString(), routine);
  }

  /** An object came to be found under this name, or elsewhere: what the database told is old. */
  void moved(String name) {
    moved.add(name);
  }

  boolean isMoved(ObjectRef object) {
    return moved.contains(object.simpleName());
  }

  /**
   * Whether the database has no routine of that name, or none with as many arguments, and the run
   * made none.
   */
  boolean lacksRoutine(ObjectRef routine) {
    QualifiedName name = routine.name();
    return facts.isPresent()
        && routines(name).isEmpty()
        && !Dependents.has(facts.get(), name)
        && facts.get().routines().stream()
            .filter(existing -> isNamed(existing, name))
            .noneMatch(
                existing ->
                    routine.arguments().isEmpty()
                        || types(routine.arguments().get()).size()
                            == types(existing.arguments()).size());
  }

  /** Whether a name means a routine; the server's own only where it says their schema. */
  static boolean isNamed(SchemaFacts.Routine existing, QualifiedName name) {
    return existing.name().equals(name.name())
        && name.schema()
            .map(existing.schema()::equals)
            .orElse(!existing.schema().equals("pg_catalog"));
  }

  /** The types in a list of arguments, such as {@code numeric(8,2), text}. */
  static List<String> types(String arguments) {
    return arguments.isBlank() ? List.of() : List.of(arguments.split(", ?(?![^(]*\\))"));
  }

  /** Whether the database has no type of that name, and the run made none. */
  boolean lacksType(QualifiedName name) {
    return facts.isPresent()
        && other(ObjectRef.of(ObjectKind.TYPE, name)).isEmpty()
        && relation(name).isEmpty()
        && !Dependents.has(facts.get(), name)
        && facts.get().types().stream()
            .noneMatch(
                type ->
                    type.name().equals(name.name())
                        && name.schema().map(type.schema()::equals).orElse(true));
  }

  /** Whether the database has no schema or extension of that name, and the run made none. */
  boolean lacks(ObjectRef object) {
    return facts.isPresent()
        && other(object).isEmpty()
        && !(object.kind() == ObjectKind.SCHEMA ? facts.get().schemas() : facts.get().extensions())
            .contains(object.name().name());
  }

  /** The last one made of that name. */
  Optional<Creation.CreateRoutine> routine(QualifiedName name) {
    return routines(name).stream().reduce((one, next) -> next);
  }

  /** All of that name: which of them a call means, its arguments decide. */
  Collection<Creation.CreateRoutine> routines(QualifiedName name) {
    return routines.getOrDefault(inFirstSchema(name), Map.of()).values();
  }

  /** All that earlier files and the run made. */
  Stream<Creation.CreateRoutine> routines() {
    return routines.values().stream().flatMap(named -> named.values().stream());
  }

  /** Notes what rows written to a table will call; of earlier files this is not asked. */
  void calledByWriting(QualifiedName table, StoredCall call) {
    if (!replaying) {
      written.computeIfAbsent(qualified(table), name -> new ArrayList<>()).add(call);
    }
  }

  List<StoredCall> calledByWriting(QualifiedName table) {
    return written.isEmpty() ? List.of() : written.getOrDefault(qualified(table), List.of());
  }

  /** Notes what using an operator or a domain will call, those of earlier files included. */
  void calledByUsing(ObjectRef made, List<QualifiedName> functions) {
    used.computeIfAbsent(made.name().name(), name -> new ArrayList<>()).addAll(functions);
  }

  List<QualifiedName> calledByUsing(QualifiedName operatorOrType) {
    return used.isEmpty() ? List.of() : used.getOrDefault(operatorOrType.name(), List.of());
  }

  /** Notes what reading a view, or a table with a policy, will call. */
  void calledByReading(QualifiedName relation, List<QualifiedName> functions) {
    if (!replaying && !functions.isEmpty()) {
      read.computeIfAbsent(qualified(relation), name -> new ArrayList<>()).addAll(functions);
    }
  }

  List<QualifiedName> calledByReading(QualifiedName relation) {
    return read.isEmpty() ? List.of() : read.getOrDefault(qualified(relation), List.of());
  }

  /** Notes a trigger that the run made. */
  void trigger(Creation.CreateTrigger trigger) {
    triggers
        .computeIfAbsent(qualified(trigger.object().name()), table -> new ArrayList<>())
        .add(trigger);
  }

  List<Creation.CreateTrigger> triggers(QualifiedName table) {
    return triggers.getOrDefault(qualified(table), List.of());
  }
}
