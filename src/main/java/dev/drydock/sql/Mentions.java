package dev.drydock.sql;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Every word of a text that might be a name, those inside string literals and bodies included: far
 * more than it names, never fewer, so that one knows what to ask the catalogs for.
 */
public final class Mentions {

  /** Longer words are no names. */
  private static final int LONGEST_WORD = 1000;

  /** Literals longer than this hold data or documents, not names. */
  private static final int LONGEST_LITERAL = 1 << 17;

  private final Set<String> names = new HashSet<>();

  private Mentions() {}

  /** Names as the server folds them. */
  public static Set<String> of(List<Script> scripts) {
    var mentions = new Mentions();
    scripts.forEach(script -> script.statements().forEach(s -> mentions.read(s.text())));
    return mentions.names;
  }

  /** Those of one statement. */
  public static Set<String> of(Statement statement) {
    var mentions = new Mentions();
    mentions.read(statement.text());
    return mentions.names;
  }

  private void read(String text) {
    var lexer = new Lexer(text);
    for (TokenKind kind = lexer.nextCode(); kind != TokenKind.END; kind = lexer.nextCode()) {
      if (kind == TokenKind.WORD || kind == TokenKind.QUOTED_NAME) {
        add(Names.folded(lexer.token()));
      } else if (kind.isLiteral()) {
        literal(lexer.token());
      }
    }
  }

  private void literal(String written) {
    String value = written.length() > LONGEST_LITERAL ? "" : Names.literal(written);
    if (!value.isBlank() && value.length() < written.length()) {
      read(value);
    }
  }

  private void add(String name) {
    if (name.length() <= LONGEST_WORD && name.indexOf('\0') < 0) {
      names.add(Names.clipped(name));
    }
  }
}
