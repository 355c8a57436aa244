package dev.drydock.sql;

import dev.drydock.migration.Migration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Other SQL in the place of one statement of a text; every other character of the text stays.
 *
 * @param offset of the statement in the text
 * @param length of the statement
 */
public record Replacement(int offset, int length, String sql) {

  /**
   * Puts SQL into the place of a statement, with the line ends that the statement's file has.
   *
   * @param sql without a semicolon at its end: the file's own stays
   * @return empty where a comment inside the statement would be lost
   */
  public static Optional<Replacement> of(Statement statement, String sql) {
    String text = statement.text();
    boolean keeps = ActionText.comments(text).stream().allMatch(sql::contains);
    return keeps
        ? Optional.of(new Replacement(statement.offset(), text.length(), sql))
        : Optional.empty();
  }

  /** The migration with all of them in its text. */
  public static Migration all(Migration migration, List<Replacement> replacements) {
    String text = all(migration.text(), replacements);
    return new Migration(migration.id(), text, Checksums.of(text));
  }

  private static String all(String text, List<Replacement> replacements) {
    boolean windows = text.contains("\r\n") && !text.replace("\r\n", "").contains("\n");
    var changed = new StringBuilder(text);
    replacements.stream()
        .sorted(Comparator.comparingInt(Replacement::offset).reversed())
        .forEach(
            r ->
                changed.replace(
                    r.offset(),
                    r.offset() + r.length(),
                    windows ? r.sql().replaceAll("(?<!\r)\n", "\r\n") : r.sql()));
    return changed.toString();
  }
}
