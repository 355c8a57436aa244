package dev.drydock.lint;

import dev.drydock.sql.Action;
import dev.drydock.sql.Command;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.Creation;
import dev.drydock.sql.DataChange;
import dev.drydock.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Functions that run because of what the run itself stored before: defaults, checks, triggers … */
final class StoredCalls {

  private StoredCalls() {}

  static List<QualifiedName> of(Action action, World world) {
    return Stream.of(byRows(action, world), byTriggers(action, world), byDefinition(action, world))
        .flatMap(calls -> calls)
        .toList();
  }

  /** The tables whose rows it changes. */
  private static List<QualifiedName> tables(Action action) {
    if (action instanceof DataChange.Insert insert) {
      return List.of(insert.table());
    } else if (action instanceof DataChange.Update update) {
      return List.of(update.table());
    } else if (action instanceof DataChange.Delete delete) {
      return List.of(delete.table());
    } else if (action instanceof DataChange.Merge merge) {
      return List.of(merge.table());
    } else if (action instanceof DataChange.Truncate truncate) {
      return truncate.tables();
    }
    return action instanceof DataChange.Copy copy && copy.from()
        ? copy.table().stream().toList()
        : List.of();
  }

  private static Set<String> events(Action action) {
    if (action instanceof DataChange.Merge merge) {
      return Set.copyOf(merge.verbs());
    } else if (action instanceof DataChange.Update) {
      return Set.of("update");
    } else if (action instanceof DataChange.Delete) {
      return Set.of("delete");
    }
    return Set.of(action instanceof DataChange.Truncate ? "truncate" : "insert");
  }

  private static Stream<QualifiedName> byRows(Action action, World world) {
    if (action instanceof Command.RefreshView refresh) {
      return refresh.withData() ? world.calledByReading(refresh.view()).stream() : Stream.of();
    }
    boolean writes = events(action).contains("insert") || events(action).contains("update");
    return tables(action).stream()
        .flatMap(
            table ->
                Stream.concat(
                    world.calledByReading(table).stream(),
                    world.calledByWriting(table).stream()
                        .filter(call -> writes && !isGiven(call, action))
                        .map(StoredCall::function)));
  }

  /** Whether a statement gives the column a value, so that its default is not asked. */
  private static boolean isGiven(StoredCall call, Action action) {
    if (call.column().isEmpty()) {
      return false;
    }
    if (action instanceof DataChange.Update update) {
      return update.assignments().stream().noneMatch(a -> a.column().equals(call.column()));
    }
    return action instanceof DataChange.Insert insert
        && insert.columns().contains(call.column())
        && !insert.source().text().toLowerCase(java.util.Locale.ROOT).contains("default");
  }

  private static Stream<QualifiedName> byTriggers(Action action, World world) {
    Set<String> events = events(action);
    return tables(action).stream()
        .flatMap(table -> world.triggers(table).stream())
        .filter(trigger -> trigger.events().stream().anyMatch(events::contains))
        .flatMap(
            trigger ->
                Stream.concat(
                    trigger.when().stream().flatMap(when -> when.functions().stream()),
                    Stream.of(trigger.function())))
        .filter(function -> world.routine(function).isPresent());
  }

  /** An aggregate, operator, cast or domain is used without its functions being named. */
  private static Stream<QualifiedName> byDefinition(Action action, World world) {
    Stream<QualifiedName> names = Stream.of();
    if (action instanceof Creation.CreateOther made) {
      names = made.uses().stream();
    } else if (action instanceof Creation.CreateDomain made) {
      names =
          made.constraints().stream()
              .map(Constraint::expression)
              .flatMap(Optional::stream)
              .flatMap(expression -> expression.functions().stream());
    }
    return names.filter(function -> world.routine(function).isPresent());
  }
}
