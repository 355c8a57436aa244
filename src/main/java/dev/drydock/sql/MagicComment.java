package dev.drydock.sql;

import java.util.Optional;

/**
 * A comment that speaks to Drydock, or seems meant to.
 *
 * @param offset where it begins in the text
 * @param statement number of the statement it stands before or in
 * @param form whether it stands where one holds
 * @param words what follows {@code drydock:}
 */
record MagicComment(int offset, int statement, Form form, String words) {

  private static final String NAME = "drydock";

  enum Form {
    /** {@code -- drydock: …} on a line of its own. */
    HOLDS,
    /** Behind SQL on the same line. */
    BEHIND_SQL,
    /** In a block comment. */
    IN_BLOCK,
    /** {@code drydock allow …}: the colon is missing. */
    NO_COLON
  }

  /** Reads the comment the lexer stands on; empty for an ordinary one. */
  static Optional<MagicComment> in(String text, Lexer lexer, int statement) {
    int start = lexer.start();
    int name = start + 2;
    while (name < lexer.end() && " \t\r\n-*".indexOf(text.charAt(name)) >= 0) {
      name++;
    }
    if (!text.regionMatches(true, name, NAME, 0, NAME.length())) {
      return Optional.empty();
    }
    boolean block = text.charAt(start) == '/';
    String rest = text.substring(name + NAME.length(), lexer.end() - (block ? 2 : 0)).strip();
    if (rest.startsWith(":")) {
      String words = rest.substring(1).strip();
      return Optional.of(new MagicComment(start, statement, form(text, start, block), words));
    }
    return rest.matches("(?is)(allow|backfill in)\\b.*|plain")
        ? Optional.of(new MagicComment(start, statement, Form.NO_COLON, rest))
        : Optional.empty();
  }

  private static Form form(String text, int start, boolean block) {
    if (block) {
      return Form.IN_BLOCK;
    }
    int i = start - 1;
    while (i >= 0 && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
      i--;
    }
    boolean own = i < 0 || text.charAt(i) == '\n' || text.charAt(i) == '\r';
    return own ? Form.HOLDS : Form.BEHIND_SQL;
  }
}
