package dev.drydock.sql;

/**
 * A place in a file.
 *
 * @param line from 1
 * @param column from 1, in characters (code points)
 */
public record Position(int line, int column) {

  /** The place of an offset in the text. */
  static Position of(String text, int offset) {
    return new Position(1, 1).forward(text, 0, offset);
  }

  /** This place, moved over the text between two offsets. */
  Position forward(String text, int from, int to) {
    int lines = line;
    int lineStart = -1;
    for (int i = from; i < to; i++) {
      if (endsLine(text, i)) {
        lines++;
        lineStart = i + 1;
      }
    }
    return lineStart < 0
        ? new Position(lines, column + text.codePointCount(from, to))
        : new Position(lines, 1 + text.codePointCount(lineStart, to));
  }

  /** A line ends at LF, CR LF or, as old files of the Mac do, at CR alone. */
  static boolean endsLine(String text, int at) {
    char c = text.charAt(at);
    return c == '\n' || (c == '\r' && (at + 1 >= text.length() || text.charAt(at + 1) != '\n'));
  }

  @Override
  public String toString() {
    return "line " + line + ", column " + column;
  }
}
