package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Finds the literals of a statement that are or hold secrets: after {@code PASSWORD} and other
 * words that name one, connection strings, arguments of {@code dblink} functions, and anything that
 * reads like a URL or connection string with a password. Inside dollar quotes it looks again.
 */
final class SecretLiterals {

  static final String MASK = "'[masked]'";

  private static final Pattern NAME =
      Pattern.compile(
          "passw(or)?d|passphrase|pwd|secret|token|credential|api_?key|private_?key|access_?key"
              + "|^\"?connection\"?$");
  private static final Pattern SECRET_ANYWHERE =
      Pattern.compile(
          "[a-z][a-z0-9+.-]*://[^\\s/@:']*:[^\\s@']+@|-----BEGIN [A-Z ]*PRIVATE KEY",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern SECRET_IN_STRING =
      Pattern.compile(
          SECRET_ANYWHERE.pattern()
              + "|\\b(password|passwd|pwd|secret|sslpassword|token)\\s*=\\s*[^\\s,;)]",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern WORTH_A_LOOK =
      Pattern.compile(
          "passw|passphrase|pwd|secret|token|credential|api_?key|private|access_?key|connection"
              + "|dblink|://",
          Pattern.CASE_INSENSITIVE);

  /** Part of a statement's text that is not shown. */
  record Span(int from, int to) {}

  private final String text;
  private final List<Span> spans = new ArrayList<>();

  private SecretLiterals(String text) {
    this.text = text;
  }

  static String masked(String text) {
    return masked(text, in(text), 0, text.length());
  }

  /** Part of the text, with the given spans masked wherever they touch it. */
  static String masked(String text, List<Span> secrets, int from, int to) {
    var shown = new StringBuilder(to - from);
    int done = from;
    for (Span secret : secrets) {
      if (secret.to() <= done || secret.from() >= to) {
        continue;
      }
      shown.append(text, done, Math.max(done, secret.from()));
      if (secret.from() >= from) {
        shown.append(MASK);
      }
      done = Math.min(to, secret.to());
    }
    return done < to ? shown.append(text, done, to).toString() : shown.toString();
  }

  /** The secrets of a statement, in order. */
  static List<Span> in(String text) {
    if (!WORTH_A_LOOK.matcher(text).find()) {
      return List.of();
    }
    var found = new SecretLiterals(text);
    found.look(0, text.length());
    return found.spans;
  }

  private void look(int from, int to) {
    var lexer = new Lexer(text, from, to);
    boolean named = false;
    boolean callName = false;
    int depth = 0;
    int secretCall = Integer.MAX_VALUE;
    while (lexer.nextCode() != TokenKind.END) {
      if (lexer.is('(')) {
        depth++;
        secretCall = callName ? Math.min(depth, secretCall) : secretCall;
      } else if (lexer.is(')')) {
        secretCall = depth <= secretCall ? Integer.MAX_VALUE : secretCall;
        depth--;
      } else if (lexer.kind().isLiteral()) {
        literal(lexer, named || depth >= secretCall);
      }
      named = isAssignment(lexer) ? named : namesSecret(lexer, named);
      callName = isName(lexer) && lower(lexer).contains("dblink");
    }
  }

  private void literal(Lexer lexer, boolean secret) {
    int bodyStart = lexer.kind() == TokenKind.DOLLAR_STRING ? lexer.dollarBodyStart() : -1;
    if (secret) {
      spans.add(new Span(lexer.start(), lexer.end()));
    } else if (bodyStart >= 0 && !lexer.unterminated()) {
      body(lexer, bodyStart);
    } else if (SECRET_IN_STRING.matcher(lexer.token()).find()) {
      spans.add(new Span(lexer.start(), lexer.end()));
    }
  }

  private void body(Lexer lexer, int bodyStart) {
    int before = spans.size();
    look(bodyStart, lexer.end() - (bodyStart - lexer.start()));
    if (spans.size() == before && SECRET_ANYWHERE.matcher(lexer.token()).find()) {
      spans.add(new Span(lexer.start(), lexer.end()));
    }
  }

  /**
   * {@code name = '…'}, {@code name => '…'}, {@code name TO '…'}, {@code set_config('name', '…'}.
   */
  private static boolean isAssignment(Lexer lexer) {
    return lexer.kind() == TokenKind.OPERATOR
        || lexer.is(':')
        || lexer.is(',')
        || lexer.isWord("to");
  }

  private static boolean namesSecret(Lexer lexer, boolean before) {
    if (lexer.kind() == TokenKind.STRING) {
      return !before && lexer.end() - lexer.start() < 80 && NAME.matcher(lower(lexer)).find();
    }
    return isName(lexer) && NAME.matcher(lower(lexer)).find();
  }

  private static boolean isName(Lexer lexer) {
    return lexer.kind() == TokenKind.WORD || lexer.kind() == TokenKind.QUOTED_NAME;
  }

  private static String lower(Lexer lexer) {
    return lexer.token().toLowerCase(Locale.ROOT);
  }
}
