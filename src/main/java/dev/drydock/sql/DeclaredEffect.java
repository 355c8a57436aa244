package dev.drydock.sql;

import dev.drydock.migration.EffectKind;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a declaration's subject says: an effect and its object.
 *
 * @param object as written, such as {@code clients.email}; empty where none is named
 */
public record DeclaredEffect(EffectKind kind, String object) {

  /** Words of the longest effect. */
  private static final int MOST_WORDS = 4;

  private static final Pattern WORD = Pattern.compile("\\S+");

  /** Reads {@code drop column clients.email}; the longest effect that fits wins. */
  public static Optional<DeclaredEffect> of(String subject) {
    Optional<DeclaredEffect> longest = Optional.empty();
    Matcher word = WORD.matcher(subject);
    for (int words = 1; words <= MOST_WORDS && word.find(); words++) {
      Optional<EffectKind> kind = EffectKind.ofWords(subject.substring(0, word.end()));
      if (kind.isPresent()) {
        String object = subject.substring(word.end()).strip();
        longest = Optional.of(new DeclaredEffect(kind.get(), object));
      }
    }
    return longest;
  }
}
