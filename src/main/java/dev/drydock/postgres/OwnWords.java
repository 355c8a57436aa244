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

  private OwnWords() {}

  /**
   * The words, where a statement failed in order to say them.
   *
   * @param statement as it was sent, which must have them as its own
   */
  public static Optional<String> in(String statement, SQLException failure) {
    Matcher quoted = QUOTED.matcher(String.valueOf(failure.getMessage()));
    return quoted.find() && statement.contains(SqlQuoting.literal(BEGIN + quoted.group(1)))
        ? Optional.of(quoted.group(1))
        : Optional.empty();
  }
}
