package dev.drydock.sql;

/** The backslash escapes of {@code E'…'}. */
final class Escapes {

  private static final String LETTERS = "bfnrt";
  private static final String MEANINGS = "\b\f\n\r\t";

  private final String written;
  private final StringBuilder value = new StringBuilder();
  private int at;

  private Escapes(String written) {
    this.written = written;
  }

  /** The value of the text between the quotes; a closing quote at its end is dropped. */
  static String resolved(String written) {
    var escapes = new Escapes(written);
    escapes.resolve();
    return escapes.value.toString();
  }

  static boolean isHex(String text, int from, int digits) {
    if (from + digits > text.length()) {
      return false;
    }
    for (int i = from; i < from + digits; i++) {
      if (Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
    }
    return digits < 6 || Long.parseLong(text.substring(from, from + digits), 16) <= 0x10FFFF;
  }

  private void resolve() {
    while (at < written.length()) {
      char c = written.charAt(at++);
      if (c == '\\' && at < written.length()) {
        escape(written.charAt(at++));
      } else if (c != '\'') {
        value.append(c);
      } else if (at < written.length() && written.charAt(at) == '\'') {
        value.append(c);
        at++;
      }
    }
  }

  private void escape(char c) {
    int letter = LETTERS.indexOf(c);
    if (letter >= 0) {
      value.append(MEANINGS.charAt(letter));
    } else if (c == 'u' && isHex(written, at, 4)) {
      code(4, 16);
    } else if (c == 'U' && isHex(written, at, 8)) {
      code(8, 16);
    } else if (c == 'x' && isHex(written, at, 1)) {
      code(isHex(written, at, 2) ? 2 : 1, 16);
    } else if (c >= '0' && c <= '7') {
      at--;
      code(octalDigits(), 8);
    } else {
      value.append(c);
    }
  }

  private int octalDigits() {
    int digits = 1;
    while (digits < 3
        && at + digits < written.length()
        && Character.digit(written.charAt(at + digits), 8) >= 0) {
      digits++;
    }
    return digits;
  }

  private void code(int digits, int radix) {
    value.appendCodePoint(Integer.parseInt(written.substring(at, at + digits), radix));
    at += digits;
  }
}
