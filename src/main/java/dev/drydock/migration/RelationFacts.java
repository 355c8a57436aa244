package dev.drydock.migration;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A table, view, sequence or index as the database has it.
 *
 * @param kind as the catalog's {@code relkind}: {@code r} table, {@code p} partitioned table,
 *     {@code v} view, {@code m} materialized view, {@code S} sequence, {@code i} or {@code I}
 *     index, {@code f} foreign table, {@code c} composite type
 * @param rows the planner's estimate; empty where the table was never analysed. Those of its
 *     partitions, and of tables that inherit from it, count as its own
 * @param bytes on disk, indexes and TOAST included; of them, too
 * @param partitionOf the parent, such as {@code public.events}
 * @param triggers names of its enabled user triggers
 * @param updateTriggers those of them that fire when a row is updated
 * @param rewriteRules whether it has rules other than a view's own
 * @param publications those that publish it by name, by schema or as one of all tables
 * @param ties what hangs on its columns; only of what is named in files with a change of type or a
 *     partition
 * @param definition of a view, as {@code pg_get_viewdef} prints it; empty for anything else
 * @param parts its triggers, rules and policies by kind and name, switched off or not: {@code
 *     trigger touch}, with the statement that makes a trigger or a policy as it is; and columns
 *     that tables which inherit from it have and it does not: {@code child column note}; and the
 *     views that read it, {@code read by public.active_clients}, with the columns they read; and
 *     {@code statistics public.clients_stats} with the columns they are of; and names that other
 *     relations and constraints of its schema have, as the server might choose them for its own:
 *     {@code beside clients_name_key}; and {@code detaching}; and {@code of another} owner than the
 *     role that asked; and {@code updates in sales} for a publication that publishes its updates,
 *     with {@code narrowed} where that has a row filter or a list of columns; and of what is named
 *     in files with an UPDATE {@code walked}, the key that leads through it, and {@code divided},
 *     the columns of its partition keys; and of what is named in files with a DELETE or TRUNCATE
 *     {@code followed by public.orders}, with what a DELETE does to the rows there; and {@code held
 *     by public.audit.old}, a column that holds whole rows of it; and {@code computed total}, a
 *     stored generated column that code of somebody's own computes
 */
