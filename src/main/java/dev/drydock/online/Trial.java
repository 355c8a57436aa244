package dev.drydock.online;

import dev.drydock.postgres.SqlQuoting;
import dev.drydock.sql.Action;
import dev.drydock.sql.ActionText;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.Creation;
import dev.drydock.sql.Meaning;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.PartitionBound;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What of a statement can be tried on an empty copy of its table, in a transaction that is rolled
 * back: whatever the server refuses there, it would refuse at a later step, with the earlier ones
 * committed.
 *
 * <p>A copy has columns, CHECKs, keys and indexes like its original, but chooses their names anew,
 * and has no foreign keys, triggers or children: what depends on those is not tried.
 *
 * @param table as written
 * @param parts of an ALTER TABLE, as written
 * @param parents of foreign keys, as written
 * @param bound of a partition to be
 * @param partition that is attached, as written
 */
public record Trial(
    QualifiedName table,
    List<String> parts,
    Set<QualifiedName> parents,
    Optional<PartitionBound> bound,
    Optional<QualifiedName> partition) {

  /** More bounds than these are not compared: each is a table for the time of the trial. */
  private static final int MOST_PARTITIONS = 300;

  private static final Set<Class<? extends TableChange>> TRIED =
      Set.of(
          TableChange.AddColumn.class,
          TableChange.DropColumn.class,
          TableChange.AddConstraint.class,
          TableChange.SetNotNull.class,
          TableChange.DropNotNull.class,
          TableChange.SetDefault.class,
          TableChange.DropDefault.class,
          TableChange.AlterType.class);

  public Trial {
    parts = List.copyOf(parts);
    parents = Set.copyOf(parents);
  }

  /** Of a statement with a safe form; empty where nothing can be tried. */
  public static Optional<Trial> of(Meaning meaning) {
    Action first = meaning.actions().get(0);
    if (first instanceof Creation.CreateTable made) {
      return made.partitionOf()
          .map(of -> of(of.parent(), Optional.of(of.bound()), Optional.empty()));
    }
    if (first instanceof TableChange.AttachPartition attach) {
      return Optional.of(
          of(attach.table().name(), Optional.of(attach.bound()), Optional.of(attach.partition())));
    }
    return first instanceof TableChange change && change.table().kind() == ObjectKind.TABLE
        ? altered(meaning, change.table().name())
        : Optional.empty();
  }

  private static Trial of(
      QualifiedName table, Optional<PartitionBound> bound, Optional<QualifiedName> partition) {
    return new Trial(table, List.of(), Set.of(), bound, partition);
  }

  private static Optional<Trial> altered(Meaning meaning, QualifiedName table) {
    if (isWholeAtFirst(meaning)) {
      return Optional.empty();
    }
    var text = new ActionText(meaning);
    var parts = new ArrayList<String>();
    var parents = new HashSet<QualifiedName>();
    for (Action action : meaning.actions()) {
      boolean named = ActionText.hasName(text.of(action), table.name());
      if (action instanceof TableChange.DropConstraint
          || (named && !(action instanceof TableChange.AddConstraint made && isKey(made)))) {
        return Optional.empty();
      }
      if (!named && TRIED.contains(action.getClass()) && !takesIndex(action)) {
        parts.add(text.of(action));
        constraints(action)
            .flatMap(c -> c.references().stream())
            .forEach(r -> parents.add(r.table()));
      }
    }
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(new Trial(table, parts, parents, Optional.empty(), Optional.empty()));
  }

  /** Whether its first step has all of its text, and later ones look at rows only. */
  private static boolean isWholeAtFirst(Meaning meaning) {
    Action action = meaning.actions().get(0);
    return meaning.actions().size() == 1
        && (action instanceof TableChange.SetNotNull
            || (action instanceof TableChange.AddConstraint made
                && (isKey(made) || made.constraint().kind() == Constraint.Kind.CHECK)));
  }

  private static boolean isKey(TableChange.AddConstraint made) {
    return made.constraint().kind() == Constraint.Kind.FOREIGN_KEY;
  }

  private static boolean takesIndex(Action action) {
    return constraints(action).anyMatch(made -> made.usingIndex().isPresent());
  }

  private static Stream<Constraint> constraints(Action action) {
    if (action instanceof TableChange.AddConstraint added) {
      return Stream.of(added.constraint());
    }
    return action instanceof TableChange.AddColumn added
        ? added.column().constraints().stream()
        : Stream.empty();
  }

  /**
   * The original as the server finds it, and what its partitions are bound to.
   *
   * @param key of a partitioned table, as {@code pg_get_partkeydef} prints it; empty of another
   */
  public record Original(String schema, String name, Optional<String> key, List<Bounds> bounds) {
    public Original {
      bounds = List.copyOf(bounds);
    }

    private String copy(String what, String of) {
      return SqlQuoting.identifier(schema) + "." + SqlQuoting.identifier(what + " of " + of);
    }

    private String copy() {
      return copy("copy", name);
    }

    private String like(String more) {
      return "(LIKE %s%s)%s"
          .formatted(
              Naming.of(schema, name), more, key.map(by -> " PARTITION BY " + by).orElse(""));
    }
  }

  /** A partition and its bound, as {@code pg_get_expr} prints it. */
  public record Bounds(String partition, String bound) {}

  /** A query for schema, name and partition key of the table; no row where there is none. */
  public String originalSql() {
    return """
        SELECT n.nspname, c.relname, CASE WHEN c.relkind OPERATOR(pg_catalog.=) 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END
          FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
         WHERE c.relkind IN ('r', 'p') AND c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%s)"""
        .formatted(SqlQuoting.literal(table.toString()));
  }

  /** A query for its partitions and their bounds; no row where none are asked for. */
  public String boundsSql() {
    return """
        SELECT c.relname, pg_catalog.pg_get_expr(c.relpartbound, c.oid)
          FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) h.inhrelid
         WHERE %s AND NOT h.inhdetachpending AND c.relispartition
           AND h.inhparent OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%s) LIMIT %d"""
        .formatted(bound.isPresent(), SqlQuoting.literal(table.toString()), MOST_PARTITIONS + 1);
  }

  /** Statements that make the copies; where one fails, nothing can be tried. */
  public List<String> copies(Original original) {
    String all = " INCLUDING ALL EXCLUDING COMMENTS EXCLUDING STATISTICS";
    var copies = new ArrayList<String>();
    if (bound.isEmpty() || partition.isPresent()) {
      copies.add("CREATE TABLE %s %s".formatted(original.copy(), original.like(all)));
    }
    partition.ifPresent(
        attached ->
            copies.add("CREATE TABLE %s (LIKE %s%s)".formatted(fresh(original), attached, all)));
    if (comparesBounds(original)) {
      copies.add("CREATE TABLE %s %s".formatted(bounds(original), original.like("")));
      for (Bounds known : original.bounds()) {
        copies.add(
            "CREATE TABLE %s PARTITION OF %s %s"
                .formatted(
                    original.copy("bound", known.partition()), bounds(original), known.bound()));
      }
    }
    return copies;
  }

  /** What is tried on them; locks of others' tables are had at once or not at all. */
  public List<String> tries(Original original) {
    var tries = new ArrayList<String>();
    for (QualifiedName parent : parents) {
      tries.add("LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE NOWAIT".formatted(parent));
    }
    for (String part : parts) {
      tries.add("ALTER TABLE %s %s".formatted(original.copy(), part));
    }
    if (comparesBounds(original)) {
      tries.add(
          "CREATE TABLE %s PARTITION OF %s %s"
              .formatted(
                  original.copy("new partition", original.name()),
                  bounds(original),
                  bound.orElseThrow().text()));
    }
    if (partition.isPresent()) {
      tries.add(
          "ALTER TABLE %s ATTACH PARTITION %s %s"
              .formatted(original.copy(), fresh(original), bound.orElseThrow().text()));
    }
    return tries;
  }

  private boolean comparesBounds(Original original) {
    return bound.isPresent()
        && original.key().isPresent()
        && original.bounds().size() <= MOST_PARTITIONS;
  }

  private static String bounds(Original original) {
    return original.copy("bounds", original.name());
  }

  private String fresh(Original original) {
    return original.copy("copy of partition", partition.orElseThrow().name());
  }
}
