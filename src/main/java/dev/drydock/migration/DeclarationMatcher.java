package dev.drydock.migration;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a declaration allows an effect: same effect, same object, the object named as in
 * SQL and resolved by a search path. No wildcards.
 */
public final class DeclarationMatcher {

  /** Words of the longest effect. */
  private static final int MOST_WORDS = 4;

  private static final Pattern WORD = Pattern.compile("\\S+");

  private DeclarationMatcher() {}

  /**
   * Whether the declaration allows exactly this effect.
   *
   * @param effect with its object's name in full, such as {@code public.clients.email}
   * @param searchPath schemas in which an object without a schema is looked for, unquoted
   */
  public static boolean allows(Declaration declaration, Effect effect, List<String> searchPath) {
    return declared(declaration.subject())
        .filter(declared -> declared.kind() == effect.kind())
        .filter(declared -> names(declared.object(), effect.object(), searchPath))
        .isPresent();
  }

  /** Reads {@code drop column clients.email}; the longest effect that fits wins. */
  public static Optional<Effect> declared(String subject) {
    Optional<Effect> longest = Optional.empty();
    Matcher word = WORD.matcher(subject);
    for (int words = 1; words <= MOST_WORDS && word.find(); words++) {
      Optional<EffectKind> kind = EffectKind.ofWords(subject.substring(0, word.end()));
      if (kind.isPresent()) {
        longest = Optional.of(new Effect(kind.get(), subject.substring(word.end()).strip()));
      }
    }
    return longest;
  }

  /**
   * Whether what somebody wrote means the object.
   *
   * @param object its name in full; an effect without an object is meant by whatever was written
   */
  public static boolean names(String written, String object, List<String> searchPath) {
    if (object.isEmpty()) {
      return true;
    }
    ObjectName said = ObjectName.parse(written);
    ObjectName full = ObjectName.parse(object);
    boolean arguments =
        said.arguments() == null || areSame(said.arguments(), full.arguments(), searchPath);
    if (said.parts().equals(full.parts())) {
      return arguments;
    }
    List<String> parts = full.parts();
    return arguments
        && parts.size() > 1
        && searchPath.contains(parts.get(0))
        && said.parts().equals(parts.subList(1, parts.size()));
  }

  /** A type of the search path may be written without its schema. */
  private static boolean areSame(String said, @Nullable String full, List<String> searchPath) {
    if (full == null) {
      return false;
    }
    List<String> one = List.of(said.split(",\\s*"));
    List<String> other = List.of(full.split(",\\s*"));
    return one.size() == other.size()
        && IntStream.range(0, one.size())
            .allMatch(
                i ->
                    one.get(i).equals(other.get(i))
                        || searchPath.stream()
                            .anyMatch(schema -> other.get(i).equals(schema + "." + one.get(i))));
  }
}
