package dev.drydock.lint;

import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.QualifiedName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A table, view, sequence or other relation as far as the run knows it; changes as it goes on. */
final class KnownRelation {

  private final QualifiedName name;
  private final ObjectKind kind;
  private final Origin origin;
  private final boolean columnsKnown;
  private final Optional<RelationFacts> facts;
  private final Map<String, KnownColumn> columns = new LinkedHashMap<>();
  private final Map<String, RelationFacts.Index> indexes = new LinkedHashMap<>();
  private final Map<String, RelationFacts.Constraint> constraints = new LinkedHashMap<>();
  private final Set<String> newParts = new HashSet<>();
  private final Set<String> childColumns = new HashSet<>();
  private final List<RelationFacts> attached = new ArrayList<>();
  private Optional<QualifiedName> parent = Optional.empty();
  private boolean reachesOldRows;
  private boolean partitioned;
  private boolean repartitioned;
  private RelationFacts.RowSecurity rowSecurity;

  KnownRelation(QualifiedName name, ObjectKind kind, Origin origin, boolean columnsKnown) {
    this(name, kind, origin, columnsKnown, Optional.empty());
  }

  private KnownRelation(
      QualifiedName name,
      ObjectKind kind,
      Origin origin,
      boolean columnsKnown,
      Optional<RelationFacts> facts) {
    this.name = name;
    this.kind = kind;
    this.origin = origin;
    this.columnsKnown = columnsKnown;
    this.facts = facts;
    rowSecurity = facts.map(RelationFacts::rowSecurity).orElse(RelationFacts.RowSecurity.NONE);
  }

  static KnownRelation of(RelationFacts facts) {
    var known =
        new KnownRelation(
            QualifiedName.of(facts.schema(), facts.name()),
            kind(facts.kind()),
            Origin.EXISTING,
            true,
            Optional.of(facts));
    facts.columns().forEach(column -> known.columns.put(column.name(), KnownColumn.of(column)));
    facts.indexes().forEach(index -> known.indexes.put(index.name(), index));
    facts.constraints().forEach(known::constraint);
    return known;
  }

  private static ObjectKind kind(char relkind) {
    return switch (relkind) {
      case 'v' -> ObjectKind.VIEW;
      case 'm' -> ObjectKind.MATERIALIZED_VIEW;
      case 'S' -> ObjectKind.SEQUENCE;
      case 'i', 'I' -> ObjectKind.INDEX;
      case 'f' -> ObjectKind.FOREIGN_TABLE;
      case 'c' -> ObjectKind.TYPE;
      default -> ObjectKind.TABLE;
    };
  }

  /** The same under another name. */
  KnownRelation named(QualifiedName other) {
    var renamed = new KnownRelation(other, kind, origin, columnsKnown, facts);
    renamed.columns.putAll(columns);
    renamed.indexes.putAll(indexes);
    renamed.constraints.putAll(constraints);
    renamed.newParts.addAll(newParts);
    renamed.childColumns.addAll(childColumns);
    renamed.attached.addAll(attached);
    renamed.parent = parent;
    renamed.reachesOldRows = reachesOldRows;
    renamed.partitioned = partitioned;
    renamed.rowSecurity = rowSecurity;
    return renamed;
  }

  /** Qualified. */
  QualifiedName name() {
    return name;
  }

  ObjectKind kind() {
    return kind;
  }

  Origin origin() {
    return origin;
  }

  boolean isNew() {
    return origin == Origin.NEW;
  }

  /**
   * The catalog's view of it as it is now: what the database told, or nothing, and what the run did
   * since.
   */
  RelationFacts now() {
    RelationFacts told = facts.orElseGet(this::untold);
    return told.with(
            name.schema().orElse(told.schema()),
            name.name(),
            columns.values().stream().map(column -> now(column, told)).toList(),
            List.copyOf(indexes.values()),
            List.copyOf(constraints.values()))
        .with(rowSecurity);
  }

  private static RelationFacts.Column now(KnownColumn column, RelationFacts told) {
    return told.column(column.name())
        .map(c -> c.notNull(column.notNull()))
        .orElseGet(
            () ->
                new RelationFacts.Column(
                    column.name(),
                    column.type().orElse(""),
                    column.notNull(),
                    Optional.empty(),
                    ' ',
                    ' '));
  }

  private RelationFacts untold() {
    char relkind = kind == ObjectKind.MATERIALIZED_VIEW ? 'm' : partitioned ? 'p' : 'r';
    boolean rows = kind == ObjectKind.TABLE || kind == ObjectKind.MATERIALIZED_VIEW;
    return RelationFacts.untold(name.schema().orElse(""), name.name(), rows ? relkind : 'v');
  }

