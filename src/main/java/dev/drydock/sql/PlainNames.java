package dev.drydock.sql;

import java.util.Set;

/** Statements that quote every name in full, as a person would write them. */
public final class PlainNames {

  private PlainNames() {}

  /**
   * Takes needless quotes away, and schemas where the search path finds them; in literals that are
   * nothing but such a name, too.
   *
   * @param implied schemas to leave out before a name
   */
  public static String in(String sql, Set<String> implied) {
    Tokens tokens = Tokens.of(sql);
    var text = new StringBuilder();
    int written = 0;
    for (int i = 0; i < tokens.size(); i++) {
      boolean schema = isSchema(tokens, i, implied);
      text.append(sql, written, tokens.start(i)).append(schema ? "" : token(tokens, i, implied));
      written = tokens.end(i);
      if (schema) {
        i++;
        written = tokens.end(i);
      }
    }
    return text.append(sql.substring(written)).toString();
  }

  private static boolean isSchema(Tokens tokens, int i, Set<String> implied) {
    boolean leads = i == 0 || !tokens.isPunctuation(i - 1, '.');
    return leads
        && isQuoted(tokens, i)
        && tokens.isPunctuation(i + 1, '.')
        && isQuoted(tokens, i + 2)
        && implied.contains(name(tokens.written(i)));
  }

  private static boolean isQuoted(Tokens tokens, int i) {
    return tokens.kind(i) == TokenKind.QUOTED_NAME && tokens.written(i).startsWith("\"");
  }

  private static String token(Tokens tokens, int i, Set<String> implied) {
    String written = tokens.written(i);
    if (isQuoted(tokens, i)) {
      return QualifiedName.quoted(name(written));
    }
    boolean holdsNames =
        tokens.kind(i) == TokenKind.STRING && written.startsWith("'\"") && written.endsWith("\"'");
    return holdsNames ? "'" + inside(written, implied) + "'" : written;
  }

  private static String inside(String literal, Set<String> implied) {
    return in(literal.substring(1, literal.length() - 1), implied);
  }

  private static String name(String quoted) {
    return quoted.substring(1, quoted.length() - 1).replace("\"\"", "\"");
  }
}
