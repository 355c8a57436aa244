package dev.drydock.guard;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a text that may be names, those inside literals and function bodies too. */
final class Words {

  /** Longest part of one statement that is read; names behind it are only missed, never misread. */
  private static final int LONGEST = 256 * 1024;

  private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");
  private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"]|\"\")+)\"");

  private Words() {}

  static Set<String> of(Collection<String> statements) {
    Set<String> words = new HashSet<>();
    for (String statement : statements) {
      String text = statement.substring(0, Math.min(LONGEST, statement.length()));
      Matcher word = WORD.matcher(text);
      while (word.find()) {
        words.add(word.group().toLowerCase(Locale.ROOT));
      }
      Matcher quoted = QUOTED.matcher(text);
      while (quoted.find()) {
        words.add(quoted.group(1).replace("\"\"", "\""));
      }
    }
    return words;
  }
}
