package dev.drydock.postgres;

import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a statement of Drydock's own says by failing: a text that is no number, which the server
 * quotes in its message.
 */
public final class OwnWords {

  /** What such a text begins with. */
  public static final String BEGIN = "Drydock: ";

  private static final Pattern QUOTED = Pattern.compile("\"" + BEGIN + "(.*)\"", Pattern.DOTALL);

  /** Between what is wrong and what can be done about it. */
  private static final String NEXT = "; next: ";

  private OwnWords() {}

  /**
   * What such a text says.
   *
   * @param next what can be done; empty where what this relied on is not what it was
   */
  public record Told(String what, Optional<String> next) {}

  /** A text that says what can be done, too. */
  public static String of(String what, String next) {
    return BEGIN + what + NEXT + next;
  }

  /**
   * The words, where a statement failed in order to say them.
   *
   * @param statement as it was sent, which must have them as its own
   */
  public static Optional<Told> in(String statement, SQLException failure) {
    Matcher quoted = QUOTED.matcher(String.valueOf(failure.getMessage()));
    return quoted.find() && statement.contains(SqlQuoting.literal(BEGIN + quoted.group(1)))
        ? Optional.of(told(quoted.group(1)))
        : Optional.empty();
  }

  private static Told told(String words) {
    int next = words.indexOf(NEXT);
    return next < 0
        ? new Told(words, Optional.empty())
        : new Told(words.substring(0, next), Optional.of(words.substring(next + NEXT.length())));
  }
}
