package dev.drydock.sql;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What names and literals mean, as PostgreSQL's lexer reads them. */
final class Names {

  private Names() {}

  /** A name as the server keeps it: lower case unless quoted, quotes and escapes resolved. */
  static String folded(String written) {
    return folded(written, "\\");
  }

  /** The same for a name with {@code UESCAPE} behind it. */
  static String folded(String written, String escape) {
    if (written.startsWith("\"")) {
      return unquoted(written, 1, '"');
    }
    if (written.length() > 2 && written.charAt(1) == '&' && escape.length() == 1) {
      return unicode(unquoted(written, 3, '"'), escape.charAt(0));
    }
    return lower(written);
  }

  private static final int LONGEST = 63;

  /** The part of a name that the server keeps. */
  static String clipped(String name) {
    String kept = name;
    while (utf8Length(kept) > LONGEST) {
      kept = kept.substring(0, kept.offsetByCodePoints(kept.length(), -1));
    }
    return kept;
  }

  /** Length in bytes of UTF-8, as the server counts the 63 that a name may have. */
  static int utf8Length(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Only ASCII letters are folded, as the server does with multi-byte encodings. */
  private static String lower(String written) {
    for (int i = 0; i < written.length(); i++) {
      if (written.charAt(i) >= 0x80) {
        return written
            .chars()
            .map(c -> c >= 'A' && c <= 'Z' ? c + 32 : c)
            .collect(StringBuilder::new, (b, c) -> b.append((char) c), StringBuilder::append)
            .toString();
      }
    }
    return written.toLowerCase(Locale.ROOT);
  }

  /** The value of a string literal with any prefix; dollar quotes included. */
  static String literal(String written) {
    if (written.startsWith("$")) {
      int tag = written.indexOf('$', 1) + 1;
      return written.length() >= 2 * tag ? written.substring(tag, written.length() - tag) : written;
    }
    int quote = written.indexOf('\'');
    if (quote < 0) {
      return written;
    }
    String prefix = written.substring(0, quote).toLowerCase(Locale.ROOT);
    if (prefix.equals("e")) {
      return Escapes.resolved(joined(written, quote));
    }
    String value = unquoted(joined(written, quote), 0, '\'');
    return prefix.equals("u&") ? unicode(value, '\\') : value;
  }

  /** The inside of a literal, its continuations on later lines put together. */
  private static String joined(String written, int quote) {
    var inside = new StringBuilder(written.length());
    boolean escapes = quote > 0 && (written.charAt(0) == 'e' || written.charAt(0) == 'E');
    int i = quote + 1;
    boolean in = true;
    while (i < written.length()) {
      char c = written.charAt(i);
      if (!in) {
        i = c == '-' ? lineEnd(written, i) : i + 1;
        in = c == '\'';
      } else if (c == '\\' && escapes && i + 1 < written.length()) {
        inside.append(c).append(written.charAt(i + 1));
        i += 2;
      } else if (c == '\'' && i + 1 < written.length() && written.charAt(i + 1) == '\'') {
        inside.append("''");
        i += 2;
      } else {
        in = c != '\'';
        inside.append(in ? String.valueOf(c) : "");
        i++;
      }
    }
    return inside.append('\'').toString();
  }

  private static int lineEnd(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }

  private static String unquoted(String written, int from, char quote) {
    int to = written.endsWith(String.valueOf(quote)) ? written.length() - 1 : written.length();
    String pair = String.valueOf(quote) + quote;
    return to < from ? "" : written.substring(from, to).replace(pair, String.valueOf(quote));
  }

  /** Resolves {@code \0061} and {@code \+000061}; what is malformed stays as written. */
  static String unicode(String value, char escape) {
    var resolved = new StringBuilder(value.length());
    int i = 0;
    while (i < value.length()) {
      char c = value.charAt(i);
      int digits = i + 1 < value.length() && value.charAt(i + 1) == '+' ? 6 : 4;
      int from = digits == 6 ? i + 2 : i + 1;
      if (c != escape) {
        resolved.append(c);
        i++;
      } else if (i + 1 < value.length() && value.charAt(i + 1) == escape) {
        resolved.append(escape);
        i += 2;
      } else if (Escapes.isHex(value, from, digits)) {
        resolved.appendCodePoint(Integer.parseInt(value.substring(from, from + digits), 16));
        i = from + digits;
      } else {
        resolved.append(c);
        i++;
      }
    }
    return resolved.toString();
  }
}
