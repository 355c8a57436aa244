package dev.drydock.sql;

import java.util.Optional;
import java.util.Set;

/**
 * What is known of a statement while its tokens go by: how deep it stands in parentheses and in a
 * {@code BEGIN ATOMIC} body, and whether it is one that only a client like psql can run.
 */
final class StatementShape {

  /** Why only a client can run a statement, and what to do instead. */
  record ClientOnly(String what, String next) {}

  private enum Kind {
    UNKNOWN,
    CREATE,
    CREATE_OR,
    ROUTINE,
    COPY,
    SET,
    OTHER
  }

  private final String text;
  private Kind kind = Kind.UNKNOWN;
  private int depth;
  private int openParenthesis = -1;
  private int bodyDepth;
  private int openBody = -1;
  private int previousStart;
  private int previousEnd;
  private boolean copyFrom;
  private boolean copyClient;

  /** What may be a setting's name or value, beside words. */
  private static final Set<TokenKind> SETTING =
      Set.of(TokenKind.QUOTED_NAME, TokenKind.STRING, TokenKind.NUMBER);

  private final ClientSettings settings = new ClientSettings();

  StatementShape(String text) {
    this.text = text;
  }

  /** Whether a semicolon here ends the statement. */
  boolean mayEnd() {
    return depth == 0 && bodyDepth == 0;
  }

  /** Where the outermost unclosed parenthesis stands, or -1. */
  int openParenthesis() {
    return depth > 0 ? openParenthesis : -1;
  }

  /** Where a {@code BEGIN ATOMIC} without its end stands, or -1. */
  int openBody() {
    return bodyDepth > 0 ? openBody : -1;
  }

  void see(Lexer lexer) {
    if (lexer.is('(')) {
      openParenthesis = depth == 0 ? lexer.start() : openParenthesis;
      depth++;
    } else if (lexer.is(')')) {
      depth = Math.max(0, depth - 1);
    } else if (lexer.kind() == TokenKind.WORD) {
      word(lexer);
    } else if (kind == Kind.SET && SETTING.contains(lexer.kind())) {
      settings.see(lexer.token());
    }
    kind = kind == Kind.UNKNOWN ? Kind.OTHER : kind;
    previousStart = lexer.start();
    previousEnd = lexer.end();
  }

  private void word(Lexer lexer) {
    switch (kind) {
      case UNKNOWN:
        kind = first(lexer);
        break;
      case CREATE:
        kind = lexer.isWord("or") ? Kind.CREATE_OR : routineOrOther(lexer);
        break;
      case CREATE_OR:
        kind = lexer.isWord("replace") ? kind : routineOrOther(lexer);
        break;
      case ROUTINE:
        routineWord(lexer);
        break;
      case COPY:
        copyWord(lexer);
        break;
      case SET:
        settings.see(lexer.token());
        break;
      case OTHER:
        break;
    }
  }

  private static Kind first(Lexer lexer) {
    if (lexer.isWord("create")) {
      return Kind.CREATE;
    }
    if (lexer.isWord("copy")) {
      return Kind.COPY;
    }
    return lexer.isWord("set") ? Kind.SET : Kind.OTHER;
  }

  private static Kind routineOrOther(Lexer lexer) {
    return lexer.isWord("function") || lexer.isWord("procedure") ? Kind.ROUTINE : Kind.OTHER;
  }

  /** Inside the body CASE ends with END too; a name after a point or AS is neither. */
  private void routineWord(Lexer lexer) {
    if (bodyDepth == 0) {
      if (depth == 0 && lexer.isWord("atomic") && previousIs("begin")) {
        bodyDepth = 1;
        openBody = previousStart;
      }
    } else if (!previousIs(".") && !previousIs("as")) {
      bodyDepth += lexer.isWord("case") ? 1 : 0;
      bodyDepth -= lexer.isWord("end") ? 1 : 0;
    }
  }

  private void copyWord(Lexer lexer) {
    if (depth == 0) {
      copyClient |=
          (previousIs("from") || previousIs("to"))
              && (lexer.isWord("stdin") || lexer.isWord("stdout"));
      copyFrom |= copyClient && previousIs("from");
    }
  }

  private boolean previousIs(String word) {
    return previousEnd - previousStart == word.length()
        && text.regionMatches(true, previousStart, word, 0, word.length());
  }

  /** Says why the statement cannot be sent by anything but a client such as psql. */
  Optional<ClientOnly> clientOnly() {
    if (copyFrom) {
      return Optional.of(
          new ClientOnly(
              "COPY … FROM stdin reads rows from the client's input, which a migration has not.",
              "Write the rows as INSERT INTO … VALUES (…), (…)."));
    }
    if (copyClient) {
      return Optional.of(
          new ClientOnly(
              "COPY … TO stdout sends rows to the client, which a migration cannot take.",
              "Take it out."));
    }
    return settings.refused();
  }
}
