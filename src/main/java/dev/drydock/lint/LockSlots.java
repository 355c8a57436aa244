package dev.drydock.lint;

import dev.drydock.migration.MigrationId;
import dev.drydock.migration.ObjectName;
import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.Action;
import dev.drydock.sql.ColumnDefinition;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.Creation;
import dev.drydock.sql.DataType;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts how many entries of the server's lock table the transaction of a run fills until COMMIT,
 * as far as the text tells: every relation that it makes, with row type, keys, TOAST and sequences,
 * and every existing one that it locks, with its indexes and partitions.
 */
final class LockSlots {

  private static final Locks LOCKS = new Locks();

  /** A TOAST table and its index. */
  private static final int TOAST = 2;

  /** The relation, and from 15 on the type of its rows. */
  private static final int RELATION = 2;

  /** Types of a fixed, small length, which need no TOAST table. */
  private static final Set<String> SHORT =
      Set.of(
          "integer",
          "bigint",
          "smallint",
          "serial",
          "bigserial",
          "smallserial",
          "boolean",
          "real",
          "double precision",
          "uuid",
          "date",
          "timestamp with time zone",
          "timestamp without time zone",
          "time without time zone",
          "time with time zone",
          "interval");

  private final Map<MigrationId, Long> byMigration = new LinkedHashMap<>();
  private final Set<QualifiedName> existing = new HashSet<>();

  /** How many each migration adds, in their order. */
  Map<MigrationId, Long> byMigration() {
    return byMigration;
  }

  /** Counts what an action adds, in the world before it. */
  void add(MigrationId migration, Action action, World world) {
    long slots = made(action, world);
    for (Held held : LOCKS.of(action, world)) {
      if (existing.add(held.table())) {
        slots += existing(held, world);
      }
    }
    byMigration.merge(migration, slots, Long::sum);
  }

  private static long made(Action action, World world) {
    if (action instanceof Creation.CreateTable made) {
      return isThere(made, world) ? 0 : table(made);
    }
    if (action instanceof Creation.CreateTableAs) {
      return RELATION + TOAST;
    }
    if (action instanceof Creation.CreateView made) {
      return made.isMaterialized() ? RELATION + TOAST : RELATION;
    }
    if (action instanceof TableChange.AddColumn added) {
      boolean rewrites = added.column().isSerial() || added.column().isIdentity();
      return column(added.column()) + (rewrites ? RELATION + TOAST : 0);
    }
    if (action instanceof TableChange.AddConstraint added) {
      return constraint(added.constraint());
    }
    return action instanceof Creation.CreateIndex || action instanceof Creation.CreateSequence
        ? 1
        : 0;
  }

  private static boolean isThere(Creation.CreateTable made, World world) {
    return made.ifNotExists() && world.relation(made.table()).isPresent();
  }

  private static long table(Creation.CreateTable made) {
    boolean toast =
        made.partitionBy().isEmpty()
            && (made.columns().isEmpty() || made.columns().stream().anyMatch(LockSlots::isLong));
    return RELATION
        + (toast ? TOAST : 0)
        + made.columns().stream().mapToLong(LockSlots::column).sum()
        + made.constraints().stream().mapToLong(LockSlots::constraint).sum();
  }

  private static boolean isLong(ColumnDefinition column) {
    return column
        .type()
        .map((DataType type) -> type.dimensions() > 0 || !SHORT.contains(type.name()))
        .orElse(true);
  }

  private static long column(ColumnDefinition column) {
    long sequence = column.isSerial() || column.isIdentity() ? 1 : 0;
    return sequence + column.constraints().stream().mapToLong(LockSlots::constraint).sum();
  }

  /** The index, where it has one, and from 15 on the constraint itself. */
  private static long constraint(Constraint constraint) {
    return switch (constraint.kind()) {
      case PRIMARY_KEY, UNIQUE, EXCLUDE -> 2;
      case FOREIGN_KEY -> 1;
      default -> 0;
    };
  }

  private static long existing(Held held, World world) {
    if (world.relation(held.table()).filter(KnownRelation::isNew).isPresent()) {
      return 0;
    }
    List<RelationFacts> relations = world.facts().map(f -> f.relations()).orElse(List.of());
    ObjectName name = held.table().full();
    long partitions =
        relations.stream()
            .filter(r -> held.recurses() && r.partitionOf().filter(name::equals).isPresent())
            .mapToLong(r -> 1 + TOAST + r.indexes().size())
            .sum();
    long indexes = world.relation(held.table()).map(r -> (long) r.indexes().size()).orElse(0L);
    return 1 + indexes + partitions;
  }
}
