package dev.drydock.sql;

import java.util.List;
import java.util.stream.Stream;

/**
 * What one statement does, read from its text alone.
 *
 * @param actions in the order of the text; never empty: what is not understood is {@link
 *     Command.Unparsed} or {@link Command.Unknown}
 */
public record Meaning(Statement statement, List<Action> actions) {

  public Meaning {
    actions = List.copyOf(actions);
  }

  /** All actions that running the statement makes happen, those inside DO blocks included. */
  public Stream<Action> all() {
    return actions.stream().flatMap(Meaning::withInner);
  }

  /** All of them that are of one type. */
  public <T extends Action> Stream<T> all(Class<T> type) {
    return all().filter(type::isInstance).map(type::cast);
  }

  /** Whether something in it was not understood. */
  public boolean isUnjudged() {
    return all()
        .anyMatch(
            action ->
                action instanceof Command.Unparsed
                    || action instanceof Command.Unknown
                    || (action instanceof Command.DoBlock block && !block.body().isTransparent()));
  }

  /** The place in the file where an action begins. */
  public Position position(Action action) {
    return statement.position(action.offset());
  }

  private static Stream<Action> withInner(Action action) {
    return Stream.concat(Stream.of(action), action.inner().stream().flatMap(Meaning::withInner));
  }
}
