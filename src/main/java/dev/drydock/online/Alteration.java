package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.ActionText;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.Meaning;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** An ALTER TABLE of a large table, with what its parts need to know. */
record Alteration(
    Meaning meaning, List<TableChange> changes, RelationFacts table, FormContext context) {

  GivenNames names() {
    return context.names();
  }

  ActionText text() {
    return new ActionText(meaning);
  }

  /** Whether it means ONLY the partitioned table, without what holds rows. */
  boolean isWithoutRows() {
    return changes.get(0).table().only() && table.kind() == 'p';
  }

  /** Whether it means ONLY the table, and others inherit from it, whose rows need not obey. */
  boolean isAlone() {
    return changes.get(0).table().only()
        && table.kind() == 'r'
        && !context.partitions(table).isEmpty();
  }

  /** {@code ALTER TABLE [ONLY] name} in full. */
  String prefix() {
    boolean only = changes.get(0).table().only();
    return alter(only ? "ONLY " + Naming.of(table) : Naming.of(table));
  }

  /** Names of the constraints that the statement drops. */
  Set<String> dropped() {
    return changes.stream()
        .filter(TableChange.DropConstraint.class::isInstance)
        .map(change -> ((TableChange.DropConstraint) change).constraint())
        .collect(Collectors.toSet());
  }

  /** The table without what the statement drops of it, whose names are free then. */
  RelationFacts remaining() {
    Set<String> dropped = dropped();
    return table.with(
        table.schema(),
        table.name(),
        table.columns(),
        table.indexes().stream().filter(i -> !dropped.contains(i.name())).toList(),
        table.constraints().stream().filter(c -> !dropped.contains(c.name())).toList());
  }

  /** Whether it adds a column of that name that is never null. */
  boolean addsNotNull(String column) {
    return changes.stream()
        .filter(TableChange.AddColumn.class::isInstance)
        .map(change -> ((TableChange.AddColumn) change).column())
        .filter(added -> added.name().equals(column))
        .anyMatch(
            added -> added.isSerial() || added.isIdentity() || added.has(Constraint.Kind.NOT_NULL));
  }

  /** The same for another table, such as a partition. */
  static String alter(String table) {
    return "ALTER TABLE " + table;
  }

  /** A statement in a transaction of its own. */
  OnlineAction step(String part) {
    return OnlineAction.InTransaction.of(prefix() + " " + part);
  }
}
