package dev.drydock.lint;

import dev.drydock.migration.RelationFacts;
import dev.drydock.migration.SchemaFacts;
import dev.drydock.migration.SchemaFacts.Dependent;
import dev.drydock.migration.SchemaFacts.Named;
import dev.drydock.sql.Action;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.Relation;
import dev.drydock.sql.TableChange;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What DROP … CASCADE takes along, as the database tells of it, less what the run took before. */
final class Dependents {

  private static final String COLUMN_DEFAULT = "DEFAULT";
  private static final String COLUMN = "COLUMN";
  private static final String OTHER = "OTHER";
  private static final String ANY_ARGUMENTS = "*";

  private static final Set<String> PARTS =
      Set.of(COLUMN_DEFAULT, COLUMN, "CONSTRAINT", "TRIGGER", "POLICY", "RULE");

  private Dependents() {}

  /** What a statement drops with CASCADE, as it names it; a column or constraint as a part. */
  static List<ObjectRef> roots(Action action) {
    if (action instanceof ObjectChange.Drop drop && drop.cascade()) {
      return drop.objects();
    }
    if (action instanceof TableChange.DropColumn drop && drop.cascade()) {
      return List.of(ObjectRef.part(ObjectKind.COLUMN, drop.table().name(), drop.column()));
    }
    if (action instanceof TableChange.DropConstraint drop && drop.cascade()) {
      return List.of(ObjectRef.part(ObjectKind.CONSTRAINT, drop.table().name(), drop.constraint()));
    }
    return List.of();
  }

  /**
   * The drops that an action brings along; none where nobody knows. Columns come last: what hangs
   * on them is told by itself.
   */
  static Stream<Action> drops(Action action, LintContext context) {
    List<ObjectRef> roots = roots(action);
    return roots.stream()
        .filter(root -> !context.isOwn(root) && !context.isAbsent(root))
        .flatMap(root -> known(root, context).stream())
        .flatMap(List::stream)
        .distinct()
        .filter(gone -> !isOther(gone, context) && goesOnlySo(gone, roots, context))
        .sorted(Comparator.comparing(gone -> gone.kind().equals(COLUMN)))
        .map(gone -> drop(gone, action.offset()));
  }

  /** What goes along that only the guard can judge, in the server's words; empty where unknown. */
  static Optional<List<String>> others(ObjectRef root, LintContext context) {
    return known(root, context)
        .map(
            gone ->
                gone.stream()
                    .filter(one -> isOther(one, context))
                    .map(
                        one ->
                            one.names().size() < 2 ? one.names().get(0) : reference(one).toString())
                    .toList());
  }

  /** What no effect names, or what has got another name in this run. */
  private static boolean isOther(Named gone, LintContext context) {
    return gone.kind().equals(OTHER)
        || (gone.names().size() > 1 && context.world().isRenamed(whole(gone)));
  }

  /**
   * Not what the statement names itself, nor what the run drops before, or as a part of another.
   */
  private static boolean goesOnlySo(Named gone, List<ObjectRef> roots, LintContext context) {
    QualifiedName whole = whole(gone);
    if (context.world().isDropped(reference(gone))) {
      return false;
    }
    return PARTS.contains(gone.kind())
        ? !context.world().isGone(whole) && !context.ahead().drops(whole, context.statement())
        : roots.stream().noneMatch(root -> context.world().qualified(root.name()).equals(whole));
  }

  private static Optional<List<Named>> known(ObjectRef root, LintContext context) {
    return context
        .world()
        .facts()
        .filter(facts -> !context.world().isMoved(root))
        .flatMap(
            facts ->
                key(root, facts, context)
                    .map(
                        key ->
                            facts.dependents().stream()
                                .filter(one -> means(key, one.of()))
                                .map(Dependent::object)
                                .toList()));
  }

  /** An object as the facts name it, with the arguments that the statement writes. */
  private static Optional<Named> key(ObjectRef root, SchemaFacts facts, LintContext context) {
    QualifiedName name = root.name();
    return switch (root.kind()) {
      case TABLE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE, SEQUENCE, INDEX ->
          context.facts(name).map(known -> relation("relation", known, List.of()));
      case COLUMN ->
          context.facts(name).map(known -> relation("column", known, List.of(root.simpleName())));
      case CONSTRAINT ->
          context
              .facts(name)
              .map(known -> relation("constraint", known, List.of(root.simpleName())));
      case TYPE, DOMAIN ->
          schema(name, types(name.name(), facts), context)
              .map(schema -> new Named("type", List.of(schema, name.name()), ""));
      case FUNCTION, PROCEDURE, ROUTINE, AGGREGATE ->
          schema(name, routines(name, facts), context)
              .map(
                  schema ->
                      new Named(
                          "routine",
                          List.of(schema, name.name()),
                          root.arguments().orElse(ANY_ARGUMENTS)));
      case EXTENSION -> Optional.of(new Named("extension", List.of(name.name()), ""));
      case SCHEMA -> Optional.of(new Named("schema", List.of(name.name()), ""));
      default -> Optional.empty();
    };
  }

