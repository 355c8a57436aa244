package dev.drydock.lint;

import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.Statement;
import java.util.Locale;
import java.util.Optional;

/** The user's own statement with words put in, everything else untouched. */
final class Insertion {

  private Insertion() {}

  /**
   * With {@code IF NOT EXISTS} before a name; empty where the name does not stand at that place, as
   * in a body in quotes.
   */
  static Optional<String> ifNotExists(Statement statement, int offset, String name) {
    return before(statement, offset, name, "IF NOT EXISTS ");
  }

  private static Optional<String> before(
      Statement statement, int offset, String name, String words) {
    String text = statement.text();
    if (offset < 0 || offset >= text.length()) {
      return Optional.empty();
    }
    String rest = text.substring(offset).toLowerCase(Locale.ROOT);
    boolean there =
        rest.startsWith(name.toLowerCase(Locale.ROOT))
            || rest.startsWith(QualifiedName.quoted(name).toLowerCase(Locale.ROOT))
            || rest.startsWith("\"" + name.toLowerCase(Locale.ROOT) + "\"");
    return there
        ? Optional.of(text.substring(0, offset) + words + text.substring(offset))
        : Optional.empty();
  }
}
