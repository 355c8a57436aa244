package dev.drydock.lint;

import dev.drydock.sql.Action;
import dev.drydock.sql.Command;
import dev.drydock.sql.DataChange;
import dev.drydock.sql.Expression;
import dev.drydock.sql.FileSettings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Calls of {@code set_config()}: a SET in disguise. */
final class SettingCalls {

  static final String FUNCTION = "set_config";

  private static final Calls CALLS = new Calls();

  private SettingCalls() {}

  /** The SET that each call with a constant name stands for; none for the search path. */
  static List<Command.Set> of(Action action) {
    return calls(action).stream()
        .filter(call -> name(call).filter(n -> !n.equals("search_path")).isPresent())
        .map(call -> new Command.Set(name(call).orElseThrow(), value(call), false, action.offset()))
        .toList();
  }

  /** Whether a call sets something whose name is made at run time. */
  static boolean areUnknown(Action action) {
    return calls(action).stream().anyMatch(call -> name(call).isEmpty());
  }

  /** Whether names may mean something else from here on: a call may be conditional. */
  static boolean mayMovePath(Action action) {
    return calls(action).stream()
        .anyMatch(call -> name(call).orElse("search_path").equals("search_path"));
  }

  /** The search path that a SELECT of nothing but such a call sets, as pg_dump's files begin. */
  static Optional<String> path(Action action) {
    if (!(action instanceof DataChange.Query query)) {
      return Optional.empty();
    }
    return FileSettings.isOnlyCall(query)
        ? calls(action).stream()
            .filter(call -> name(call).filter("search_path"::equals).isPresent())
            .filter(call -> call.size() == 3)
            .flatMap(call -> call.get(1).literal().stream())
            .findFirst()
        : Optional.empty();
  }

  private static List<List<Expression>> calls(Action action) {
    return CALLS.expressions(action).stream()
        .filter(expression -> expression.calls(FUNCTION))
        .flatMap(expression -> expression.argumentsOf(FUNCTION).stream())
        .toList();
  }

  private static Optional<String> name(List<Expression> call) {
    return call.stream()
        .findFirst()
        .flatMap(Expression::literal)
        .map(name -> name.toLowerCase(Locale.ROOT));
  }

  /** What cannot be read is taken for anything but the harmless value. */
  private static String value(List<Expression> call) {
    return call.size() < 2 ? "" : call.get(1).literal().orElse("an unknown value");
  }
}
