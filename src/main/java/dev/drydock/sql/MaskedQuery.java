package dev.drydock.sql;

/** What of another session's query may be shown: its words, never its values. */
public final class MaskedQuery {

  private static final int LONGEST = 200;

  private MaskedQuery() {}

  /** The text in one line with {@code ?} for every literal and number, without comments. */
  public static String of(String query) {
    var shown = new StringBuilder();
    var lexer = new Lexer(query);
    int end = 0;
    for (TokenKind kind = lexer.nextCode();
        kind != TokenKind.END && shown.length() < LONGEST;
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
    return shown.length() < LONGEST ? shown.toString() : shown.substring(0, LONGEST) + "…";
  }
}