public record RelationFacts(
    String schema,
    String name,
    char kind,
    String owner,
    Optional<Long> rows,
    long bytes,
    Optional<ObjectName> partitionOf,
    RowSecurity rowSecurity,
    List<String> triggers,
    List<UpdateTrigger> updateTriggers,
    boolean rewriteRules,
    char replicaIdentity,
    List<String> publications,
    List<Column> columns,
    List<Index> indexes,
    List<Constraint> constraints,
    List<Tie> ties,
    String definition,
    Map<String, String> parts) {

  private static final String READ_BY = "read by ";
  private static final String STATISTICS = "statistics ";
  private static final String BESIDE = "beside ";
  private static final String FOLLOWED_BY = "followed by ";
  private static final String UPDATES_IN = "updates in ";
  private static final String DETACHING = "detaching";
  private static final String OF_ANOTHER = "of another";
  private static final String WALKED = "walked";
  private static final String DIVIDED = "divided";
  private static final String RULE = "rule ";
  private static final String HELD_BY = "held by ";
  private static final String COMPUTED = "computed ";

  /** The catalog's {@code ev_type}. */
  private static final String ON_UPDATE = "2";

  public RelationFacts {
    triggers = List.copyOf(triggers);
    updateTriggers = List.copyOf(updateTriggers);
    publications = List.copyOf(publications);
    columns = List.copyOf(columns);
    indexes = List.copyOf(indexes);
    constraints = List.copyOf(constraints);
    ties = List.copyOf(ties);
    parts = Map.copyOf(parts);
  }

  /** What hangs on one of its columns. */
  public List<Tie> ties(String column) {
    return ties.stream().filter(tie -> tie.column().equals(column)).toList();
  }

  /** Of a relation that no database has told about. */
  public static RelationFacts untold(String schema, String name, char kind) {
    return new RelationFacts(
        schema,
        name,
        kind,
        "",
        Optional.empty(),
        0,
        Optional.empty(),
        RowSecurity.NONE,
        List.of(),
        List.of(),
        false,
        'd',
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        "",
        Map.of());
  }

  /** The same under another name and with other parts. */
  public RelationFacts with(
      String otherSchema,
      String otherName,
      List<Column> otherColumns,
      List<Index> otherIndexes,
      List<Constraint> otherConstraints) {
    return new RelationFacts(
        otherSchema,
        otherName,
        kind,
        owner,
        rows,
        bytes,
        partitionOf,
        rowSecurity,
        triggers,
        updateTriggers,
        rewriteRules,
        replicaIdentity,
        publications,
        otherColumns,
        otherIndexes,
        otherConstraints,
        ties,
        definition,
        parts);
  }

  /** The same, protected otherwise. */
  public RelationFacts with(RowSecurity otherSecurity) {
    return new RelationFacts(
        schema,
        name,
        kind,
        owner,
        rows,
        bytes,
        partitionOf,
        otherSecurity,
        triggers,
        updateTriggers,
        rewriteRules,
        replicaIdentity,
        publications,
        columns,
        indexes,
        constraints,
        ties,
        definition,
        parts);
  }

  public Optional<Column> column(String wanted) {
    return columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
  }

  /** A publication that publishes its updates; one with a row filter or a list of columns first. */
  public Optional<String> updatesPublishedBy() {
    return parts.entrySet().stream()
        .filter(part -> part.getKey().startsWith(UPDATES_IN))
        .max(Map.Entry.comparingByValue())
        .map(part -> part.getKey().substring(UPDATES_IN.length()));
  }

  /** Whether such a publication has a row filter or a list of columns. */
  public boolean publishesNarrowly() {
    return parts.entrySet().stream()
        .anyMatch(part -> part.getKey().startsWith(UPDATES_IN) && !part.getValue().isEmpty());
  }

  /** The columns of its primary key; none where it has no such key. */
  public List<String> primaryKey() {
    return indexes.stream()
        .filter(Index::primary)
        .findFirst()
        .map(Index::columns)
        .orElse(List.of());
  }

  public boolean hasConstraint(String wanted) {
    return constraints.stream().anyMatch(constraint -> constraint.name().equals(wanted));
  }

  /** The key that batches can go along; empty where it has none. */
  public List<String> walkedKey() {
    return columns(WALKED);
  }

  /** Columns by whose values the server chooses the partition of a row; none of other tables. */
  public List<String> dividedBy() {
    return columns(DIVIDED);
  }

  /** Whether a rule makes another statement of an UPDATE. */
  public boolean rewritesUpdates() {
    return parts.entrySet().stream()
        .anyMatch(part -> part.getKey().startsWith(RULE) && part.getValue().equals(ON_UPDATE));
  }

  private List<String> columns(String part) {
    String names = parts.getOrDefault(part, "");
    return names.isEmpty() ? List.of() : List.of(names.split("\t"));
  }

  /** Whether a column of that name, added to it, becomes one with a column that holds values. */
  public boolean isMerged(String column) {
    return parts.containsKey("child column " + column);
  }

  /** Whether it was a partition until a DETACH CONCURRENTLY broke off, which waits for its end. */
  public boolean isDetaching() {
    return parts.containsKey(DETACHING);
  }

  /** Its extended statistics, as SQL writes their names, and the columns of each. */
  public Map<String, Set<String>> statistics() {
    return lists(STATISTICS);
  }

  /**
   * The tables whose foreign keys lead to it, if by way of others, as SQL writes their names, and
   * what a DELETE of its rows does to theirs: {@code c} deletes them, {@code n} changes them, or
   * nothing.
   */
  public Map<String, String> followers() {
    var followers = new TreeMap<String, String>();
    parts.forEach(
        (part, deletes) -> {
          if (part.startsWith(FOLLOWED_BY)) {
            followers.put(part.substring(FOLLOWED_BY.length()), deletes);
          }
        });
    return followers;
  }

  /** A column that holds whole rows of it, as SQL writes its name. */
  public Optional<String> heldBy() {
    return named(HELD_BY);
  }

  /** A stored generated column that an UPDATE computes anew by code of somebody's own. */
  public Optional<String> computedByCode() {
    return named(COMPUTED);
  }

  private Optional<String> named(String kind) {
    return parts.keySet().stream()
        .filter(part -> part.startsWith(kind))
        .map(part -> part.substring(kind.length()))
        .findFirst();
  }

  /** Whether its owner is another role than the one that asked. */
  public boolean isOfAnother() {
    return parts.containsKey(OF_ANOTHER);
  }

  /** Names like its own that other objects of its schema have. */
  public Set<String> namesBeside() {
    return parts.keySet().stream()
        .filter(part -> part.startsWith(BESIDE))
        .map(part -> part.substring(BESIDE.length()))
        .collect(Collectors.toSet());
  }

  /** The views that read it, as SQL writes their names, and the columns of it that each reads. */
  public Map<String, Set<String>> readers() {
    return lists(READ_BY);
  }

  private Map<String, Set<String>> lists(String kind) {
    var lists = new TreeMap<String, Set<String>>();
    parts.forEach(
        (part, names) -> {
          if (part.startsWith(kind)) {
            lists.put(part.substring(kind.length()), Set.of(names.split("\t")));
          }
        });
    return lists;
  }

  /** Whether a trigger of that name may change rows before they are written. */
  public boolean mayChangeRows(String trigger) {
    return !parts.getOrDefault("trigger " + trigger, "").contains(" AFTER ");
  }

  public boolean isRowTrigger(String trigger) {
    return parts.getOrDefault("trigger " + trigger, "").contains(" FOR EACH ROW ");
  }

  /** Whether a trigger of that name sees all rows of a statement as a table. */
  public boolean usesTransitionTables(String trigger) {
    return parts.getOrDefault("trigger " + trigger, "").contains(" REFERENCING ");
  }

  /** The first trigger that an UPDATE of these columns would fire. */
  public Optional<String> firedBy(Set<String> updated) {
    return updateTriggers.stream()
        .filter(t -> t.columns().isEmpty() || t.columns().stream().anyMatch(updated::contains))
        .map(UpdateTrigger::name)
        .findFirst();
  }

  /**
   * Who sees which rows.
   *
   * @param forced whether the owner is bound too
   * @param admitting names of the permissive policies that let rows be read
   * @param bound roles other than the owner that may use the table, and that policies would bind;
   *     {@code public} for all
   * @param bindsOwner whether FORCE would bind the owner: not so a superuser
   * @param asker what the role that asked is to the table
   */
  public record RowSecurity(
      boolean enabled,
      boolean forced,
      List<String> admitting,
      List<String> bound,
      boolean bindsOwner,
      Asker asker) {

    /** What a role is to a table's policies. */
    public enum Asker {
      /** A superuser, or one with BYPASSRLS. */
      EXEMPT,
      /** Has the owner's rights: bound where the table forces it. */
      OWNER,
      BOUND
    }

    /** Off, as on every table that nobody protected. */
    public static final RowSecurity NONE =
        new RowSecurity(false, false, List.of(), List.of(), true, Asker.OWNER);

    public RowSecurity {
      admitting = List.copyOf(admitting);
      bound = List.copyOf(bound);
    }

    /** The same switched on or off. */
    public RowSecurity with(boolean nowEnabled, boolean nowForced) {
      return new RowSecurity(nowEnabled, nowForced, admitting, bound, bindsOwner, asker);
    }

    /** The same with other policies that let rows be read. */
    public RowSecurity admitting(List<String> policies) {
      return new RowSecurity(enabled, forced, policies, bound, bindsOwner, asker);
    }

    /** Whether policies may hide rows from the role that asked, as from its UPDATE. */
    public boolean hidesRows() {
      return enabled && (asker == Asker.BOUND || (asker == Asker.OWNER && forced));
    }
  }

  /**
   * A trigger that fires when rows are updated.
   *
   * @param columns of {@code UPDATE OF}; empty for any
   */
  public record UpdateTrigger(String name, List<String> columns) {

    public UpdateTrigger {
      columns = List.copyOf(columns);
    }
  }

  /** Whether it holds rows of its own, or has partitions that do. */
  public boolean isTable() {
    return kind == 'r' || kind == 'p';
  }

  /**
   * A column.
   *
   * @param type as {@code format_type} prints it
   * @param defaultValue as the server deparses it; the expression of a generated column too
   * @param identity {@code a} always, {@code d} by default, blank for none
   * @param generated {@code s} stored, {@code v} virtual, blank for none
   */
  public record Column(
      String name,
      String type,
      boolean notNull,
      Optional<String> defaultValue,
      char identity,
      char generated) {

    /** The same with another answer to whether it may be null. */
    public Column notNull(boolean other) {
      return new Column(name, type, other, defaultValue, identity, generated);
    }
  }

  /**
   * An index.
   *
   * @param columns its keys in order; an expression is an empty name
   * @param valid false for what a failed concurrent build left behind
   * @param partial whether it has a WHERE
   * @param attached whether it is a part of an index of the partitioned table above
   * @param definition as {@code pg_get_indexdef} prints it
   */
  public record Index(
      String name,
      boolean unique,
      boolean primary,
      boolean valid,
      boolean partial,
      boolean attached,
      List<String> columns,
      String definition) {

    public Index {
      columns = List.copyOf(columns);
    }

    /** The same under another name. */
    public Index named(String other) {
      return new Index(other, unique, primary, valid, partial, attached, columns, definition);
    }
  }

  /**
   * Something that hangs on a column.
   *
   * @param column empty for the table as a whole
   * @param schema of what it belongs to: of the constraint's table, of the index, of the sequence
   * @param table that a constraint belongs to; empty for anything else
   * @param name its own
   * @param definition as the server prints it; of a key that of its index; of {@code OBSTACLE} the
   *     words for it
   * @param more of a key its constraint's definition, of a foreign key the quoted name of the table
   *     it points at, of a grant the quoted name of who has it, of a statistics object that of its
   *     owner, of a comment nothing
   * @param comment on it
   */
  public record Tie(
      String column,
      Kind kind,
      String schema,
      String table,
      String name,
      String definition,
      String more,
      Optional<String> comment) {

    /** What it is. */
    public enum Kind {
      /** What no other column can take over. */
      OBSTACLE,
      INDEX,
      /** UNIQUE or PRIMARY KEY. */
      KEY,
      /** The index of such a key, which has a comment of its own. */
      KEY_INDEX,
      CHECK,
      FOREIGN_KEY,
      /** A foreign key that points at the column. */
      REFERENCED_BY,
      /** A named NOT NULL, from version 18 on. */
      NOT_NULL,
      /** A sequence that the column owns. */
      SEQUENCE,
      /** The sequence of an identity. */
      IDENTITY,
      /** Privileges on that sequence, with or without the option to pass them on. */
      SEQUENCE_GRANT,
      SEQUENCE_GRANT_OPTION,
      /** Who gets privileges on a new sequence of its owner there without anybody's word. */
      SEQUENCE_DEFAULT,
      COMMENT,
      /** Privileges on the column alone, with or without the option to pass them on. */
      GRANT,
      GRANT_OPTION,
      STATISTICS,
      /** Extended statistics. */
      STATISTICS_OBJECT,
      OPTIONS,
      /** How a partitioned table is divided; of the table, not of a column, as the next two. */
      PARTITION_KEY,
      DEFAULT_PARTITION,
      /** The condition that rows of a partition meet. */
      BOUND,
      /** All that depends on it, in one text, so that a change can be noticed. */
      FINGERPRINT
    }
  }

  /**
   * A constraint.
   *
   * @param kind as the catalog's {@code contype}: {@code c} check, {@code f} foreign key, {@code p}
   *     primary key, {@code u} unique, {@code x} exclude, {@code n} not null
   * @param references the table a foreign key points at, such as {@code public.clients}
   * @param definition as {@code pg_get_constraintdef} prints it
   */
  public record Constraint(
      String name,
      char kind,
      boolean validated,
      List<String> columns,
      Optional<ObjectName> references,
      String definition) {

    public Constraint {
      columns = List.copyOf(columns);
    }

    /** The same under another name. */
    public Constraint named(String other) {
      return new Constraint(other, kind, validated, columns, references, definition);
    }
  }
}
