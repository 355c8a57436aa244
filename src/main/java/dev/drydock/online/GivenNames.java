package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.Action;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.Creation;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.SqlParser;
import dev.drydock.sql.Statement;
import dev.drydock.sql.TableChange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The names that the statements of a run give to what they make, where nobody wrote one: each to
 * one thing, and each thing one. Not thread-safe.
 */
public final class GivenNames {

  private static final SqlParser PARSER = new SqlParser();

  private final BiPredicate<QualifiedName, QualifiedName> known;
  private final Map<QualifiedName, Set<QualifiedName>> kept = new HashMap<>();
  private final Set<QualifiedName> given = new HashSet<>();
  private final Map<Constraint, String> constraints = new IdentityHashMap<>();

  /**
   * None yet.
   *
   * @param known whether something of a name in full was there before the statement at hand, other
   *     than a part of one table
   */
  public GivenNames(BiPredicate<QualifiedName, QualifiedName> known) {
    this.known = known;
  }

  /** Another statement begins; what the one before gave counts only where it was kept. */
  public void begin() {
    given.clear();
    constraints.clear();
  }

  /**
   * The statement at hand is executed so: what it makes is there from then on. What an index of a
   * partitioned table has on its partitions goes with it.
   */
  public void keep(FormChoice.Online form, boolean together) {
    Set<QualifiedName> made =
        form.actions().stream()
            .filter(action -> !(action instanceof OnlineAction.InBatches))
            .flatMap(action -> action.sql().stream())
            .flatMap(sql -> PARSER.parse(new Statement(1, 0, 1, 1, sql)).all())
            .flatMap(action -> made(action).stream())
            .collect(Collectors.toSet());
    made.forEach(name -> kept.put(name, together ? made : Set.of(name)));
  }

  private static Optional<QualifiedName> made(Action action) {
    if (action instanceof Creation.CreateIndex index && index.isNamed()) {
      return Optional.of(beside(index.table(), index.object().name().name()));
    }
    if (action instanceof TableChange.AddConstraint added) {
      return added.constraint().name().map(name -> beside(added.table().name(), name));
    }
    return action instanceof Creation.CreateSequence sequence
        ? Optional.of(sequence.object().name())
        : Optional.empty();
  }

  private static QualifiedName beside(QualifiedName table, String name) {
    return new QualifiedName(table.schema(), name, 0);
  }

  /** Something of that name in full was dropped or renamed: the name is free. */
  public void free(QualifiedName full) {
    kept.keySet().removeAll(kept.getOrDefault(full, Set.of()));
  }

  /** The names of nameless constraints of the statement at hand, as far as they were asked for. */
  public Map<Constraint, String> constraints() {
    return constraints;
  }

  /** The name of a constraint as the statement says it, or the one that is chosen now. */
  String of(RelationFacts table, Constraint made, Supplier<String> chosen) {
    return constraints.computeIfAbsent(
        made,
        one -> {
          String name = one.name().orElseGet(chosen);
          given.add(QualifiedName.of(table.schema(), name));
          return name;
        });
  }

  /** A name for a part of a table, as {@link ChosenNames} has it. */
  String of(RelationFacts table, List<String> columns, String suffix) {
    String name = ChosenNames.of(table, columns, suffix, one -> isTaken(table, one));
    given.add(QualifiedName.of(table.schema(), name));
    return name;
  }

  /** Whether something of that name is there or comes before, other than a part of the table. */
  boolean isTaken(RelationFacts table, String name) {
    QualifiedName full = QualifiedName.of(table.schema(), name);
    return given.contains(full)
        || kept.containsKey(full)
        || known.test(full, QualifiedName.of(table.schema(), table.name()));
  }
}
