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
    int start = Math.min(offset, text.length());
    while (start > 0 && !Position.endsLine(text, start - 1)) {
      start--;
    }
    return start;
  }

  private static int lineEnd(String text, int offset) {
    int end = offset;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }
}
