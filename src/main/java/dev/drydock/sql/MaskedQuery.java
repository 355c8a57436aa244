package dev.drydock.sql;

/** A text of SQL without its values: what of another session's query may be shown. */
public final class MaskedQuery {

  private static final int LONGEST = 200;

  private MaskedQuery() {}

  /** The text in one line with {@code ?} for every literal and number, without comments. */
  public static String of(String query) {
    String shown = masked(query, LONGEST);
    return shown.length() < LONGEST ? shown : shown.substring(0, LONGEST) + "…";
  }

  /** The same of a whole text, however long. */
  public static String code(String text) {
    return masked(text, Integer.MAX_VALUE);
  }

  private static String masked(String query, int longest) {
    var shown = new StringBuilder();
    var lexer = new Lexer(query);
    int end = 0;
    for (TokenKind kind = lexer.nextCode();
        kind != TokenKind.END && shown.length() < longest;
        kind = lexer.nextCode()) {
      if (lexer.start() > end && !shown.isEmpty()) {
        shown.append(' ');
      }
      boolean value = kind.isLiteral() || kind == TokenKind.NUMBER || lexer.unterminated();
      shown.append(value ? "?" : lexer.token());
      end = lexer.end();
    }
    if (shown.length() > 0 && shown.charAt(shown.length() - 1) == ';') {
      shown.setLength(shown.length() - 1);
    }
    return shown.toString();
  }
}
