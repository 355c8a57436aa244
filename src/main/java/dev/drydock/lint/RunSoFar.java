package dev.drydock.lint;

import dev.drydock.migration.LockMode;
import dev.drydock.sql.Action;
import dev.drydock.sql.Command;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.Creation;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the run has done, and what the transaction at hand holds by now, for rules that look across
 * it.
 */
final class RunSoFar {

  private final Map<QualifiedName, LockMode> held = new LinkedHashMap<>();
  private final Set<QualifiedName> changed = new HashSet<>();
  private final Set<QualifiedName> notValid = new HashSet<>();
  private final Set<QualifiedName> parents = new LinkedHashSet<>();
  private final Map<QualifiedName, Set<Integer>> alterations = new LinkedHashMap<>();
  private final Set<String> told = new HashSet<>();
  private final TieChanges ties = new TieChanges();
  private boolean madeUnseen;
  private int statement;

  /** Counts statements over the whole run. */
  void nextStatement() {
    statement++;
  }

  /** Number of the statement at hand in the run, from 1. */
  int statement() {
    return statement;
  }

  /** A transaction ended: what it locked is free. */
  void committed() {
    held.clear();
    alterations.clear();
  }

  /** From now on there may be relations that nobody has seen being made or renamed. */
  void unseen() {
    madeUnseen = true;
  }

  boolean madeUnseen() {
    return madeUnseen;
  }

  /** Notes what an action did. */
  void did(Action action, List<Held> locks, World world) {
    locks.stream()
        .filter(lock -> !lock.fresh())
        .forEach(lock -> held.merge(lock.table(), lock.mode(), RunSoFar::stronger));
    locks.stream()
        .filter(lock -> lock.mode().compareTo(LockMode.SHARE_UPDATE_EXCLUSIVE) >= 0)
        .forEach(lock -> changed.add(lock.table()));
    if (mayMakeUnseen(action)) {
      unseen();
    }
    if (action instanceof TableChange change) {
      alterations
          .computeIfAbsent(world.qualified(change.table().name()), table -> new LinkedHashSet<>())
          .add(statement);
    }
    if (action instanceof TableChange.AddConstraint added) {
      added(added, world);
    }
  }

  private static boolean mayMakeUnseen(Action action) {
    boolean schemaMoved =
        action instanceof ObjectChange.Rename rename && rename.object().kind() == ObjectKind.SCHEMA;
    return schemaMoved
        || action instanceof Creation.CreateExtension
        || action instanceof ObjectChange.AlterExtension
        || action instanceof Command.Call
        || action.inner().stream().anyMatch(RunSoFar::mayHappen);
  }

  /** In a block nobody knows whether something is dropped or moved. */
  private static boolean mayHappen(Action action) {
    return action instanceof ObjectChange.Drop
        || action instanceof ObjectChange.Rename
        || action instanceof ObjectChange.SetSchema
        || mayMakeUnseen(action);
  }

  private void added(TableChange.AddConstraint added, World world) {
    Constraint constraint = added.constraint();
    QualifiedName table = world.qualified(added.table().name());
    if (constraint.notValid()) {
      world
          .relation(table)
          .ifPresent(known -> notValid.add(constraintOf(table, world.name(known, constraint))));
    }
    constraint.references().ifPresent(r -> parents.add(world.qualified(r.table())));
  }

  private static LockMode stronger(LockMode one, LockMode other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static QualifiedName constraintOf(QualifiedName table, String constraint) {
    return QualifiedName.of(table.schema().orElse("") + "." + table.name(), constraint);
  }

  /** Whether the constraint was added NOT VALID by this very run. */
  boolean addedNotValid(QualifiedName table, String constraint) {
    return notValid.contains(constraintOf(table, constraint));
  }

  /** Whether an earlier statement locked a table to change it, in whatever transaction. */
  boolean hasLocked(QualifiedName table) {
    return changed.contains(table);
  }

  /** What it changed of what hangs on columns. */
  TieChanges ties() {
    return ties;
  }

  /** Existing tables held in at least this mode, in the order of locking. */
  List<QualifiedName> heldAtLeast(LockMode mode) {
    var tables = new ArrayList<QualifiedName>();
    held.forEach(
        (table, strongest) -> {
          if (strongest.compareTo(mode) >= 0) {
            tables.add(table);
          }
        });
    return tables;
  }

  Optional<LockMode> held(QualifiedName table) {
    return Optional.ofNullable(held.get(table));
  }

  /** Existing parents of the foreign keys that this run added. */
  Set<QualifiedName> parents() {
    return parents;
  }

  /** In how many statements the table was altered before the one at hand. */
  int alterationsBefore(QualifiedName table) {
    return (int)
        alterations.getOrDefault(table, Set.of()).stream().filter(s -> s != statement).count();
  }

  /** True the first time a thing is told, so that a rule says it once in a run. */
  boolean first(String thing) {
    return told.add(thing);
  }
}
