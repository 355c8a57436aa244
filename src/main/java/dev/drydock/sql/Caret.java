package dev.drydock.sql;

import java.util.List;

/** The two lines that show where in a statement something is wrong. */
final class Caret {

  /** Longest part of a line that is shown, in characters. */
  private static final int WIDTH = 120;

  private Caret() {}

  static String under(String text, int offset) {
    List<SecretLiterals.Span> secrets = SecretLiterals.in(text);
    int from = lineStart(text, offset);
    int to = lineEnd(text, offset);
    int shownFrom = Math.max(from, offset - WIDTH / 2);
    int shownTo = Math.min(to, shownFrom + WIDTH);
    String before = SecretLiterals.masked(text, secrets, shownFrom, offset);
    String after = SecretLiterals.masked(text, secrets, offset, shownTo);
    String lead = shownFrom > from ? "…" : "";
    String tail = shownTo < to ? "…" : "";
    String line = (lead + before + after + tail).replace('\t', ' ').stripTrailing();
    return line + "\n" + " ".repeat(columns(lead + before)) + "^";
  }

  private static int columns(String shown) {
    return shown.codePointCount(0, shown.length());
  }

  private static int lineStart(String text, int offset) {
    return text.lastIndexOf('\n', offset - 1) + 1;
  }

  private static int lineEnd(String text, int offset) {
    int newLine = text.indexOf('\n', offset);
    int end = newLine < 0 ? text.length() : newLine;
    return end > offset && text.charAt(end - 1) == '\r' ? end - 1 : end;
  }
}
