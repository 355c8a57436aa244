package dev.drydock.sql;

/**
 * One SQL statement of a migration, exactly as it is sent: from its first token to its last,
 * without the semicolon; comments between them stay.
 *
 * @param number in the file, from 1
 * @param offset of its first character in the migration's text
 * @param line of its first character, from 1
 * @param column of its first character, from 1, in characters
 */
public record Statement(int number, int offset, int line, int column, String text) {

  /** The text for reports: passwords, tokens and connection strings are masked. */
  public String shown() {
    return SecretLiterals.masked(text);
  }

  /** SHA-256 of the text, as 64 hex digits: whether a statement is still the one it was. */
  public String hash() {
    return Checksums.sha256(text);
  }

  /** The place in the file of an offset in {@link #text}; offsets past its end mean its end. */
  public Position position(int offsetInText) {
    int bounded = Math.max(0, Math.min(offsetInText, text.length()));
    return new Position(line, column).forward(text, 0, bounded);
  }

  /**
   * The place in the file that a server's error position means.
   *
   * @param serverPosition as in the error field {@code P}: characters (code points) from 1
   */
  public Position serverPosition(int serverPosition) {
    return position(offsetOf(serverPosition));
  }

  /**
   * The line a server's error position points at, and a caret under the place, secrets masked.
   *
   * @param serverPosition as in the error field {@code P}: characters (code points) from 1
   */
  public String caret(int serverPosition) {
    return Caret.under(text, offsetOf(serverPosition));
  }

  /**
   * The place in {@link #text} that a server's error position means.
   *
   * @param serverPosition as in the error field {@code P}: characters (code points) from 1
   */
  public int offsetOf(int serverPosition) {
    int characters = text.codePointCount(0, text.length());
    int wanted = Math.max(0, Math.min(serverPosition - 1, characters));
    return text.offsetByCodePoints(0, wanted);
  }
}
