package dev.drydock.catalog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the text forms of PostgreSQL's rows and arrays. */
final class RowText {

  private final String text;
  private int at;

  private RowText(String text) {
    this.text = text;
  }

  /**
   * The fields of a row such as {@code (a,"b ""c""",,)}; a null field is null.
   *
   * @see <a href="https://www.postgresql.org/docs/current/rowtypes.html">PostgreSQL, 8.16.6</a>
   */
  static List<@Nullable String> fields(String row) {
    return fields(row, Integer.MAX_VALUE);
  }

  /** The first fields of a row, that many at most. */
  static List<@Nullable String> fields(String row, int most) {
    return new RowText(row).list(')', most);
  }

  /**
   * The elements of a one-dimensional array such as {@code {a,"b c",NULL}}.
   *
   * @see <a href="https://www.postgresql.org/docs/current/arrays.html">PostgreSQL, 8.15.6</a>
   */
  static List<String> elements(@Nullable String array) {
    if (array == null || array.equals("{}")) {
      return List.of();
    }
    var elements = new ArrayList<String>();
    for (String element : new RowText(array).list('}', Integer.MAX_VALUE)) {
      elements.add(element == null ? "" : element);
    }
    return elements;
  }

  /** The numbers of an {@code int2vector} or {@code oidvector} such as {@code 1 2}. */
  static List<String> vector(@Nullable String vector) {
    return vector == null || vector.isBlank() ? List.of() : List.of(vector.strip().split(" "));
  }

  private List<@Nullable String> list(char close, int most) {
    var values = new ArrayList<@Nullable String>();
    at = 1;
    while (true) {
      values.add(value(close));
      if (at >= text.length() || text.charAt(at) == close || values.size() == most) {
        return Collections.unmodifiableList(values);
      }
      at++;
    }
  }

  private @Nullable String value(char close) {
    char first = text.charAt(at);
    if (first == ',' || first == close) {
      return null;
    }
    int end = at;
    while (end < text.length() && !isSpecial(text.charAt(end), close)) {
      end++;
    }
    if (end == text.length() || text.charAt(end) == ',' || text.charAt(end) == close) {
      String plain = text.substring(at, end);
      at = end;
      return plain;
    }
    return quoted(close);
  }

  private static boolean isSpecial(char c, char close) {
    return c == ',' || c == close || c == '"' || c == '\\';
  }

  private String quoted(char close) {
    var value = new StringBuilder();
    boolean quoted = false;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (!quoted && (c == ',' || c == close)) {
        break;
      }
      if (c == '"') {
        quoted = quote(value, quoted);
      } else {
        at += c == '\\' ? 1 : 0;
        value.append(text.charAt(at));
        at++;
      }
    }
    return value.toString();
  }

  /** A doubled quote inside quotes stands for itself. */
  private boolean quote(StringBuilder value, boolean quoted) {
    if (quoted && at + 1 < text.length() && text.charAt(at + 1) == '"') {
      value.append('"');
      at += 2;
      return true;
    }
    at++;
    return !quoted;
  }
}
