package dev.drydock.lint;

import dev.drydock.migration.SchemaFacts;
import dev.drydock.sql.Expression;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of functions: the database's own word where there is one, else a list of the
 * server's own functions; anything else is taken for volatile, and for able to write.
 */
final class Functions {

  /** How much a function's result and doing depend on when it is called. */
  enum Volatility {
    IMMUTABLE,
    STABLE,
    /** Another result each time, but nothing is changed. */
    HARMLESS,
    VOLATILE
  }

  private static final Map<String, Volatility> BUILT_IN = read();

  private final World world;

  Functions(World world) {
    this.world = world;
  }

  private static Map<String, Volatility> read() {
    try (InputStream stream = Functions.class.getResourceAsStream("functions.txt")) {
      if (stream == null) {
        throw new IllegalStateException("functions.txt is missing beside Functions");
      }
      return parsed(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Map<String, Volatility> parsed(String text) {
    var functions = new HashMap<String, Volatility>(4096);
    var volatility = Volatility.VOLATILE;
    for (String line : text.lines().filter(l -> !l.startsWith("#")).toList()) {
      List<String> words = List.of(line.strip().split(" "));
      boolean head = !line.startsWith(" ");
      if (head) {
        volatility = Volatility.valueOf(words.get(0).toUpperCase(java.util.Locale.ROOT));
      }
      for (String word : head ? words.subList(1, words.size()) : words) {
        functions.putIfAbsent(word, volatility);
      }
    }
    return functions;
  }

  /** Whether a column's default, computed once for the old rows, may not be: it rewrites. */
  boolean isVolatile(Expression value) {
    return value.functions().stream()
        .anyMatch(f -> volatility(f).compareTo(Volatility.HARMLESS) >= 0);
  }

  Volatility volatility(QualifiedName function) {
    if (isUsers(function)) {
      return usersOwn(function);
    }
    return BUILT_IN.getOrDefault(function.name(), Volatility.VOLATILE);
  }

  private Volatility usersOwn(QualifiedName function) {
    boolean made = world.routine(function).isPresent();
    String word =
        made
            ? world.routine(function).get().volatility()
            : world.facts().stream()
                .flatMap(facts -> facts.routines().stream())
                .filter(r -> isOf(r, function))
                .map(
                    r ->
                        r.volatility() == 'i' ? "immutable" : r.volatility() == 's' ? "stable" : "")
                .findFirst()
                .orElse("");
    return switch (word) {
      case "immutable" -> Volatility.IMMUTABLE;
      case "stable" -> Volatility.STABLE;
      default -> Volatility.VOLATILE;
    };
  }

  /** Whether a call of it may change data, as far as anybody can tell without its body. */
  boolean mayWrite(QualifiedName function) {
    if (isUsers(function)) {
      return volatility(function) != Volatility.IMMUTABLE || world.facts().isEmpty();
    }
    return BUILT_IN.getOrDefault(function.name(), Volatility.VOLATILE) == Volatility.VOLATILE;
  }

  /** Whether the name may mean a function that is not the server's own. */
  boolean isUsers(QualifiedName function) {
    if (function.schema().filter(s -> s.equals("pg_catalog")).isPresent()) {
      return false;
    }
    boolean known = function.schema().isEmpty() && BUILT_IN.containsKey(function.name());
    return !known
        || !world.searchPathKnown()
        || world.routine(function).isPresent()
        || world.other(ObjectRef.of(ObjectKind.FUNCTION, function)).isPresent()
        || world.facts().stream()
            .flatMap(facts -> facts.routines().stream())
            .anyMatch(r -> isOf(r, function) && !r.language().equals("c"));
  }

  private boolean isOf(SchemaFacts.Routine routine, QualifiedName function) {
    return routine.name().equals(function.name())
        && !routine.schema().equals("pg_catalog")
        && function
            .schema()
            .map(schema -> schema.equals(routine.schema()))
            .orElseGet(() -> world.searchPath().contains(routine.schema()));
  }
}