  /** Present where the database was asked. */
  Optional<RelationFacts> facts() {
    return facts;
  }

  /** Whether {@link #column} of an absent column means that there is none. */
  boolean columnsKnown() {
    return columnsKnown;
  }

  Optional<KnownColumn> column(String column) {
    return Optional.ofNullable(columns.get(column));
  }

  /** In the order of their making. */
  Map<String, KnownColumn> columns() {
    return columns;
  }

  Map<String, RelationFacts.Index> indexes() {
    return indexes;
  }

  Map<String, RelationFacts.Constraint> constraints() {
    return constraints;
  }

  void constraint(RelationFacts.Constraint constraint) {
    constraints.put(constraint.name(), constraint);
  }

  /** An index gets another name. */
  void renamedIndex(String from, String to) {
    Optional.ofNullable(indexes.remove(from)).ifPresent(index -> indexes.put(to, index.named(to)));
    if (newParts.remove(ObjectKind.INDEX + " " + from)) {
      made(ObjectKind.INDEX, to);
    }
  }

  /** Whether an index or a constraint of it has that name. */
  boolean hasPart(String partName) {
    return indexes.containsKey(partName) || constraints.containsKey(partName);
  }

  /** A key's index goes by the same name. */
  void renamedConstraint(String from, String to) {
    Optional.ofNullable(constraints.remove(from))
        .ifPresent(constraint -> constraints.put(to, constraint.named(to)));
    if (newParts.remove(ObjectKind.CONSTRAINT + " " + from)) {
      made(ObjectKind.CONSTRAINT, to);
    }
    renamedIndex(from, to);
  }

  /** Notes a trigger, rule, policy, constraint or index that the run itself made. */
  void made(ObjectKind part, String partName) {
    newParts.add(part + " " + partName);
  }

  boolean isNew(ObjectKind part, String partName) {
    return isNew() || newParts.contains(part + " " + partName);
  }

  /** Notes the columns of a table that inherits from it. */
  void inheritedBy(KnownRelation child) {
    child.columns.values().stream()
        .filter(column -> !column.isNew())
        .forEach(column -> childColumns.add(column.name()));
  }

  /** Whether a column of that name, added to it, becomes one with an older column of a child. */
  boolean isMerged(String column) {
    return childColumns.contains(column)
        || facts.filter(known -> known.isMerged(column)).isPresent();
  }

  /**
   * Notes that changing its rows changes rows of something older: by inheritance, a foreign key.
   */
  void reachesOldRows(boolean reaches) {
    reachesOldRows |= reaches;
  }

  /** Notes that its rows lie in partitions. */
  void partitioned(boolean byPartitions) {
    partitioned = byPartitions;
  }

  boolean isPartitioned() {
    return partitioned || facts.filter(known -> known.kind() == 'p').isPresent();
  }

  /** Notes what it is made or attached as a partition of. */
  void partitionOf(KnownRelation whole) {
    parent = Optional.of(whole.name);
  }

  /** What it is a partition of. */
  Optional<QualifiedName> parent() {
    return parent.or(() -> facts.flatMap(RelationFacts::partitionOf).map(QualifiedName::of));
  }

  /** Notes an older table that the run puts below it: what is done to it is done to that, too. */
  void attached(KnownRelation older) {
    older.facts.filter(RelationFacts::isTable).ifPresent(attached::add);
    attached.addAll(older.attached);
  }

  /** Whether the run has put older tables below it. */
  boolean hasAttached() {
    return !attached.isEmpty();
  }

  /** The largest of what the database told of it and of the tables that the run put below it. */
  Optional<RelationFacts> largest() {
    return Stream.concat(facts.stream(), attached.stream())
        .max(Comparator.comparingLong(RelationFacts::bytes));
  }

  /** Notes that the run gives it partitions, or takes some, of which the database told nothing. */
  void repartitioned() {
    repartitioned = true;
  }

  /** Whether the database's word on its partitions still holds. */
  boolean hasToldPartitions() {
    return !repartitioned;
  }

  /** As it is now. */
  RelationFacts.RowSecurity rowSecurity() {
    return rowSecurity;
  }

  void rowSecurity(RelationFacts.RowSecurity now) {
    rowSecurity = now;
  }

  /** Whether its rows are the run's own to change. */
  boolean rowsAreNew() {
    return isNew() && kind == ObjectKind.TABLE && !reachesOldRows;
  }

  /** Whether a valid CHECK already says that a column is never null. */
  boolean provenNotNull(String column) {
    String check = "CHECK ((" + QualifiedName.quoted(column) + " IS NOT NULL))";
    return constraints.values().stream()
        .anyMatch(c -> c.validated() && c.definition().equalsIgnoreCase(check));
  }
}
