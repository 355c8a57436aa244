package dev.drydock.sql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a file's {@code SET} statements leave in force, for a step that has a transaction of its
 * own, or none: {@code SET}, {@code RESET}, and a SELECT of nothing but {@code set_config()} with
 * literals, as pg_dump's files begin.
 */
public final class FileSettings {

  private static final Pattern ONLY_CALL =
      Pattern.compile("(?is)select\\s+(pg_catalog\\.)?set_config\\s*\\([^()]*\\)");

  private static final String FUNCTION = "set_config";
  private static final String CONSTRAINTS = "constraints";
  private static final Set<String> KEPT_BY_RESET_ALL =
      Set.of("role", "session authorization", CONSTRAINTS);

  private static final SqlParser PARSER = new SqlParser();

  private FileSettings() {}

  /** Whether a statement does nothing but set what another session can be told to set, too. */
  public static boolean isSetting(Meaning meaning) {
    return meaning.actions().stream()
        .allMatch(
            action ->
                action instanceof Command.Set
                    || action instanceof Command.Reset
                    || call(action).isPresent());
  }

  /** Whether a SELECT is nothing but a call of {@code set_config()}. */
  public static boolean isOnlyCall(DataChange.Query query) {
    return ONLY_CALL.matcher(query.query().text()).matches();
  }

  /** The arguments, where all three of them are literals. */
  private static Optional<List<Expression>> call(Action action) {
    return action instanceof DataChange.Query select && isOnlyCall(select)
        ? select.query().argumentsOf(FUNCTION).stream()
            .filter(call -> call.size() == 3)
            .filter(call -> call.stream().limit(2).allMatch(a -> a.literal().isPresent()))
            .findFirst()
        : Optional.empty();
  }

  /**
   * Statements that set the same until a transaction ends.
   *
   * @param settings statements of a file, in its order, for each of which {@link #isSetting} holds
   * @param without names of settings to leave out, in lower case
   */
  public static List<String> forTransaction(List<String> settings, Set<String> without) {
    return inForce(settings, without, true);
  }

  /** Statements that set the same until a session is reset; constraints have no place there. */
  public static List<String> forSession(List<String> settings, Set<String> without) {
    return inForce(settings, without, false);
  }

  private static List<String> inForce(
      List<String> settings, Set<String> without, boolean transaction) {
    Map<String, String> inForce = new LinkedHashMap<>();
    for (String text : settings) {
      for (Action action : PARSER.parse(new Statement(1, 0, 1, 1, text)).actions()) {
        put(action, text, transaction, inForce);
      }
    }
    inForce.keySet().removeAll(without);
    return List.copyOf(inForce.values());
  }

  private static void put(
      Action action, String text, boolean transaction, Map<String, String> inForce) {
    if (action instanceof Command.Set set && set.name().equals(CONSTRAINTS)) {
      if (transaction) {
        inForce.put(text, text);
      }
    } else if (action instanceof Command.Set set) {
      last(set.name(), (transaction ? "SET LOCAL " : "SET ") + assignment(text), inForce);
    } else if (action instanceof Command.Reset reset) {
      inForce
          .keySet()
          .removeIf(
              name ->
                  reset.name().equals("all")
                      ? !KEPT_BY_RESET_ALL.contains(name)
                      : name.equals(reset.name()));
    } else {
      call(action)
          .ifPresent(
              call ->
                  last(
                      call.get(0).literal().orElseThrow().toLowerCase(Locale.ROOT),
                      "SELECT pg_catalog.set_config(%s, %s, %s)"
                          .formatted(call.get(0).text(), call.get(1).text(), transaction),
                      inForce));
    }
  }

  private static void last(String name, String statement, Map<String, String> inForce) {
    inForce.remove(name);
    inForce.put(name, statement);
  }

  /** What stands behind {@code SET [SESSION | LOCAL]}. */
  private static String assignment(String text) {
    Tokens tokens = Tokens.of(text);
    boolean scoped =
        tokens.is(1, "local")
            || (tokens.is(1, "session") && !tokens.is(1, "session", "authorization"));
    return text.substring(tokens.start(scoped ? 2 : 1));
  }
}