  private static Named relation(String kind, RelationFacts known, List<String> part) {
    var names = Stream.concat(Stream.of(known.schema(), known.name()), part.stream()).toList();
    return new Named(kind, names, "");
  }

  /** Schemas that have a type of the name; a composite one is a relation, too. */
  private static Stream<String> types(String name, SchemaFacts facts) {
    return Stream.concat(
        facts.types().stream().filter(t -> t.name().equals(name)).map(SchemaFacts.Type::schema),
        facts.relations().stream()
            .filter(r -> r.kind() == 'c' && r.name().equals(name))
            .map(RelationFacts::schema));
  }

  private static Stream<String> routines(QualifiedName name, SchemaFacts facts) {
    return facts.routines().stream()
        .filter(routine -> World.isNamed(routine, name))
        .map(SchemaFacts.Routine::schema);
  }

  /** The schema in which a name is found first. */
  private static Optional<String> schema(
      QualifiedName name, Stream<String> known, LintContext context) {
    List<String> schemas = known.toList();
    return name.schema().isPresent()
        ? name.schema().filter(schemas::contains)
        : context.world().searchPath().stream().filter(schemas::contains).findFirst();
  }

  private static boolean means(Named key, Named of) {
    return key.kind().equals(of.kind())
        && key.names().equals(of.names())
        && (key.arguments().equals(ANY_ARGUMENTS) || same(key.arguments(), of.arguments()));
  }

  /** A statement may leave the schema of a type out. */
  private static boolean same(String written, String full) {
    List<String> some = World.types(written);
    List<String> all = World.types(full);
    for (int i = 0; i < Math.min(some.size(), all.size()); i++) {
      if (!all.get(i).equals(some.get(i)) && !all.get(i).endsWith("." + some.get(i))) {
        return false;
      }
    }
    return some.size() == all.size();
  }

  /** The relation that goes, or whose part does, of which nothing more may be known. */
  static Optional<KnownRelation> relation(Dependent dependent) {
    Named gone = dependent.object();
    if (gone.kind().equals(OTHER)) {
      return Optional.empty();
    }
    ObjectKind kind = PARTS.contains(gone.kind()) ? ObjectKind.TABLE : reference(gone).kind();
    return kind.isRelation()
        ? Optional.of(new KnownRelation(whole(gone), kind, Origin.EXISTING, false))
        : Optional.empty();
  }

  /** Whether an object of a full name would go with another one. */
  static boolean has(SchemaFacts facts, QualifiedName name) {
    return name.schema().isPresent()
        && facts.dependents().stream()
            .map(dependent -> dependent.object().names())
            .anyMatch(List.of(name.schema().get(), name.name())::equals);
  }

  private static QualifiedName whole(Named object) {
    return object.names().size() < 2
        ? QualifiedName.of(object.names().get(0))
        : QualifiedName.of(object.names().get(0), object.names().get(1));
  }

  private static ObjectRef reference(Named object) {
    ObjectKind kind =
        object.kind().equals(COLUMN_DEFAULT)
            ? ObjectKind.COLUMN
            : ObjectKind.valueOf(object.kind());
    return new ObjectRef(
        kind,
        whole(object),
        object.names().stream().skip(2).findFirst(),
        switch (kind) {
          case FUNCTION, PROCEDURE, AGGREGATE -> Optional.of(object.arguments());
          default -> Optional.empty();
        });
  }

  private static Action drop(Named gone, int offset) {
    ObjectRef object = reference(gone);
    var table = new Relation(ObjectKind.TABLE, object.name(), false, true);
    return switch (gone.kind()) {
      case COLUMN_DEFAULT -> new TableChange.DropDefault(table, object.simpleName(), offset);
      case COLUMN -> new TableChange.DropColumn(table, object.simpleName(), true, true, offset);
      case "CONSTRAINT" ->
          new TableChange.DropConstraint(table, object.simpleName(), true, true, offset);
      default -> new ObjectChange.Drop(object.kind(), List.of(object), true, true, false, offset);
    };
  }
}
