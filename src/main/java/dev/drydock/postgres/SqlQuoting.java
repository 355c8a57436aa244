package dev.drydock.postgres;

/** Quotes names and values for SQL text, whatever the session's settings are. */
public final class SqlQuoting {

  private SqlQuoting() {}

  /** A string literal that means the same with {@code standard_conforming_strings} on or off. */
  public static String literal(String value) {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a PostgreSQL text cannot hold the character zero");
    }
    String quotes = value.replace("'", "''");
    return value.indexOf('\\') < 0 ? "'" + quotes + "'" : "E'" + quotes.replace("\\", "\\\\") + "'";
  }

  /** A name exactly as given, never folded. */
  public static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
