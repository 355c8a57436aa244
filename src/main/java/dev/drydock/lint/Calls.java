package dev.drydock.lint;

import dev.drydock.sql.Action;
import dev.drydock.sql.Command;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.Creation;
import dev.drydock.sql.DataChange;
import dev.drydock.sql.Expression;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The functions that an action calls while it runs (not those it only stores for later). */
final class Calls {

  private final Map<Class<? extends Action>, Function<Action, List<Expression>>> evaluated =
      new HashMap<>();

  Calls() {
    on(DataChange.Query.class, query -> List.of(query.query()));
    on(DataChange.Insert.class, Calls::insert);
    on(DataChange.Update.class, Calls::update);
    on(DataChange.Delete.class, delete -> delete.where().stream().toList());
    on(Creation.CreateTableAs.class, made -> List.of(made.query()));
    on(
        Creation.CreateView.class,
        made -> made.isMaterialized() ? List.of(made.query()) : List.of());
    on(Creation.CreateIndex.class, Calls::index);
    on(TableChange.AlterType.class, change -> change.using().stream().toList());
    on(TableChange.AttachPartition.class, change -> change.bound().values());
    on(
        Creation.CreateTable.class,
        made ->
            made.partitionOf().stream().flatMap(part -> part.bound().values().stream()).toList());
    on(
        ObjectChange.AlterDomain.class,
        change -> change.constraint().map(Calls::evaluated).orElse(List.of()));
    on(TableChange.SetExpression.class, change -> List.of(change.value()));
    on(TableChange.AddConstraint.class, change -> evaluated(change.constraint()));
    on(
        TableChange.AddColumn.class,
        change ->
            change.column().constraints().stream().flatMap(c -> evaluated(c).stream()).toList());
    on(Command.Call.class, call -> List.of(call.arguments()));
  }

  private <A extends Action> void on(Class<A> kind, Function<A, List<Expression>> expressions) {
    evaluated.put(kind, action -> expressions.apply(kind.cast(action)));
  }

  /** What it evaluates. */
  List<Expression> expressions(Action action) {
    Function<Action, List<Expression>> row = evaluated.get(action.getClass());
    return row == null ? List.of() : row.apply(action);
  }

  /**
   * Names of the functions and procedures called, each once: those that others call for it, too.
   */
  List<QualifiedName> of(Action action, World world) {
    var names = new ArrayList<QualifiedName>();
    if (action instanceof Command.Call call) {
      names.add(call.procedure());
    }
    for (Expression expression : expressions(action)) {
      names.addAll(expression.functions());
      expression.implicit().forEach(name -> names.addAll(world.calledByUsing(name)));
      expression.names().forEach(name -> names.addAll(world.calledByReading(name)));
      expression.names().stream().flatMap(n -> attribute(n, world).stream()).forEach(names::add);
    }
    names.addAll(StoredCalls.of(action, world));
    return names.stream().distinct().toList();
  }

  /** {@code row.function} is another way to write {@code function(row)}. */
  private static Optional<QualifiedName> attribute(QualifiedName name, World world) {
    return Optional.of(QualifiedName.of(name.name()))
        .filter(function -> name.schema().isPresent() && world.routine(function).isPresent());
  }

  private static List<Expression> insert(DataChange.Insert insert) {
    var expressions = new ArrayList<Expression>();
    expressions.add(insert.source());
    insert.updated().forEach(a -> a.value().ifPresent(expressions::add));
    return expressions;
  }

  private static List<Expression> update(DataChange.Update update) {
    var expressions = new ArrayList<Expression>();
    update.assignments().forEach(a -> a.value().ifPresent(expressions::add));
    update.where().ifPresent(expressions::add);
    return expressions;
  }

  private static List<Expression> index(Creation.CreateIndex made) {
    var expressions = new ArrayList<Expression>();
    made.parts().forEach(part -> part.expression().ifPresent(expressions::add));
    made.where().ifPresent(expressions::add);
    return expressions;
  }

  private static List<Expression> evaluated(Constraint constraint) {
    return switch (constraint.kind()) {
      case CHECK, DEFAULT, GENERATED_STORED, EXCLUDE ->
          Stream.concat(constraint.expression().stream(), constraint.computed().stream()).toList();
      default -> List.of();
    };
  }
}
